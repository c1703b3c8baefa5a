"""Equal scales: a unit of w is as long on the screen as a unit of b."""

from __future__ import annotations

import numpy as np
import pytest

from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from tests.tui.views.surface.surface_stage import area_of, hit, said, surface, view_of
from tui.canvas.contours import contour_lines
from tui.views.surface.equal_scales import equal_scales


@pytest.mark.parametrize("shape", [(10, 30), (62, 15), (107, 33), (1, 1)])
def test_the_view_is_widened_about_its_middle_in_one_direction(shape: tuple[int, int]) -> None:
    columns, rows = shape
    view = equal_scales(DEFAULT_VIEW, columns, rows)
    width, height = view.w_high - view.w_low, view.b_high - view.b_low
    assert width / columns == pytest.approx(height / rows / 2)
    assert (view.w_low + view.w_high, view.b_low + view.b_high) == pytest.approx((20, 4))
    assert width >= 20 - 1e-9
    assert height >= 40 - 1e-9
    assert width == pytest.approx(20) or height == pytest.approx(40)
    assert equal_scales(DEFAULT_VIEW, 0, 5) == DEFAULT_VIEW


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_a_toggles_it_and_gradients_are_then_at_right_angles(size: tuple[int, int]) -> None:
    async with surface(size=size) as (on, plot):
        await hit(on, "a")
        view, area = view_of(plot), area_of(plot)
        across = area.columns / (view.w_high - view.w_low)
        up = 2 * area.rows / (view.b_high - view.b_low)
        assert across == pytest.approx(up)
        moments = on.app.dashboard.scene.preview.moments
        made = plot._maker.of(moments, view)
        assert made is not None
        lines = contour_lines(made.grid, view, made.levels)
        line = max((part for level in lines for part in level), key=len)
        middle, along = (line[1:] + line[:-1]) / 2, np.diff(line, axis=0)
        downhill = np.array(moments.gradient(*middle.T)).T
        on_screen = along * (across, up), downhill * (across, up)
        cosine = (on_screen[0] * on_screen[1]).sum(axis=1)
        cosine /= np.hypot(*on_screen[0].T) * np.hypot(*on_screen[1].T)
        assert np.median(np.abs(cosine)) < 0.05
        await hit(on, "plus", "home")
        assert said(plot) == ""
        assert view_of(plot) == view
        await hit(on, "a")
        assert view_of(plot) == DEFAULT_VIEW
