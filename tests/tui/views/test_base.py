"""The three plots as widgets: they show what they are given, and draw again what changed."""

from __future__ import annotations

import numpy as np
import pytest
from textual.app import App, ComposeResult

from engine.data.batches import BatchSpan
from engine.history.values import Series
from tests.tui.views.scenes import descent, frame_of, line_preview, scene_of
from tui.canvas import loss_surface
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.model.scene import Options
from tui.views.cells_widget import CellPlot
from tui.views.data import layers as data
from tui.views.data import lines, points
from tui.views.data.widget import DataPlot
from tui.views.loss import layers as loss
from tui.views.loss.widget import LossPlot
from tui.views.surface import colour_bar
from tui.views.surface import layers as surface
from tui.views.surface import widget as surface_widget
from tui.views.surface.widget import SurfacePlot

PREVIEW = line_preview()
LOOK = Look(palette_for(dark=True))
RUN = descent(PREVIEW, 0.001, 50)


class PlotsApp(App[None]):
    """All three, over each other."""

    def __init__(self) -> None:
        super().__init__()
        self.surface, self.data, self.loss = SurfacePlot(), DataPlot(), LossPlot()
        self.picked: list[tuple[float, float]] = []

    def compose(self) -> ComposeResult:
        yield self.surface
        yield self.data
        yield self.loss

    def on_plane_view_picked(self, event: SurfacePlot.Picked) -> None:
        assert event.control is self.surface
        self.picked.append((event.w, event.b))

    def show_all(self, made: int | None, look: Look = LOOK, *, log: bool = False) -> None:
        frame = None
        if made is not None:
            frame = frame_of(RUN.rows(slice(made)), batch=BatchSpan(0, 3, 5))
        scene = scene_of(PREVIEW, frame, look=look, options=Options(loss_log=log))
        for plot in (self.surface, self.data, self.loss):
            plot.show(scene)


def _text(plot: CellPlot) -> str:
    return "\n".join(plot.shown.lines())


async def test_before_anything_is_shown_the_plots_are_empty() -> None:
    app = PlotsApp()
    async with app.run_test(size=(60, 60)) as pilot:
        await pilot.pause()
        for plot in (app.surface, app.data, app.loss):
            assert _text(plot).strip() == ""
            assert plot.can_focus
        assert app.surface.area is None


async def test_what_is_shown_before_there_is_room_is_drawn_when_there_is() -> None:
    app = PlotsApp()
    app.show_all(None)
    async with app.run_test(size=(60, 60)) as pilot:
        await pilot.pause()
        assert "now" in _text(app.surface)
        assert "true line" in _text(app.data)
        assert "least loss" in _text(app.loss)


async def test_the_points_are_where_the_run_is() -> None:
    app = PlotsApp()
    async with app.run_test(size=(60, 60)) as pilot:
        await pilot.pause()
        app.show_all(None)
        area = app.surface.area
        assert area is not None
        place = area.cell(0, 0)
        assert place is not None
        assert app.surface.shown.chars[place[1], place[0]] == "◎"
        app.show_all(3)
        assert app.surface.shown.fore[place[1], place[0]] == LOOK.palette.start
        place = area.cell(*RUN.theta[2])
        assert place is not None
        assert app.surface.shown.chars[place[1], place[0]] == "●"


async def test_a_new_frame_draws_no_static_layer_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = PlotsApp()
    async with app.run_test(size=(60, 60)) as pilot:
        await pilot.pause()
        app.show_all(30)
        app.show_all(31)

        def refuse(*_: object, **__: object) -> None:
            pytest.fail("a static layer was drawn again")

        for module, names in (
            (loss_surface, ("surface_of",)),
            (surface, ("optima", "axes")),
            (surface_widget, ("bands", "contours")),
            (colour_bar, ("colour_bar",)),
            (data, ("axes",)),
            (points, ("samples",)),
            (lines, ("optimum_line", "true_line")),
            (loss, ("axes", "floor")),
        ):
            for name in names:
                monkeypatch.setattr(module, name, refuse)
        before = _text(app.surface)
        app.show_all(40)
        assert _text(app.surface) != before


async def test_the_same_frame_draws_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = PlotsApp()
    async with app.run_test(size=(60, 60)) as pilot:
        await pilot.pause()
        frame = frame_of(RUN)
        calls = []
        monkeypatch.setattr(
            surface_widget, "trajectory", lambda *args, **_options: calls.append(args)
        )
        for _ in range(3):
            app.surface.show(scene_of(PREVIEW, frame))
        assert len(calls) == 1


async def test_markers_and_scales_can_be_changed_at_any_time() -> None:
    app = PlotsApp()
    async with app.run_test(size=(60, 60)) as pilot:
        await pilot.pause()
        app.show_all(50)
        app.show_all(50, Look(LOOK.palette, Markers.ASCII), log=True)
        for plot in (app.surface, app.data, app.loss):
            assert _text(plot).isascii()
            assert _text(plot).strip()


async def test_plots_follow_the_size() -> None:
    app = PlotsApp()
    async with app.run_test(size=(60, 60)) as pilot:
        await pilot.pause()
        app.show_all(50)
        for size in ((200, 150), (30, 27), (3, 3), (100, 90)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            for plot in (app.surface, app.data, app.loss):
                assert (plot.shown.columns, plot.shown.rows) == tuple(plot.content_size)


async def test_a_click_inside_the_axes_picks_a_point_of_the_plane() -> None:
    app = PlotsApp()
    async with app.run_test(size=(60, 60)) as pilot:
        await pilot.pause()
        app.show_all(None)
        area = app.surface.area
        assert area is not None
        column, row = area.column + 7, area.row + 3
        await pilot.click(app.surface, offset=(column, row))
        await pilot.click(app.surface, offset=(0, 0))
        await pilot.pause()
        # The middle of the eighth column of w from 0 to 20 and of the fourth row of b from 22.
        w = 20 * 7.5 / area.columns
        b = 22 - 40 * 3.5 / area.rows
        ((picked_w, picked_b),) = app.picked
        # As round as a cell is large: still in that cell, but 3.4 and not 3.4210526.
        assert abs(picked_w - w) < 10 / area.columns
        assert abs(picked_b - b) < 20 / area.rows
        assert picked_w == round(picked_w, 1)
        assert picked_b == round(picked_b)


async def test_diverged_runs_are_shown() -> None:
    app = PlotsApp()
    far = np.array([1.0, -1e10, 1e38, np.inf, np.nan])
    index = np.arange(1, 6)
    updates = Series.of(index, far, -far, far**2, index.astype(float), index.astype(float))
    async with app.run_test(size=(60, 60)) as pilot:
        await pilot.pause()
        frame = frame_of(updates)
        for log in (False, True):
            scene = scene_of(PREVIEW, frame, options=Options(loss_log=log))
            for plot in (app.surface, app.data, app.loss):
                plot.show(scene)
        assert "×" in _text(app.surface)
        assert "e" in _text(app.loss)
