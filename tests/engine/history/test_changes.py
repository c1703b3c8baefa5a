"""Live changes, undone one after the other."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history import changes as module
from engine.history.changes import stages, undone
from engine.history.values import Change

VALUES = {"learning_rate": ("0.1", "0.2", "0.3"), "batch_size": ("4", "8", "full")}
STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(sorted(VALUES)), st.integers(0, 2)), max_size=12
)


def played(steps: list[tuple[int, str, int]]) -> tuple[list[tuple[int, RunConfig]], list[Change]]:
    """The configurations of a run, from the first one on, and its changes."""
    config, update = with_values(RunConfig(), {"learning_rate": "0.1", "batch_size": "4"}), 0
    seen, changes = [(0, config)], []
    now = {"learning_rate": "0.1", "batch_size": "4"}
    for ahead, name, place in steps:
        update, value = update + ahead, VALUES[name][place]
        changes.append(Change(update, 0, name, now[name], value))
        now[name] = value
        config = with_values(config, {name: value})
        seen.append((update, config))
    return seen, changes


@given(STEPS)
def test_the_configurations_of_a_run_are_found_from_its_end(steps):
    seen, changes = played(steps)
    last = seen[-1][1]
    assert undone(last, changes) == seen[0][1]
    assert dict(stages(last, changes)) == dict(seen[1:])
    updates = [update for update, _ in stages(last, changes)]
    assert updates == sorted(set(updates))


def test_the_cost_grows_with_the_number_of_changes(monkeypatch: pytest.MonkeyPatch):
    rates = [0.1 + place / 10_000 for place in range(500)]
    changes = [
        Change(place + 1, 0, "learning_rate", repr(old), repr(new))
        for place, (old, new) in enumerate(itertools.pairwise(rates))
    ]
    calls: list[int] = []

    def counted(config: RunConfig, values: dict[str, object]) -> RunConfig:
        calls.append(len(values))
        return with_values(config, values)

    monkeypatch.setattr(module, "with_values", counted)
    found = stages(with_values(RunConfig(), {"learning_rate": rates[-1]}), changes)
    assert [config.optimizer.learning_rate for _, config in found] == rates[1:]
    assert sum(calls) <= len(changes)
