"""Sweeps and measurements, event by event; no screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.sweep_messages import SweepEnded, SweepRows, TradeoffRows
from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec
from engine.sweeps.spec import SweepSpec
from engine.sweeps.tradeoff import TradeoffSpec
from tests.tui.sweeps import ended_row, measured
from tui.model.experiment import PhaseExperiment, SweepExperiment, TradeoffExperiment
from tui.model.experiment_base import Stage
from tui.model.experiments import MOST_KEPT, Experiments
from tui.model.phase_maps import made_from
from tui.views.phase.read_out import title

SPEC = SweepSpec(RunConfig(), (1, "full"), seeds=(0, 1))
SWEEP = SweepExperiment(spec=SPEC)
TRADEOFF = TradeoffExperiment(spec=TradeoffSpec(RunConfig(), (1, 16)))


def rows(*places: int, done: int) -> SweepRows:
    return SweepRows(tuple(ended_row(SPEC, place) for place in places), done, SPEC.runs)


def test_a_sweep_waits_runs_and_ends():
    begun = Experiments().begin(SWEEP)
    assert begun.shown is not None
    assert (begun.shown.stage, begun.shown.progress) == (Stage.WAITING, "0 of 4 runs")
    under_way, news = begun.after(rows(3, done=1), "CPU")
    assert news == ""
    assert under_way.shown is under_way.under_way
    assert (under_way.shown.stage, under_way.shown.device) == (Stage.RUNNING, "CPU")
    assert under_way.shown.progress == "1 of 4 runs"
    ended, news = under_way.after(SweepEnded(1, 4, stopped=True), "CPU")
    assert (ended.shown.stage, ended.under_way) == (Stage.STOPPED, None)
    assert "1 of 4 runs" in news
    assert begun.shown.stage is Stage.WAITING


def test_cells_stand_in_the_order_of_the_product_whatever_ended_first():
    sweep = SWEEP.after(rows(3, done=1), "CPU").after(rows(0, 1, done=3), "CPU")
    assert [(one.cell.batch_size, one.runs) for one in sweep.summaries] == [(1, 2), ("full", 1)]
    assert [row.index for row in sweep.rows] == [3, 0, 1]


def test_events_belong_to_the_oldest_unfinished_one():
    both = Experiments().begin(SWEEP).begin(TRADEOFF)
    told, _ = both.after(rows(0, done=1), "CPU")
    told, _ = told.after(SweepEnded(1, 4, stopped=True), "CPU")
    told, _ = told.after(TradeoffRows((measured(16, 1e-3),), 1, 2), "CPU")
    sweep, tradeoff = told.made
    assert (sweep.stage, sweep.done) == (Stage.STOPPED, 1)
    assert (tradeoff.stage, tradeoff.done) == (Stage.RUNNING, 1)


def test_rows_of_another_kind_than_the_one_under_way_are_passed_over():
    begun = Experiments().begin(TRADEOFF)
    same, news = begun.after(rows(0, done=1), "CPU")
    assert (same, news) == (begun, "")


def test_a_refusal_is_the_reason_why_it_could_not_be_made():
    begun = Experiments().begin(SWEEP)
    ended, news = begun.after(SweepEnded(0, 4, stopped=True), "CPU", "the samples lie on a line")
    assert ended.shown.reason == "the samples lie on a line"
    assert news == "sweep: the samples lie on a line"


def test_a_lost_worker_loses_all_that_were_unfinished_and_no_other():
    both = Experiments().begin(SWEEP)
    both, _ = both.after(SweepEnded(4, 4, stopped=False), "CPU")
    lost, news = both.begin(TRADEOFF).lost()
    assert [one.stage for one in lost.made] == [Stage.ENDED, Stage.LOST]
    assert lost.under_way is None
    assert "measurement" in news


def test_the_next_one_is_shown_and_after_the_last_the_first():
    three = Experiments().begin(SWEEP).begin(TRADEOFF).begin(SWEEP)
    places = []
    for _ in range(4):
        places.append(three.place)
        three = three.next_shown()
    assert places == ["3 of 3", "1 of 3", "2 of 3", "3 of 3"]
    assert Experiments().begin(SWEEP).place == ""
    assert Experiments().next_shown().shown is None


def test_the_oldest_gives_way_and_its_end_still_frees_the_next():
    many = Experiments()
    for _ in range(MOST_KEPT + 1):
        many = many.begin(SWEEP)
    assert len(many.made) == MOST_KEPT
    many, _ = many.after(SweepEnded(0, 4, stopped=True), "CPU")
    many, _ = many.after(rows(0, done=1), "CPU")
    assert [one.done for one in many.made] == [1] + [0] * (MOST_KEPT - 1)


def test_what_was_typed_is_remembered_for_each_form_and_cannot_be_written_to():
    texts = {"seeds": "3"}
    typed = Experiments().with_typed("sweep", texts).with_typed("tradeoff", {"factor": "2"}).typed
    texts["seeds"] = "4"
    assert typed["sweep"]["seeds"] == "3"
    assert typed["tradeoff"]["factor"] == "2"
    with pytest.raises(TypeError):
        typed["sweep"]["seeds"] = "5"  # type: ignore[index]


def test_what_is_left_of_an_interrupted_one_continues_in_its_place():
    begun, _ = Experiments().begin(SWEEP).after(rows(2, done=1), "CPU")
    lost, _ = begun.lost()
    assert lost.shown.unfinished
    assert lost.shown is not None
    going_on = lost.go_on(lost.shown)
    assert (going_on.under_way, going_on.shown.stage) == (going_on.shown, Stage.WAITING)
    assert not going_on.shown.unfinished
    more, _ = going_on.after(rows(0, 1, 3, done=4), "GPU:0")
    ended, news = more.after(SweepEnded(4, 4, stopped=False), "GPU:0")
    assert [row.index for row in ended.shown.rows] == [2, 0, 1, 3]
    assert (ended.shown.stage, news) == (Stage.ENDED, "sweep finished: 4 runs")
    assert not ended.shown.unfinished


def test_one_that_failed_does_not_continue():
    begun = Experiments().begin(SWEEP)
    ended, _ = begun.after(SweepEnded(0, 4, stopped=True), "CPU", "the samples lie on a line")
    assert not ended.shown.unfinished


OWN = with_values(RunConfig(), {"problem": "/tmp/mine.py"})
OTHER = "made with another version of mine.py"


def test_what_was_made_of_another_version_of_a_file_gets_nothing_of_the_next_one() -> None:
    sweep = SweepExperiment(spec=SweepSpec(OWN, learning_rates=(0.1, 0.2)))
    built_in = SweepExperiment(spec=SweepSpec(RunConfig(), learning_rates=(0.1, 0.2)))
    experiments = Experiments().begin(sweep).begin(built_in)
    for _ in range(2):
        experiments, _ = experiments.after(SweepEnded(1, 2, stopped=True), "CPU")
    assert [one.unfinished for one in experiments.made] == [True, True]
    experiments = experiments.outdated("/tmp/mine.py", OTHER)
    assert [(one.unfinished, one.reason) for one in experiments.made] == [
        (False, OTHER),
        (True, ""),
    ]


def test_a_map_of_another_version_lends_no_runs_to_the_next_one() -> None:
    axes = Axis("w0", 0, 4, log=False, cells=4), Axis("b0", 0, 4, log=False, cells=4)
    spec = PhaseSpec(OWN, *axes)
    rows = tuple(PhaseRow(cell, RunState.CONVERGED, 1, 1, 0.0, 0.0) for cell in range(16))
    known = PhaseExperiment(spec=spec, rows=rows, done=16, stage=Stage.ENDED)
    inner = replace(spec, x=Axis("w0", 0, 2, log=False, cells=2))
    assert len(made_from(known, inner).rows) == 8
    assert not made_from(known.outdated(OTHER), inner).rows
    assert title(known.outdated(OTHER)) == f"phase map: start w × start b · {OTHER}"
