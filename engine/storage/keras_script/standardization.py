"""The part of the script that standardizes the samples."""

from __future__ import annotations

from engine.data.scaling import Scaling
from engine.storage.keras_script.part import Part


def standardization_part(scaling: Scaling) -> Part:
    """X and y as the neuron is trained on them, and the way back to the data's units."""
    return Part(
        "Standardization",
        "The neuron is trained on samples with an offset subtracted, divided by a scale. "
        "The line that it learns has another slope and intercept in the units of the data.",
        f'''\
x_offset, x_scale = {scaling.x_offset!r}, {scaling.x_scale!r}
y_offset, y_scale = {scaling.y_offset!r}, {scaling.y_scale!r}
x_data, y_data = x.astype("float64"), y.astype("float64")
x = ((x_data - x_offset) / x_scale).astype("float32")
y = ((y_data - y_offset) / y_scale).astype("float32")


def in_data_units(w, b):
    """The slope and intercept of the same line in the units of the data."""
    slope = w * y_scale / x_scale
    return slope, y_offset + y_scale * b - slope * x_offset''',
    )
