"""The change of variables that standardizes the samples, and its exact inverse for θ.

The neuron is trained on

    x' = (x - x_offset) / x_scale,    y' = (y - y_offset) / y_scale

and its parameters θ' = (w', b') are those of the line w x + b in the data's units with

    w = w' y_scale / x_scale,    b = y_offset + y_scale b' - w x_offset

Both lines make the same errors, up to the factor y_scale. The numbers are in float64, so x that
differ too little for float32 are still different after the offset is subtracted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from engine.arrays import AnyFloats, Floats
from engine.config.problem import Target
from engine.config.run import Standardize
from engine.problems.base import Theta
from engine.problems.linear_neuron.moments import Moments

ROUNDING = 1e-4
"""The largest rounding error of float32 that is accepted, as a share of the standard deviation."""
_FLOAT32 = 2.0**-24
"""The largest relative rounding error of float32."""
_LEAST_SIZE, _MOST_SIZE = 1e-15, 1e15
"""Between these, squares of y keep all their digits in float32: it holds 1e-38 to 3e38."""

_Values = TypeVar("_Values", float, Floats)


@dataclass(frozen=True)
class Scaling:
    """Offsets and scales, the scales above 0; without arguments it changes nothing."""

    x_offset: float = 0.0
    x_scale: float = 1.0
    y_offset: float = 0.0
    y_scale: float = 1.0

    @property
    def identity(self) -> bool:
        """Whether it changes nothing."""
        return self == Scaling()

    def x(self, values: AnyFloats) -> Floats:
        """The standardized x."""
        return _scaled(values, self.x_offset, self.x_scale)

    def y(self, values: AnyFloats) -> Floats:
        """The standardized y."""
        return _scaled(values, self.y_offset, self.y_scale)

    def x_back(self, values: AnyFloats) -> Floats:
        """The x of standardized ones."""
        return np.asarray(values, np.float64) * self.x_scale + self.x_offset

    def y_back(self, values: AnyFloats) -> Floats:
        """The y of standardized ones."""
        return np.asarray(values, np.float64) * self.y_scale + self.y_offset

    def moments(self, moments: Moments) -> Moments:
        """The moments of the standardized samples from those of the samples."""
        sx, sy = self.x_scale, self.y_scale
        return Moments(
            count=moments.count,
            mean_x=(moments.mean_x - self.x_offset) / sx,
            mean_y=(moments.mean_y - self.y_offset) / sy,
            var_x=moments.var_x / sx / sx,
            cov_xy=moments.cov_xy / sx / sy,
            var_y=moments.var_y / sy / sy,
            least_loss=moments.least_loss / sy / sy,
        )

    def to_data(self, theta: Theta) -> Theta:
        """θ in the data's units, from trained θ'."""
        return self.columns_to_data(*theta)

    def columns_to_data(self, w: _Values, b: _Values) -> tuple[_Values, _Values]:
        """As `to_data`, of numbers or of arrays."""
        if self.identity:
            return w, b
        slope = w * (self.y_scale / self.x_scale)
        return slope, (self.y_scale * b - slope * self.x_offset) + self.y_offset

    def from_data(self, theta: Theta) -> Theta:
        """Trained θ', from θ in the data's units."""
        w, b = theta
        if self.identity:
            return theta
        slope = w * (self.x_scale / self.y_scale)
        return slope, ((b - self.y_offset) + w * self.x_offset) / self.y_scale

    def columns_to(self, other: Scaling, w: _Values, b: _Values) -> tuple[_Values, _Values]:
        """θ of the same line, trained on other standardized samples; numbers or arrays.

        In one step: by way of the data's units, the difference of large offsets would lose digits.
        """
        if self == other:
            return w, b
        slope = w * (self.y_scale / self.x_scale)
        at_offset = self.y_scale * b + slope * (other.x_offset - self.x_offset)
        return (
            slope * (other.x_scale / other.y_scale),
            (at_offset + (self.y_offset - other.y_offset)) / other.y_scale,
        )

    def loss_to_data(self, loss: float) -> float:
        """A mean squared error in the data's units, from one of the standardized samples."""
        return loss * self.y_scale * self.y_scale


def _scaled(values: AnyFloats, offset: float, scale: float) -> Floats:
    scaled = np.asarray(values, np.float64)
    if offset != 0:
        scaled = scaled - offset
    return scaled / scale if scale != 1 else scaled


def scaling_for(
    mode: Standardize, moments: Moments, *, exact: bool, target: Target = "line"
) -> Scaling:
    """The scaling of samples with these moments.

    x is centred and scaled as `mode` says. y keeps its units, so that the loss does, except where
    float32 needs otherwise: an offset where y varies too little for its size, and with
    `Standardize.SCALE` a scale where squares of y are beyond float32's range.

    Args:
        mode: what is requested.
        moments: of the samples, in the data's units.
        exact: whether the samples have more digits than float32; then `Standardize.NONE` too
            subtracts an offset, from x or y, that varies too little for its size.
        target: what y is; that of a neuron with an activation other than linear is not changed,
            because no such neuron makes shifted predictions.
    """
    if mode is Standardize.NONE and not exact:
        return Scaling()
    x_std, y_std = math.sqrt(moments.var_x), math.sqrt(moments.var_y)
    centred = mode is not Standardize.NONE or _collapses(moments.mean_x, x_std)
    scaled = mode is Standardize.SCALE
    movable = target == "line"
    y_offset = moments.mean_y if movable and _collapses(moments.mean_y, y_std) else 0.0
    y_size = max(y_std, abs(moments.mean_y - y_offset))
    extreme = movable and y_size > 0 and not _LEAST_SIZE < y_size < _MOST_SIZE
    return Scaling(
        x_offset=moments.mean_x if centred else 0.0,
        x_scale=x_std if scaled and x_std > 0 else 1.0,
        y_offset=y_offset,
        y_scale=y_size if scaled and extreme else 1.0,
    )


def _collapses(mean: float, deviation: float) -> bool:
    """Whether float32's rounding of values around `mean` is large against their spread."""
    return deviation > 0 and abs(mean) * _FLOAT32 > ROUNDING * deviation
