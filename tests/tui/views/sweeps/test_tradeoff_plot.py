"""The trade-off of batch size as rendered text: curves, points, any size."""

from __future__ import annotations

from dataclasses import replace

from engine.config.run import RunConfig
from engine.sweeps.tradeoff import TradeoffSpec
from tests.tui.sweeps import measured
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.model.experiment import TradeoffExperiment
from tui.views.sweeps.tradeoff_page import tradeoff_cells
from tui.views.sweeps.tradeoff_plot import Measured, tradeoff_plot, values_of

LOOK = Look(palette_for(dark=True))
ASCII = Look(palette_for(dark=True, colours=None), Markers.ASCII)
ROWS = [measured(1, 1e-6), measured(64, 4e-6), measured(1024, 20e-6)]


def places(lines: list[str], signs: str) -> list[tuple[int, int]]:
    """(column, row) of the points below the legend, from the left."""
    found = [(c, r) for r, line in enumerate(lines) if r for c, sign in enumerate(line)
             if sign in signs]  # fmt: skip
    return sorted(found)


def test_points_lie_where_the_logarithms_say() -> None:
    # An update of 1, 10 and 100 µs at M = 1, 10 and 100 is a straight line on two log axes.
    rows = [measured(m, m * 1e-6) for m in (1, 10, 100)]
    lines = tradeoff_plot(80, 30, rows, Measured.UPDATE, LOOK).lines()
    (x0, y0), (x1, y1), (x2, y2) = places(lines, "○●")
    assert abs((x1 - x0) - (x2 - x1)) <= 1
    assert abs((y0 - y1) - (y1 - y2)) <= 1
    assert x0 < x1 < x2
    assert y0 > y1 > y2


def test_a_point_is_open_where_at_least_half_of_the_time_is_no_arithmetic() -> None:
    lines = tradeoff_plot(80, 20, ROWS, Measured.SECONDS, LOOK).lines()
    # 20 µs / 1024 a sample: 98 %, 69 %, and nothing that is sure of the last.
    assert "".join(lines[r][c] for c, r in places(lines, "○●")) == "○○●"
    assert "○ mostly overhead  ● computes" in lines[0]


def test_what_launching_costs_is_a_line_in_the_plot_of_the_update() -> None:
    cells = tradeoff_plot(100, 20, ROWS, Measured.UPDATE, LOOK)
    assert "launch 0.98" in cells.lines()[0]  # 1 µs without 20 / 1024 of it
    assert _longest_row(cells) > 80
    assert _longest_row(tradeoff_plot(100, 20, ROWS, Measured.SECONDS, LOOK)) == 0


def _longest_row(cells: Cells) -> int:
    """The most cells in one row of the plot in the colour of the line."""
    return int(((cells.fore[1:] == LOOK.palette.optimum) & (cells.chars[1:] != " ")).sum(1).max())


def test_what_was_not_reached_stands_at_the_foot_and_in_no_curve() -> None:
    rows = [*ROWS[:2], replace(ROWS[2], reached=False)]
    lines = tradeoff_plot(80, 20, rows, Measured.EPOCHS, LOOK).lines()
    ((_, row),) = places(lines, "×")
    axis = next(k for k, line in enumerate(lines) if "┬" in line or "└" in line)
    assert row == axis - 1
    assert "× not reached" in lines[0]
    # How fast it goes is known all the same.
    assert values_of(rows, Measured.SPEED)[2] == rows[2].samples_per_second
    assert "×" not in "".join(tradeoff_plot(80, 20, rows, Measured.SPEED, LOOK).lines())


def test_without_colours_it_is_ascii_and_has_no_colour() -> None:
    for what in Measured:
        cells = tradeoff_plot(80, 20, ROWS, what, ASCII)
        assert "".join(cells.lines()).isascii()
        assert (cells.fore == NO_COLOUR).all()


def experiment() -> TradeoffExperiment:
    spec = TradeoffSpec(RunConfig(), (1, 64, 1024))
    return TradeoffExperiment(spec=spec, rows=tuple(ROWS), done=3, device="CPU")


def test_the_verdict_is_there_whole_below_or_beside_the_table() -> None:
    for columns in (78, 118, 162):
        lines = tradeoff_cells(columns, 40, experiment(), LOOK).lines()
        text = " ".join(" ".join(lines).split())
        words = "At M = 1 and 64 at least half of an update's time is launch overhead"
        if columns < 162:
            assert words in text
        assert all(word in text for word in words.split())
