"""The window of the loss plot: zooming keeps its place, panning its width, both stay in the run."""

from __future__ import annotations

import pytest

from tui.canvas.area import Scale
from tui.views.loss.window import MOST_STRETCH, Window

WHOLES = [Scale(0, 500), Scale(1, 1e5, log=True)]


@pytest.mark.parametrize("whole", WHOLES)
@pytest.mark.parametrize("about", [0.2, 0.5, 0.9])
def test_zoom_halves_what_is_shown_about_a_place_that_stays(whole: Scale, about: float) -> None:
    held, window = whole.value(about), Window()
    for steps in range(1, 6):
        window = window.zoomed(1, about, whole)
        assert window.x is not None
        low, high = whole.position([window.x.low, window.x.high]).tolist()
        assert high - low == pytest.approx(0.5**steps)
        assert window.x.position(held) == pytest.approx(about)
    for _ in range(5):
        window = window.zoomed(-1, about, whole)
    assert not window.chosen
    assert window.zoomed(-1, about, whole) == window


@pytest.mark.parametrize("whole", WHOLES)
def test_panning_keeps_the_width_and_ends_with_the_run(whole: Scale) -> None:
    window = Window().zoomed(2, 0.5, whole)
    assert window.x is not None
    for share in (0.2, 0.2, 5.0, 0.2, -0.4, -9.0, -0.2):
        window = window.panned(share, whole)
        assert window.x is not None
        low, high = whole.position([window.x.low, window.x.high]).tolist()
        assert high - low == pytest.approx(0.25)
        assert -1e-9 <= low < high <= 1 + 1e-9
    assert window.x.low == pytest.approx(whole.low)
    assert window.panned(-0.2, whole).x == window.x
    assert not Window().panned(0.2, whole).chosen


@pytest.mark.parametrize("whole", WHOLES)
def test_zooming_out_at_an_end_stays_in_the_run(whole: Scale) -> None:
    window = Window().zoomed(3, 1.0, whole).zoomed(-1, 0.0, whole)
    assert window.x is not None
    assert window.x.high == pytest.approx(whole.high)
    assert whole.position(window.x.low) == pytest.approx(0.75)


def test_zoom_and_stretch_end_somewhere() -> None:
    window = Window()
    for _ in range(100):
        window = window.zoomed(1, 0.3, WHOLES[0]).stretched(1)
    assert window.stretch == MOST_STRETCH
    assert window == window.zoomed(1, 0.3, WHOLES[0]).stretched(1)
    assert window.stretched(-100).stretch == 0
