"""The plot widget: what is on screen, and that no more than the changed lines are drawn again."""

from __future__ import annotations

from typing import Self

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region, Size
from textual.strip import Strip

from tui.canvas.cells import Cells
from tui.views.cells_widget import CellPlot, strips_of


class Letters(CellPlot):
    """Two layers of one letter each, in the rows that it is told."""

    LAYERS = ("below", "above")

    def __init__(self) -> None:
        super().__init__("letters")
        self.rows = {"below": 0, "above": 1}
        self.drawn: list[Size] = []
        self.regions: list[Region] = []
        self.lines: list[int] = []

    def draw(self, size: Size) -> None:
        self.drawn.append(size)
        for name, row in self.rows.items():
            cells = Cells.blank(size.width, size.height)
            cells.put(2, row, name[0] * 3, 0x102030)
            self.set_layer(name, cells)

    def refresh(self, *regions: Region, **kwargs: bool) -> Self:
        if hasattr(self, "regions"):
            self.regions += regions or [Region()]
        return super().refresh(*regions, **kwargs)

    def render_line(self, y: int) -> Strip:
        self.lines.append(y)
        return super().render_line(y)


class PlotApp(App[None]):
    """One plot with a border, and what it posted."""

    CSS = "Letters { border: round green; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.plot = Letters()
        self.clicks: list[tuple[int, int]] = []

    def compose(self) -> ComposeResult:
        yield self.plot

    def on_cell_plot_clicked(self, event: CellPlot.Clicked) -> None:
        assert event.control is self.plot
        self.clicks.append((event.column, event.row))


def _shown(plot: CellPlot) -> list[str]:
    return [plot.render_line(row).text for row in range(plot.content_size.height)]


async def test_layers_are_shown_inside_the_border() -> None:
    app = PlotApp()
    async with app.run_test(size=(20, 8)) as pilot:
        await pilot.pause()
        assert app.plot.drawn[-1] == Size(16, 6)
        assert _shown(app.plot)[:3] == ["  bbb           ", "  aaa           ", " " * 16]
        assert app.plot.border_title == "letters"
        # The second column of the content, in the first line: over border and padding.
        assert app.screen.get_style_at(5, 1).color is not None


async def test_only_the_lines_that_changed_are_drawn_again() -> None:
    app = PlotApp()
    async with app.run_test(size=(20, 8)) as pilot:
        await pilot.pause()
        plot = app.plot
        plot.rows["above"] = 4
        plot.regions.clear()
        plot.lines.clear()
        plot.redraw()
        await pilot.pause()
        # Line 1 was emptied and line 4 written.
        assert plot.regions == [Region(0, 1, 16, 1), Region(0, 4, 16, 1)]
        assert set(plot.lines) == {1, 4}
        assert _shown(plot)[1].strip() == ""
        assert _shown(plot)[4].strip() == "aaa"


async def test_what_is_on_the_terminal_is_what_the_plot_shows() -> None:
    app = PlotApp()
    async with app.run_test(size=(20, 8)) as pilot:
        await pilot.pause()
        for row in (4, 2, 5):
            app.plot.rows["above"] = row
            app.plot.redraw()
            await pilot.pause()
            screen = [strip.text for strip in app.screen._compositor.render_strips()]
            assert screen[1 + row] == "│   aaa" + " " * 12 + "│"
            assert sum("aaa" in line for line in screen) == 1


async def test_nothing_is_drawn_again_where_nothing_changed() -> None:
    app = PlotApp()
    async with app.run_test(size=(20, 8)) as pilot:
        await pilot.pause()
        app.plot.regions.clear()
        app.plot.lines.clear()
        app.plot.redraw()
        await pilot.pause()
        assert app.plot.regions == []
        assert app.plot.lines == []


async def test_strips_of_lines_that_stay_are_kept() -> None:
    app = PlotApp()
    async with app.run_test(size=(20, 8)) as pilot:
        await pilot.pause()
        before = [app.plot.render_line(row) for row in range(6)]
        app.plot.rows["above"] = 4
        app.plot.redraw()
        after = [app.plot.render_line(row) for row in range(6)]
        same = [row for row in range(6) if before[row] is after[row]]
        assert same == [0, 2, 3, 5]


