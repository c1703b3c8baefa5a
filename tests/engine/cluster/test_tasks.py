"""A sweep in parts: each run once, where its numbers are those of the whole sweep."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cluster.tasks import code_of, digest_of, parts_of, portable
from engine.config.parameters import with_values
from engine.config.run import BatchConfig, DataConfig, RunConfig
from engine.data.standard_input import kept
from engine.errors import DescentError
from engine.problems.own.permission import CODE_VARIABLE, permit
from engine.sweeps.groups import groups_of, repeated_in
from engine.sweeps.spec import SweepSpec

SAMPLES = 40


@given(
    sizes=st.lists(st.sampled_from([1, 3, 16, 40, "full"]), min_size=1, max_size=5, unique=True),
    rates=st.integers(1, 30),
    optimizers=st.sampled_from([(), ("sgd", "adam")]),
    workers=st.integers(1, 9),
    shuffle=st.booleans(),
)
def test_each_run_is_in_one_part_and_alone_only_if_it_is_alone_in_the_whole(
    sizes, rates, optimizers, workers, shuffle
):
    base = RunConfig(data=DataConfig(samples=SAMPLES), batch=BatchConfig(shuffle=shuffle))
    spec = SweepSpec(
        base,
        batch_sizes=tuple(sizes),
        learning_rates=tuple(0.001 * (k + 1) for k in range(rates)),
        optimizers=optimizers,
    )
    parts = parts_of(spec, SAMPLES, workers, "")
    runs = list(chain.from_iterable(part.runs for part in parts))
    assert sorted(runs) == list(range(spec.runs))

    configs = spec.configs()
    repeated = repeated_in(configs, SAMPLES)
    trained = [k for k in range(spec.runs) if k not in repeated]
    alone = {trained[g[0]] for g in groups_of([configs[k] for k in trained], SAMPLES) if len(g) < 2}
    for part in parts:
        own = [k for k in part.runs if k not in repeated]
        assert {repeated[k] for k in part.runs if k in repeated} <= set(own)
        assert len(own) > 1 or own[0] in alone
        # The worker makes one call of it, as of the group it was taken from.
        assert len(groups_of([configs[k] for k in own], SAMPLES)) == 1


def test_more_workers_get_smaller_parts():
    spec = SweepSpec(RunConfig(), learning_rates=tuple(0.001 * (k + 1) for k in range(64)))
    assert [len(part.runs) for part in parts_of(spec, 100, 1, "")] == [16] * 4
    assert [len(part.runs) for part in parts_of(spec, 100, 8, "")] == [2] * 32


def test_workers_get_an_absolute_path_and_what_the_file_must_contain(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("x,y\n1,2\n2,3\n")
    spec = SweepSpec(RunConfig(data=DataConfig(data=Path("a.csv"))), learning_rates=(0.1, 0.2))
    base = portable(spec).base
    assert base.data.data == tmp_path / "a.csv"
    before = digest_of(base)
    Path("a.csv").write_text("x,y\n1,2\n2,4\n")
    assert digest_of(base) != before
    generated = SweepSpec(RunConfig(), learning_rates=(0.1, 0.2))
    assert portable(generated) == generated
    assert digest_of(generated.base) == ""


def test_standard_input_is_refused():
    with Path("/dev/null").open("rb") as stream, kept(stream) as path:
        spec = SweepSpec(RunConfig(data=DataConfig(data=path)), learning_rates=(0.1, 0.2))
        with pytest.raises(DescentError, match="workers cannot read standard input"):
            portable(spec)


def test_workers_may_execute_a_file_that_was_named_here(tmp_path, monkeypatch):
    monkeypatch.setenv(CODE_VARIABLE, "")
    path = tmp_path / "mine.py"
    path.write_text("def loss(w, b, x, y):\n    return (w * x + b - y) ** 2\n")
    base = with_values(RunConfig(), {"problem": str(path)})
    assert code_of(RunConfig()) == code_of(base) == ""
    digest = permit(path)
    assert code_of(base) == digest
    spec = SweepSpec(base, learning_rates=(0.1, 0.2))
    assert {part.code for part in parts_of(spec, 100, 1, "", digest)} == {digest}
