"""The table of a sweep in any width: what answers the question is in it, in the same order."""

from __future__ import annotations

import math

import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.sweep_messages import SweepEnded
from engine.sweeps.spec import SweepSpec
from engine.sweeps.summary import summarize
from engine.theory.verdict import Kind
from tests.tui.sweeps import ended_row
from tui.text.columns import total_width, widths_of
from tui.text.sweep_table import left_out, settings_shown, summary_table
from tui.text.sweeps import sweep_cost, sweep_notes

SPECS = [
    SweepSpec(RunConfig(), (1, 16, 32, 64, 128, "full")),
    SweepSpec(RunConfig(), (1, "full"), (0.001, 0.1), seeds=(0, 1, 2)),
    SweepSpec(RunConfig(), (1, "full"), (0.0001234, 0.1), ("sgd", "adam"), (0, 1, 2)),
]


def summaries_of(spec: SweepSpec, **values):
    kinds = (Kind.AT_OPTIMUM, Kind.STOPPED_EARLY, Kind.AT_NOISE_FLOOR)
    return summarize([ended_row(spec, k, verdict=kinds[k % 3], **values) for k in range(spec.runs)])


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("width", [75, 100, None])
def test_settings_epochs_and_loss_come_first_and_the_verdict_last(spec, width) -> None:
    summaries = summaries_of(spec)
    table = summary_table(spec, summaries, width)
    head, count = table[0], len(settings_shown(spec))
    assert head[count : count + 2] == ["epochs", "loss/least − 1"]
    assert head[-1] == "verdict"
    whole = summary_table(spec, summaries)[0]
    assert [name for name in whole if name in head] == head
    assert sorted(left_out(spec, table)) == sorted(set(whole) - set(head))
    if width == 100:
        assert total_width(widths_of(table)) <= width


def test_without_exact_results_the_loss_itself_is_shown_and_no_excess() -> None:
    base = with_values(RunConfig(), {"activation": "tanh"})
    spec = SweepSpec(base, (1, "full"), (0.001, 0.1), seeds=(0, 1, 2))
    nothing = {"excess": math.nan, "distance": (math.nan, math.nan), "limit": None}
    summaries = summaries_of(spec, **nothing)
    head, *rows = summary_table(spec, summaries)
    assert "full loss" in head
    assert not {"loss/least − 1", "above first"} & set(head)
    assert [row[head.index("|w − w*|")] for row in rows] == ["–"] * 4
    assert not any("first" in note for note in sweep_notes(spec, summaries))


def test_unstable_runs_are_counted_apart_by_name() -> None:
    spec = SPECS[1]
    rows = [ended_row(spec, k) for k in range(spec.runs)]
    for k in (3, 4):
        rows[k] = ended_row(
            spec, k, state=RunState.MAX_EPOCHS, unstable=True, excess=1e6, epochs=9999
        )
    summaries = summarize(rows)
    table = summary_table(spec, summaries)
    row = dict(zip(table[0], table[2], strict=True))
    assert row["verdict"] == "1 stopped early, 2 unstable"
    assert row["epochs"] == "15"
    notes = " ".join(sweep_notes(spec, summaries))
    assert "not in the means: 2 of 12 runs: 2 unstable" in notes


def test_batch_sizes_that_are_all_the_full_batch_are_said_and_counted_once() -> None:
    spec = SweepSpec(RunConfig(), (16, 128, "full"))
    rows = [
        ended_row(spec, k, batch_samples=n, same_as=same)
        for k, (n, same) in enumerate([(16, None), (100, None), (100, 1)])
    ]
    notes = sweep_notes(spec, summarize(rows))
    assert "M 128 and full: all are the full batch of 100 samples, run once" in notes
    assert sweep_cost(rows, SweepEnded(3, 3, False, 2.0, 1.0)).startswith("80 updates in 2 s")
