"""The loss surface of the samples of a line, and the loss summed up sample by sample."""

from __future__ import annotations

import numpy as np

from engine.data.preview import Preview
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from engine.problems.linear_neuron.least_squares import theory_of
from tests.tui.views.scenes import line_preview
from tui.canvas import loss_surface

PREVIEW = line_preview()
THEORY = theory_of(PREVIEW.moments)
BEST = (THEORY.w_best, THEORY.b_best)
SURFACE = loss_surface.surface_of(PREVIEW.moments, DEFAULT_VIEW)


def direct_loss(preview: Preview, w: float, b: float) -> float:
    """The mean squared error, in float64."""
    x, y = preview.x.astype(np.float64), preview.y.astype(np.float64)
    return float(np.mean((w * x + b - y) ** 2))
