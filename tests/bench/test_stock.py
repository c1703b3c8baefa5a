"""The stock widgets really draw what they are compared with."""

from __future__ import annotations

import pytest

from bench.frames import scenes
from bench.stage import Stage
from bench.stock.drawings import Drawing, draw_data, draw_loss, draw_mesh, draw_slice, draw_surface
from bench.stock.widgets import StockPlot, StockText
from tui.model.situation import PlotName
from tui.views.registry import VIEWS


def lines_of(widget: StockPlot | StockText) -> list[str]:
    return [widget.render_line(row).text for row in range(widget.content_size.height)]


@pytest.mark.parametrize(
    ("name", "drawing", "axes"),
    [
        ("surface", draw_surface, ("w", "b")),
        ("data", draw_data, ("x", "y")),
        ("loss", draw_loss, ("updates", "loss")),
        ("slice", draw_slice, ("distance along the step", "loss")),
        ("solid", draw_mesh, ()),
    ],
)
async def test_a_frame_is_drawn_and_the_next_one_differs(
    name: PlotName, drawing: Drawing, axes: tuple[str, ...]
) -> None:
    first, *_, last = scenes(15)
    stage = Stage([VIEWS[name].make()], [drawing])
    async with stage.run_test(size=(120, 40)):
        stage.draw(first)
        stage.draw_stock(first)
        before = lines_of(stage.stock[0])
        assert any("⠀" < sign <= "⣿" for sign in "".join(before))
        assert all(axis in "\n".join(before) for axis in axes)
        # Both have the whole screen, so that the same number of cells is drawn.
        assert stage.stock[0].content_size == stage.views[0].content_size
        stage.draw_stock(last)
        assert lines_of(stage.stock[0]) != before


async def test_text_is_the_text_of_the_view() -> None:
    frames = scenes(3)
    stage = Stage([VIEWS["algorithm"].make()], [None])
    async with stage.run_test(size=(120, 40)):
        stage.learn(frames)
        for frame in frames:
            stage.draw(frame)
            stage.draw_stock(frame)
            written = [line.rstrip() for line in lines_of(stage.stock[0])]
            # Which stage is marked depends on the frame shown before.
            shown = [line.replace("▶", " ").rstrip() for line in stage.views[0].shown.lines()]
            assert [line.replace("▶", " ") for line in written] == shown
