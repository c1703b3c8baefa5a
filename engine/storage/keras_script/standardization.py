"""The part of the script that standardizes the samples."""

from __future__ import annotations

from engine.data.scaling import Scaling
from engine.storage.keras_script.part import Part

_IN_DATA_UNITS = '''


def in_data_units(w, b):
    """The slope and intercept of the same line in the units of the data."""
    slope = w * y_scale / x_scale
    return slope, y_offset + y_scale * b - slope * x_offset'''


def standardization_part(scaling: Scaling, *, line: bool) -> Part:
    """X and y as they are trained on; for a `line`, the way back to the data's units."""
    text = "Training uses samples with an offset subtracted, divided by a scale."
    if line:
        text += " The line that it finds has another slope and intercept in the units of the data."
    return Part(
        "Standardization",
        text,
        f"""\
x_offset, x_scale = {scaling.x_offset!r}, {scaling.x_scale!r}
y_offset, y_scale = {scaling.y_offset!r}, {scaling.y_scale!r}
x_data, y_data = x.astype("float64"), y.astype("float64")
x = ((x_data - x_offset) / x_scale).astype("float32")
y = ((y_data - y_offset) / y_scale).astype("float32")\
{_IN_DATA_UNITS if line else ""}""",
    )
