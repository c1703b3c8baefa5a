"""The layers of learning rates and of the classical methods, of any run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from unittest.mock import patch

from engine.problems.linear_neuron.moments import Moments
from engine.theory.references import Reference, references
from tests.tui.views.worlds import World
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.model.scene import LossX
from tui.views.loss import layers as loss
from tui.views.loss.rates import Rates, curve_of, scale_of, strip_cells
from tui.views.surface import colour_bar, reference_paths


@cache
def _references(moments: Moments) -> tuple[Reference, ...]:
    """Few iterations of the methods: thousands take seconds, and are drawn alike."""
    with patch("engine.theory.reference_methods.MOST_ITERATIONS", 50):
        return references(moments, (0.0, 0.0))


def of_rates_and_references(
    world: World, size: tuple[int, int], look: Look
) -> Iterator[tuple[str, Cells]]:
    """Both, in this size and look."""
    drawn = loss.curves_of(world.frame, world.preview.samples, LossX.UPDATES)
    scales = loss.loss_scales(drawn, 0.0, log=False, previous=None)
    above = loss.loss_layout(size[0], max(size[1] - 5, 0), LossX.UPDATES, scales)
    rates = Rates(curve_of(world.frame, drawn.updates[0]), (), 0.02)
    strip = strip_cells(above, size[1], rates, scale_of(rates, None), look)
    yield "views.loss.rates.strip_cells", strip
    plan = colour_bar.layout_with_bar(*size, world.view)
    found = _references(world.preview.moments)
    yield "views.surface.reference_paths.paths", reference_paths.paths(plan, found, look)
