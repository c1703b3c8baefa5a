"""The view grows with a run that leaves it, in steps, and is small again on demand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.problems.view import View
from tests.tui.stage import Stage, stage
from tui.canvas.growth import grown
from tui.canvas.palette import Look, palette_for
from tui.canvas.trajectory import trajectory
from tui.views.surface.layers import surface_layout
from tui.views.surface.widget import SurfacePlot

HOME = View(0, 20, -18, 22)


def _plot(on: Stage) -> SurfacePlot:
    plot = on.app.dashboard.plot("surface")
    assert isinstance(plot, SurfacePlot)
    return plot


def _view(on: Stage) -> View:
    port = _plot(on)._port
    assert port is not None
    return port.view


def test_a_run_inside_leaves_the_view_as_it_is():
    way = np.array([[0.0, -18.0], [20.0, 22.0], [np.nan, np.inf]])
    assert grown(HOME, way) is HOME


@pytest.mark.parametrize("point", [(20.1, 0.0), (-300.0, 4.0), (10.0, 5e5), (3e38, -3e38)])
def test_it_doubles_about_its_centre_until_it_holds_the_run_and_no_further(point):
    view = grown(HOME, np.array([(0.0, 0.0), point]))
    assert view.holds(*point)
    by = (view.w_high - view.w_low) / 20
    assert np.log2(by) == round(np.log2(by))
    assert (view.b_high - view.b_low) / 40 == pytest.approx(by)
    half = View(10 - 5 * by, 10 + 5 * by, 2 - 10 * by, 2 + 10 * by)
    assert not half.holds(*point)
    assert (view.w_low + view.w_high) / 2 == pytest.approx(10, abs=by * 1e-6)


def test_it_grows_seldom():
    """A run that goes away by a tenth at each update changes the view every seventh time."""
    ways = [np.array([(10.0 + 1.1**update, 2.0)]) for update in range(200)]
    views = [grown(HOME, way) for way in ways]
    assert 20 < len(set(views)) < 200 / 6


async def test_a_diverging_run_stays_in_sight_and_home_shows_the_start_again():
    async with stage(learning_rate=0.03) as on:
        await on.press("space")
        before = _view(on)
        await on.train(60)
        point = on.app.dashboard.scene.point
        assert abs(point[0]) > 1e6
        assert _view(on).holds(*point) and _view(on).holds(0, 0)
        await on.press("2", "home")
        assert _view(on) == before
        await on.train(5)
        assert _view(on) == before
        await on.press("home")
        assert _view(on).holds(*on.app.dashboard.scene.point)
        await on.press("plus")
        near = _view(on)
        await on.train(5)
        assert _view(on) == near, "who has zoomed in stays there"
        await on.press("r")
        await on.press("home")
        assert _view(on) == before


def test_only_the_last_updates_of_a_growing_run_are_bright():
    w = np.array([(-2.0) ** n for n in range(12)])
    way = (w, np.linspace(-1000, 1000, 12))
    plan = surface_layout(60, 20, View(-3000, 3000, -1200, 1200))
    palette = palette_for(dark=True)
    cells = trajectory(plan, *way, Look(palette), fading=True)
    rows = [plan.area.cell(0.0, float(b)) for b in way[1]]
    oldest, newest = rows[2], rows[-1]
    assert oldest is not None and newest is not None
    colours = {row: set(cells.fore[row].tolist()) - {-1} for row in range(cells.rows)}
    assert colours[oldest[1]] == {palette.path[0]}
    assert palette.path[-1] in colours[newest[1]]
