"""The parts of the screen that a spotlight can fall on, by the names that a lesson uses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.config.parameters import PARAMETERS

SPOTS: Mapping[str, str] = MappingProxyType(
    {
        **{
            name: f"{parameter.notes.label} in the panel (tab)"
            for name, parameter in PARAMETERS.items()
        },
        "surface": "the loss surface",
        "loss": "the loss curve",
        "data": "the data and the fitted line",
        "slice": "the loss along a line",
        "solid": "the loss surface in 3-D",
        "runs": "the table of runs",
        "algorithm": "the last update line by line",
        "sweeps": "sweeps and trade-offs",
        "eigen": "the errors along eigenvectors",
        "panel": "the parameter panel",
        "status": "the status line",
        "keys": "the keys in the last line",
    }
)
"""Every part, with what it is: parameters are their rows in the panel, but data is the view."""
