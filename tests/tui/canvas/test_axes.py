"""Axes, their names, ticks and the legend, at every size."""

import itertools

import pytest

from tests.tui.views.scenes import SIZES
from tui.canvas.area import Scale
from tui.canvas.axes import Axis, layout
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.legend import LegendEntry
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for

LOOK = Look(palette_for(dark=True))
W, B = Axis(Scale(0, 20), "w"), Axis(Scale(-18, 22), "b")
LEGEND = (
    LegendEntry("●", 1, "now"),
    LegendEntry("×", 2, "least squares", "best"),
    LegendEntry("○", 3, "start"),
)


@pytest.mark.parametrize("y", [B, Axis(Scale(1e-4, 1e9, log=True), "loss")], ids=["linear", "log"])
def test_axes_and_the_area_between_them_stay_within_the_size(y: Axis) -> None:
    for size in SIZES:
        plan = layout(*size, W, y)
        assert (plan.columns, plan.rows) == size
        assert plan.area.column + plan.area.columns <= size[0]
        assert plan.area.row + plan.area.rows <= size[1]


def test_a_whole_plot() -> None:
    # 36 columns for w from 0 to 20, 11 rows for b from -18 to 22. plotext keeps the last column
    # of the labels' line free.
    plan = layout(40, 15, W, B)
    assert [line.rstrip() for line in axes_cells(plan, LOOK, LEGEND).lines()] == [
        "b" + "● now  × least squares  ○ start".rjust(39),
        " 20┤",
        "   │",
        "   │",
        " 10┤",
        "   │",
        "   │",
        "  0┤",
        "   │",
        "-10┤",
        "   │",
        "   │",
        "   └┬────────┬────────┬────────┬───────┬",
        "    0        5       10       15     20",
        "                     w",
    ]


@pytest.mark.parametrize("size", [(28, 9), (40, 12), (60, 20), (80, 24), (120, 40), (200, 50)])
def test_ticks_are_where_the_area_says(size: tuple[int, int]) -> None:
    plan = layout(*size, W, B)
    cells = axes_cells(plan, LOOK)
    for tick, label in zip(plan.y_ticks.values, plan.y_ticks.labels, strict=True):
        place = plan.area.cell(0, tick)
        assert place is not None
        line = cells.lines()[place[1]]
        assert line.split("┤")[0].strip() == label
        assert line.index("┤") == plan.area.column - 1
    axis = cells.lines()[plan.area.row + plan.area.rows]
    places = [plan.area.cell(tick, 0) for tick in plan.x_ticks.values]
    assert [index for index, sign in enumerate(axis) if sign == "┬"] == [
        place[0] for place in places if place is not None
    ]


def test_tick_labels_stand_under_their_ticks() -> None:
    plan = layout(60, 20, W, B)
    labels = axes_cells(plan, LOOK).lines()[plan.area.row + plan.area.rows + 1]
    for tick, label in zip(plan.x_ticks.values, plan.x_ticks.labels, strict=True):
        place = plan.area.cell(tick, 0)
        assert place is not None
        start = labels.index(f" {label} ") + 1
        assert start - 1 <= place[0] <= start + len(label)


def test_a_low_plot_has_the_name_among_the_tick_labels() -> None:
    lines = axes_cells(layout(28, 9, W, B), LOOK).lines()
    assert lines[-1].split() == ["0", "10", "w"]
    assert lines[-1].endswith("w")
    assert lines[0].startswith("b ")


@pytest.mark.parametrize("rows", [7, 9, 13, 15])
@pytest.mark.parametrize("name", ["updates", "residual", "seconds"])
def test_a_short_name_of_the_x_axis_is_whole_at_any_width(name: str, rows: int) -> None:
    for columns in range(18, 40):
        last = axes_cells(layout(columns, rows, Axis(Scale(0, 10), name), B), LOOK).lines()[-1]
        assert f" {name}" in last


@pytest.mark.parametrize("high", [1.0, 2.0, 5.0, 10.0, 1e6])
def test_what_is_counted_has_whole_ticks(high: float) -> None:
    plan = layout(60, 30, Axis(Scale(0, high), "updates", counts=True), B)
    assert plan.x_ticks.values[0] == 0
    assert plan.x_ticks.values[-1] == high
    assert all(value == round(value) for value in plan.x_ticks.values)


