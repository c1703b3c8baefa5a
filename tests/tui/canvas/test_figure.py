"""What is taken from inside plotext is there, and is what it is taken for."""

import plotext
import pytest

from tui.canvas.cells import NO_COLOUR
from tui.canvas.figure import Figure

CONTRACT = (
    f"plotext {plotext.__version__} is not as tui/canvas/figure.py knows it: look there, "
    "at what it takes from plotext._figure and from figure.monitor.matrix"
)


def test_plotext_has_the_insides_that_are_used() -> None:
    try:
        from plotext._figure import _figure_class

        figure = _figure_class()
        figure._limit_size(False, False)
        figure.plot_size(7, 3)
        figure.frame(False)
        figure.xfrequency(0)
        figure.yfrequency(0)
        figure.scatter([0], [0], marker="o", color=(1, 2, 3))
        figure._set_sizes()
        figure._build_matrix()
        matrix = figure.monitor.matrix
        sizes = {
            (len(rows), len(rows[0]))
            for rows in (matrix.marker, matrix.fullground, matrix.background)
        }
    except (ImportError, AttributeError) as error:
        pytest.fail(f"{CONTRACT}: {error}")
    assert sizes == {(3, 7)}, CONTRACT
    colours = {colour for row in matrix.fullground for colour in row}
    assert (1, 2, 3) in colours, CONTRACT


def test_rows_come_from_the_top_with_characters_and_colours() -> None:
    figure = Figure(5, 5)
    figure.limits((0, 2), (0, 2))
    figure.axes(([], []), ([0.0, 2.0], ["a", "b"]), "", 0x112233)
    cells = figure.cells()
    assert [line[0] for line in cells.lines()[:4]] == ["b", " ", " ", "a"], CONTRACT
    assert cells.fore[0, 0] == 0x112233, CONTRACT
    assert cells.fore[0, 4] == NO_COLOUR, CONTRACT
    assert (cells.back == NO_COLOUR).all(), CONTRACT


def test_axes_take_a_column_for_the_line_and_two_rows_for_line_and_labels() -> None:
    figure = Figure(12, 6)
    figure.limits((0.5, 8.5), (0.5, 3.5))
    figure.axes(([0.5, 8.5], ["p", "q"]), ([0.5, 3.5], ["lo", "hi"]), "", 0x445566)
    cells = figure.cells()
    assert cells.lines()[:5] == [
        "hi┤         ",
        "  │         ",
        "  │         ",
        "lo┤         ",
        "  └┬───────┬",
    ], CONTRACT
    assert cells.lines()[5].split() == ["p", "q"], CONTRACT
    assert cells.fore[0, 0] == cells.fore[4, 5] == 0x445566, CONTRACT


def test_a_figure_is_as_large_as_it_is_told_whatever_the_terminal() -> None:
    cells = Figure(500, 300).cells()
    assert (cells.columns, cells.rows) == (500, 300), CONTRACT


def test_figures_share_nothing() -> None:
    first = Figure(5, 3)
    first.axes(([1.0], ["x"]), ([1.0], ["y"]), "name", 0)
    second = Figure(5, 3)
    second.limits((0, 4), (0, 2))
    assert second.cells().lines() == [" " * 5] * 3, CONTRACT
