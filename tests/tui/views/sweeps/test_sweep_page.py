"""A sweep's page as rendered text: progress, table, maps, any size."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import numpy as np
import pytest

from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.sweep_messages import SweepEnded, SweepRows
from engine.sweeps.spec import SweepSpec
from engine.sweeps.summary import summarize
from tests.tui.sweeps import ended_row
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.canvas.table import fitting, table_cells
from tui.model.experiment import SweepExperiment
from tui.model.experiments import Experiments
from tui.text.columns import widths_of
from tui.views.sweeps.pages import pages_of
from tui.views.sweeps.sweep_page import sweep_cells
from tui.views.sweeps.sweep_plot import Quantity as Plotted
from tui.views.sweeps.sweep_plot import sweep_plot

LOOK = Look(palette_for(dark=True))
ASCII = Look(palette_for(dark=True, colours=None), Markers.ASCII)
SPEC = SweepSpec(
    RunConfig(), (1, 16, "full"), (0.001, 0.01, 0.031622776, 0.1), ("sgd", "adam"), (0, 1)
)


def drawn(columns, rows, sweep, look, *, page=0, selected=0):
    """That page of the sweep."""
    part = pages_of(columns, rows, sweep)[page]
    return sweep_cells(columns, rows, sweep, look, part, selected=selected)


def experiment(runs: int = SPEC.runs, spec: SweepSpec = SPEC) -> SweepExperiment:
    made = Experiments().begin(SweepExperiment(spec=spec))
    # In an order of its own, as groups end.
    for index in sorted(range(runs), key=lambda k: (k % 3, k)):
        rows = SweepRows((ended_row(spec, index),), index + 1, spec.runs)
        made, _ = made.after(rows, "CPU")
    assert isinstance(made.shown, SweepExperiment)
    return made.shown


def test_what_is_summed_up_row_by_row_is_what_all_rows_give() -> None:
    sweep = experiment(31)
    assert [str(one) for one in sweep.summaries] == [str(one) for one in summarize(sweep.rows)]


@pytest.mark.parametrize(("columns", "rows"), [(78, 19), (118, 35), (162, 45), (198, 47)])
def test_the_maps_of_every_quantity_and_optimizer_are_on_some_page(columns: int, rows: int) -> None:
    sweep = experiment()
    pages = range(len(pages_of(columns, rows, sweep)))
    text = "\n".join(
        line for page in pages for line in drawn(columns, rows, sweep, LOOK, page=page).lines()
    )
    titles = ("epochs to the end", "seconds (each run's share)", "final full loss")
    for method, title in itertools.product(("SGD", "Adam"), titles):
        assert f"{method}: {title}" in text


def test_a_page_has_the_limit_of_the_full_batch_in_its_map() -> None:
    rates = (0.001, 0.01, 0.031622776, 0.1)
    spec = SweepSpec(RunConfig(), (1, 16, "full"), rates, seeds=(0, 1))
    lines = drawn(198, 47, experiment(spec.runs, spec), LOOK).lines()
    limit = next(k for k, line in enumerate(lines) if "┄┄┄" in line)
    assert "0.028" in lines[limit]
    labels = {k: float(found[1]) for k, line in enumerate(lines)
             if (found := re.search(r"([\d.]+) │", line)) and k != limit}  # fmt: skip
    assert sorted(labels.values()) == [0.001, 0.01, 0.0316, 0.1]
    assert all((rate > 0.028) == (k < limit) for k, rate in labels.items())


def test_the_selected_row_is_in_sight_and_marked() -> None:
    sweep = experiment()
    last = len(pages_of(78, 19, sweep)) - 1
    for selected in range(len(sweep.summaries)):
        lines = drawn(78, 19, sweep, LOOK, page=last, selected=selected).lines()
        (line,) = [line for line in lines if line.startswith("▶")]
        optimizer, size, rate, *_ = sweep.summaries[selected].cell
        words = line.split()
        assert words[1:3] == [optimizer, str(size)]
        assert float(words[3]) == pytest.approx(rate, rel=0.005)


@pytest.mark.parametrize(("columns", "rows"), [(78, 18), (118, 35), (198, 47)])
@pytest.mark.parametrize(
    "spec",
    [
        SweepSpec(RunConfig(), learning_rates=(0.001, 0.01, 0.02, 0.03)),
        SweepSpec(RunConfig(), (1, 16, "full"), seeds=(0, 1, 2)),
        SweepSpec(RunConfig(), optimizers=("sgd", "adam")),
        SweepSpec(RunConfig(), l2s=(0.0, 0.1, 0.5)),
        SweepSpec(RunConfig(), l2s=(0.01, 0.1, 1.0), optimizers=("sgd", "adam")),
        SweepSpec(RunConfig(), (1, "full"), (0.001, 0.02), ("sgd", "adam"), l2s=(0.0, 0.5)),
        SweepSpec(RunConfig(), seeds=tuple(range(9))),
        SPEC,
    ],
)
def test_the_first_page_has_a_picture_and_every_row_is_on_some_page(spec, columns, rows) -> None:
    sweep = experiment(spec.runs, spec)
    pages = pages_of(columns, rows, sweep)
    assert pages[0].plots or pages[0].shown
    text = ["\n".join(drawn(columns, rows, sweep, LOOK, page=k).lines())
            for k in range(len(pages))]  # fmt: skip
    assert "epochs" in text[0]
    selected = len(sweep.summaries) - 1
    table = next(k for k, page in enumerate(pages) if page.table[1])
    lines = drawn(columns, rows, sweep, LOOK, page=table, selected=selected).lines()
    assert any(line.startswith("▶") for line in lines)


def test_the_points_of_the_plot_are_in_the_cells_of_their_values() -> None:
    spec = SweepSpec(RunConfig(), learning_rates=(0.001, 0.01, 0.02))
    sweep = experiment(3, spec)
    cells = sweep_plot(60, 20, spec, sweep.summaries, Plotted.EPOCHS, LOOK)
    found = np.argwhere((cells.chars == "●") & (cells.fore == LOOK.palette.truth))
    assert len(found) == 3
    means = [one.epochs.mean for one in sweep.summaries]
    assert means == [10, 11, 12]
    rows = sorted(found.tolist(), key=lambda place: place[1])
    heights = [row for row, _ in rows]
    assert heights == sorted(heights, reverse=True)
    ticks = {
        float(m[1]): k for k, line in enumerate(cells.lines()) if (m := re.match(r" *(\d+)┤", line))
    }
    (low, at_low), (high, at_high) = min(ticks.items()), max(ticks.items())
    for (row, _), mean in zip(rows, means, strict=True):
        wanted = at_low + (mean - low) * (at_high - at_low) / (high - low)
        assert abs(row - wanted) <= 1


def test_a_cell_without_a_result_is_a_cross_at_the_top() -> None:
    spec = SweepSpec(RunConfig(), learning_rates=(0.001, 0.01, 0.1))
    bad = ended_row(spec, 2, state=RunState.MAX_EPOCHS, unstable=True)
    sweep = SweepExperiment(spec=spec).after(
        SweepRows((ended_row(spec, 0), ended_row(spec, 1), bad), 3, 3), "CPU"
    )
    cells = sweep_plot(60, 20, spec, sweep.summaries, Plotted.EXCESS, LOOK)
    (place,) = np.argwhere((cells.chars == "×") & (cells.fore == LOOK.palette.warning))[1:]
    assert place[0] == 1
    assert "no result" in cells.lines()[0]


def test_progress_is_a_bar_and_what_it_took_replaces_it() -> None:
    half = SPEC.runs // 2
    sweep = replace(experiment(half), done=half)
    line = drawn(118, 35, sweep, LOOK).lines()[1]
    assert line.startswith("█" * 12 + "░" * 12 + f" {SPEC.runs // 2} of {SPEC.runs} runs")
    ended, _ = Experiments().begin(sweep).after(SweepEnded(96, 96, False, 2.0, 3.0), "CPU")
    assert isinstance(ended.shown, SweepExperiment)
    line = drawn(118, 35, ended.shown, LOOK).lines()[1]
    assert line.startswith("960 updates in 2 s of training (480 updates/s) and 3 s of compilation")


def test_all_columns_can_be_reached_where_there_is_no_room_for_all() -> None:
    table = [["M", "ended", "epochs", "updates", "seconds"], ["16", "converged", "11", "44", "0.5"]]
    widths = widths_of(table)
    for room in range(14, sum(widths) + 2 * len(widths)):
        reached: set[int] = set()
        for skipped in range(len(widths)):
            shown = fitting(widths, room, 2, skipped)
            assert shown[:2] == [0, 1]
            reached.update(shown)
        # Where not even one fits beside those that stay, there is none.
        fits = sum(widths[:2]) + 2 + 2 + max(widths[2:]) <= room
        assert not fits or reached == set(range(len(widths)))


def test_columns_that_are_not_shown_are_told_by_arrows() -> None:
    table = [["M", "epochs", "updates"], ["16", "11", "44"]]
    (head, *_) = table_cells(table, 16, 2, LOOK, fixed=1).lines()
    assert head.split() == ["M", "epochs", "▶"]
    (head, *_) = table_cells(table, 16, 2, LOOK, fixed=1, skipped=1).lines()
    assert head.split() == ["◀", "M", "updates"]
