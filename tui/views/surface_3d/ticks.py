"""Ticks on the axes of the 3-D surface: both ends, and round numbers between them."""

from __future__ import annotations

from tui.canvas.area import Scale
from tui.canvas.ticks import ticks_of
from tui.views.surface_3d.relief import Height, Relief

_APART = 0.14
"""The least distance between adjacent ticks, as a share of the axis."""
_MISSED = 2e-3
"""The largest rounding error of a label, as a share of the axis."""
_LEAST_ROOT = 0.004
"""The least loss with a tick if the height is the root, as a share of the greatest loss."""
_MOST_CHARACTERS = 7


def short_numbers(values: list[float], span: float) -> list[str]:
    """Values in the fewest characters that are exact to 1/500 of `span`, all in one format."""

    def written(form: str) -> list[str] | None:
        texts = [format(value, form) for value in values]
        off = max(abs(float(text) - value) for text, value in zip(texts, values, strict=True))
        return texts if off <= _MISSED * span else None

    fixed = next(filter(None, (written(f".{digits}f") for digits in range(8))), None)
    if fixed is not None and max(map(len, fixed)) <= _MOST_CHARACTERS:
        return ["0" if float(text) == 0 else text for text in fixed]
    powers = next(filter(None, (written(f".{digits}e") for digits in range(16))), None)
    texts = powers or [f"{value:.15e}" for value in values]
    return [_plain_power(text) for text in texts]


def _plain_power(text: str) -> str:
    mantissa, exponent = text.split("e")
    if float(mantissa) == 0:
        return "0"
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}"


def end_ticks(low: float, high: float, most: int) -> list[float]:
    """Both ends, and round numbers between them with enough distance."""
    span = high - low
    ticks = [low, high]
    for value in ticks_of(Scale(low, high), most):
        if all(abs(value - other) >= _APART * span for other in ticks):
            ticks.append(value)
    return sorted(ticks)


def loss_ticks(relief: Relief, most: int) -> list[float]:
    """Round losses from the bottom to the top of the box, with enough distance."""
    low, high = relief.loss.low, relief.loss.high
    scale = Scale(low, high, log=relief.height is Height.LOG)
    if relief.height is Height.ROOT and low == 0:
        # They get denser towards the bottom, as on a logarithmic axis.
        scale = Scale(_LEAST_ROOT * high, high, log=True)
    ticks, places = [low, high], [0.0, 1.0]
    for value in reversed(ticks_of(scale, 4 * most)):
        place = float(relief.position(value))
        if all(abs(place - other) >= max(_APART, 1 / most) for other in places):
            ticks.append(value)
            places.append(place)
    return sorted(ticks)
