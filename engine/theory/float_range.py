"""Whether squares leave the range of float32, in which a run is trained."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.config.optimizer import OptimizerConfig
from engine.problems.base import Theta
from engine.theory.samples import Samples
from engine.theory.step_size import squares_gradients

LARGEST = float(np.finfo(np.float32).max)
LEAST = float(np.finfo(np.float32).smallest_normal)
"""Smaller numbers lose digits, and compiled programs round them to zero."""
_SUMMED = 4096
"""The most squares that are added in float32; longer batches have several sums."""


class Squared(StrEnum):
    """What is squared."""

    X = "x"
    ERROR = "y"
    """The error ŷ - y; at the start of most runs, that is y."""
    GRADIENT = "the gradient"


@dataclass(frozen=True)
class OutOfRange:
    """Squares outside the range of float32.

    Attributes:
        what: what is squared.
        size: its largest magnitude.
        above: whether the squares are too large; if not, they are too small.
    """

    what: Squared
    size: float
    above: bool


def overflow(
    optimizer: OptimizerConfig, length: int, start: Theta, samples: Samples
) -> OutOfRange | None:
    """The squares that are too large already at the starting point; None if there are none.

    Args:
        optimizer: of the run.
        length: samples per batch; the squares of a batch are added before they are divided.
        start: θ before the first update.
        samples: the samples.
    """
    moments, far = samples.moments, samples.farthest_x
    length = min(length, _SUMMED)
    if far > np.sqrt(LARGEST / length):
        return OutOfRange(Squared.X, far, above=True)
    with np.errstate(over="ignore"):
        total = float(moments.loss(*start)) * length
        error = abs(start[0]) * far + abs(start[1]) + samples.farthest_y
        gradient = float(np.hypot(*moments.gradient(*start)))
    if not total < LARGEST or not samples.farthest_y**2 < LARGEST:
        return OutOfRange(Squared.ERROR, error, above=True)
    if squares_gradients(optimizer) and gradient > np.sqrt(LARGEST):
        return OutOfRange(Squared.GRADIENT, gradient, above=True)
    return None


def underflow(
    optimizer: OptimizerConfig, theta: Theta, batch_loss: float, samples: Samples
) -> OutOfRange | None:
    """The squares that are too small at θ, although the loss is not least; None if there are none.

    Args:
        optimizer: of the run.
        theta: where the run is.
        batch_loss: the loss of the last batches, in float32.
        samples: the samples.
    """
    moments = samples.moments
    if batch_loss < LEAST and moments.loss(*theta) > 0:
        return OutOfRange(Squared.ERROR, samples.farthest_y, above=False)
    gradient = float(np.hypot(*moments.gradient(*theta)))
    if squares_gradients(optimizer) and 0 < gradient < np.sqrt(LEAST):
        return OutOfRange(Squared.GRADIENT, gradient, above=False)
    return None
