"""Heights by their formulae, and back again."""

import numpy as np
import pytest

from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from engine.problems.linear_neuron.moments import Moments
from engine.problems.view import View
from tests.tui.views.scenes import line_preview
from tui.canvas.loss_surface import surface_of
from tui.views.surface_3d.relief import RISE, Height, relief_of

PREVIEW = line_preview()
SURFACE = surface_of(PREVIEW.moments, DEFAULT_VIEW)
X, Y = PREVIEW.x.astype(np.float64), PREVIEW.y.astype(np.float64)


def _loss(w: float, b: float) -> float:
    return float(np.mean((w * X + b - Y) ** 2))


@pytest.mark.parametrize(
    ("height", "scaled"),
    [(Height.LINEAR, lambda x: x), (Height.ROOT, np.sqrt), (Height.LOG, np.log)],
)
def test_a_point_is_as_high_as_its_full_loss(height, scaled) -> None:
    relief = relief_of(SURFACE, height)
    low, high = relief.loss.low, relief.loss.high
    for w, b in [(0, 0), (20, 22), (10, 2), (3.3, -17), (0, -18), (10.1, 1.9)]:
        share = (scaled(_loss(w, b)) - scaled(low)) / (scaled(high) - scaled(low))
        x, y = relief.ground(w, b)
        assert (float(x), float(y)) == pytest.approx((w / 20 - 0.5, (b + 18) / 40 - 0.5))
        assert float(relief.z_over(x, y)) == pytest.approx((share - 0.5) * RISE)
        assert float(relief.loss_at(share)) == pytest.approx(_loss(w, b))


@pytest.mark.parametrize("height", list(Height))
def test_the_box_holds_the_whole_surface(height: Height) -> None:
    relief = relief_of(SURFACE, height)
    corners = max(_loss(w, b) for w in (0, 20) for b in (-18, 22))
    assert relief.loss.low <= PREVIEW.moments.least_loss
    assert corners <= relief.loss.high
    assert relief.position(SURFACE.grid).min() >= 0
    assert relief.position([np.inf, np.nan, 1e300]).tolist() == [1, 1, 1]
    assert relief.position([-1.0, 0.0])[0] == 0


@pytest.mark.parametrize("height", list(Height))
@pytest.mark.parametrize(
    "moments",
    [
        Moments.of(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])),
        Moments.of(np.array([2.0]), np.array([3.0])),
        Moments.of(np.array([2.0, 2.0]), np.array([3.0, 1.0])),
        Moments.of(np.array([3e6, 4e6]), np.array([1.0, 2.0])),
        Moments.of(np.array([3e150, 4e150]), np.array([1e150, 2.0])),
    ],
)
def test_any_problem_has_heights_within_its_box(height: Height, moments: Moments) -> None:
    relief = relief_of(surface_of(moments, View(-1, 3, 0, 2)), height)
    place = np.linspace(-0.5, 0.5, 9)
    z = relief.z_over(place[None, :], place[:, None])
    assert (np.abs(z) <= RISE / 2).all()
    assert relief.loss.low < relief.loss.high