def test_a_legend_may_have_more_than_one_character_for_a_thing() -> None:
    entries = (LegendEntry("━→", 1, "uphill"), LegendEntry("×", 2, "best"))
    cells = axes_cells(layout(40, 9, W, B), LOOK, entries)
    assert cells.lines()[0].endswith("  ━→ uphill  × best")


@pytest.mark.parametrize(
    ("columns", "legend"),
    [
        (60, "● now  × least squares  ○ start"),
        (28, "● now  × best  ○ start"),
        (20, "●now ×best ○start"),
        (19, "● now  × best"),
    ],
)
def test_the_legend_takes_the_room_there_is(columns: int, legend: str) -> None:
    first = axes_cells(layout(columns, 9, W, B), LOOK, LEGEND).lines()[0]
    assert first == "b" + legend.rjust(columns - 1)


def test_legend_glyphs_have_their_colours() -> None:
    cells = axes_cells(layout(60, 9, W, B), LOOK, LEGEND)
    line = cells.lines()[0]
    assert [cells.fore[0, line.index(entry.glyph)] for entry in LEGEND] == [1, 2, 3]


def test_ascii_axes_are_ascii() -> None:
    look = Look(palette_for(dark=True), Markers.ASCII)
    text = "\n".join(axes_cells(layout(60, 20, W, B), look).lines())
    assert text.isascii()
    assert "+--" in text
    assert "|" in text


def test_tiny_plots_are_all_area() -> None:
    plan = layout(10, 4, W, B)
    assert (plan.area.columns, plan.area.rows) == (10, 4)
    assert axes_cells(plan, LOOK, LEGEND).lines() == [" " * 10] * 4


def test_names_of_any_width_and_length() -> None:
    plan = layout(40, 15, Axis(Scale(0, 1), "温度計" * 20), Axis(Scale(0, 1), "y" * 99))
    cells = axes_cells(plan, LOOK, LEGEND)
    assert "温度計" in cells.lines()[-1]
    assert cells.lines()[0].startswith("y" * 12 + "…")
    for row in range(cells.rows):
        line = cells.chars[row].tolist()
        assert all(line[i + 1] == "" for i, sign in enumerate(line) if sign >= "一")


def test_a_name_among_the_tick_labels_takes_the_free_space_to_their_right() -> None:
    plan = layout(40, 9, Axis(Scale(900, 8900), "Länge (mm)"), Axis(Scale(0, 30000), "y"))
    last = axes_cells(plan, LOOK).lines()[-1]
    assert not plan.name_below
    assert last.split() == ["2000", "4000", "6000", "Länge", "(mm)"]


NAMED = (
    Axis(Scale(1969.4, 2021.0), "year of construction"),
    Axis(Scale(5880, 6080), "price per square metre"),
)


@pytest.mark.parametrize("rows", [10, 12, 15, 30])
def test_names_and_legends_are_whole_where_a_line_more_is_enough(rows: int) -> None:
    for columns in range(25, 80):
        cells = axes_cells(layout(columns, rows, *NAMED, LEGEND), LOOK, LEGEND)
        text = "\n".join(cells.lines())
        assert text.startswith("price per square metre")
        assert all(entry.glyph in text for entry in LEGEND)
        assert columns < 32 or "year of construction" in text


@pytest.mark.parametrize("scale", [Scale(0, 5000), Scale(1969.4, 2021.0), Scale(-1, 1e6)])
def test_an_axis_has_two_labelled_ticks_at_least_and_none_without_a_label(scale: Scale) -> None:
    for columns, rows in itertools.product(range(24, 60), (7, 9, 13, 20)):
        plan = layout(columns, rows, Axis(scale, "year of construction"), B)
        lines = axes_cells(plan, LOOK).lines()
        foot = plan.area.row + plan.area.rows
        assert lines[foot].count("┬") == len(plan.x_ticks.labels) >= 2
        assert all(label in lines[foot + 1] for label in plan.x_ticks.labels)