async def test_a_new_size_draws_everything_at_that_size() -> None:
    app = PlotApp()
    async with app.run_test(size=(20, 8)) as pilot:
        await pilot.pause()
        await pilot.resize_terminal(30, 12)
        await pilot.pause()
        assert app.plot.drawn[-1] == Size(26, 10)
        assert [line.strip() for line in _shown(app.plot)] == ["bbb", "aaa", *[""] * 8]
        assert all(len(line) == 26 for line in _shown(app.plot))


@pytest.mark.parametrize("size", [(4, 2), (5, 3), (1, 1)])
async def test_no_room_at_all_does_no_harm(size: tuple[int, int]) -> None:
    app = PlotApp()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.resize_terminal(20, 8)
        await pilot.pause()
        assert _shown(app.plot)[0].strip() == "bbb"


async def test_a_layer_taken_away_is_gone() -> None:
    app = PlotApp()
    async with app.run_test(size=(20, 8)) as pilot:
        await pilot.pause()
        app.plot.set_layer("below", None)
        app.plot.commit()
        assert [line.strip() for line in _shown(app.plot)][:2] == ["", "aaa"]


async def test_a_click_says_which_cell_of_the_content() -> None:
    app = PlotApp()
    async with app.run_test(size=(20, 8)) as pilot:
        await pilot.pause()
        await pilot.click(app.plot, offset=(2, 1))
        await pilot.click(app.plot, offset=(7, 4))
        await pilot.click(app.plot, offset=(0, 0))
        await pilot.pause()
        assert app.clicks == [(0, 0), (5, 3)]
        assert app.focused is app.plot


async def test_a_plot_is_out_of_date_when_its_inputs_are_others() -> None:
    plot = Letters()
    first, second = [1], [1]
    assert plot.outdated("part", (1, "a"), first)
    assert not plot.outdated("part", (1, "a"), first)
    assert plot.outdated("part", (1, "a"), second), "objects are compared by identity"
    assert plot.outdated("part", (2, "a"), second), "values are compared by equality"
    assert plot.outdated("other", (2, "a"), second), "each part has its own"
    assert not plot.outdated("part", (2, "a"), second)


def test_a_strip_has_a_segment_for_each_run_of_cells_that_look_alike() -> None:
    cells = Cells.blank(9, 1)
    cells.put(0, 0, "aaa", 0x010203)
    cells.put(3, 0, "bbb", 0x010203, bold=True)
    cells.back[0, 7:] = 0x0A0B0C
    [strip] = strips_of(cells, [0])
    assert strip.text == "aaabbb   "
    assert strip.cell_length == 9
    parts = [(segment.text, segment.style) for segment in strip]
    assert [text for text, _ in parts] == ["aaa", "bbb", " ", "  "]
    styles = [style for _, style in parts if style is not None]
    assert styles[0].color is not None
    assert styles[0].color.triplet == (1, 2, 3)
    assert styles[1].bold
    assert styles[2].color is None
    assert styles[2].bgcolor is None
    assert styles[3].bgcolor is not None
    assert styles[3].bgcolor.triplet == (10, 11, 12)


def test_wide_characters_keep_a_strips_length() -> None:
    cells = Cells.blank(6, 1)
    cells.put(1, 0, "温度")
    [strip] = strips_of(cells, [0])
    assert strip.text == " 温度 "
    assert strip.cell_length == 6


async def test_blank_lines_take_the_ground_of_a_new_theme() -> None:
    class GroundedApp(PlotApp):
        CSS = "Letters { background: $background; }"

    app = GroundedApp()
    async with app.run_test(size=(20, 8)) as pilot:
        await pilot.pause()
        for theme in ("textual-dark", "textual-light"):
            app.theme = theme
            await pilot.pause()
            ground = app.plot.rich_style.bgcolor
            for row in range(app.plot.content_size.height):
                assert {segment.style.bgcolor for segment in app.plot.render_line(row)} == {ground}
