"""The form of a phase map: two axes, their ranges, and how finely they are divided."""

from __future__ import annotations

from collections.abc import Mapping

from engine.config.run import RunConfig, StopRule
from engine.errors import ConfigError
from engine.sweeps.phase_axis import LEAST_CELLS, MOST_CELLS, Axis
from engine.sweeps.phase_spec import mapped_names
from tui.screens.form import Field, Judged
from tui.text.numbers import number, whole
from tui.text.phase_axes import (
    CELLS,
    EPOCHS,
    MOST_EPOCHS,
    axis_parameter,
    axis_text,
    default_axes,
    phase_of,
)

ABOUT = (
    "Trains a run for each pair of values of two parameters, many per compiled call, alongside the "
    "current run. Everything else is as in the parameters."
)


def phase_fields(config: RunConfig, before: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields, filled from the last form or else for this configuration.

    Args:
        config: of the current run.
        before: the texts of the last form, by name.
    """
    names = mapped_names(config)
    x, y = default_axes(config)
    known = {
        "x": x,
        "x_range": "",
        "y": y,
        "y_range": "",
        "cells": str(CELLS),
        "epochs": str(min(config.stop.epochs, EPOCHS)),
    }
    known |= {name: text for name, text in before.items() if name in known}
    axes = {key: axis_parameter(known[key]) for key in ("x", "y")}
    if not {*axes.values()} <= {*names}:
        known |= {"x_range": "", "y_range": ""}
        axes = {"x": x, "y": y}
    known |= {key: axis_text(name) for key, name in axes.items()}
    choices = ", ".join(map(axis_text, names))
    auto = "LOW:HIGH; empty: around the present value"
    return (
        Field("x", "x axis", known["x"], choices),
        Field("x_range", "x range", known["x_range"], auto),
        Field("y", "y axis", known["y"], "another of them"),
        Field("y_range", "y range", known["y_range"], auto),
        Field("cells", "cells", known["cells"], f"along each axis, {LEAST_CELLS} to {MOST_CELLS}"),
        Field("epochs", "max epochs", known["epochs"], f"of each run, up to {whole(MOST_EPOCHS)}"),
    )


def judge_phase(
    config: RunConfig, limit: float | None, samples: int, texts: Mapping[str, str]
) -> Judged:
    """The errors of the fields, or what will be done."""
    try:
        spec = phase_of(config, texts, limit, samples)
    except ConfigError as error:
        name = error.parameter or ""
        return Judged({name if name in texts else "": error.reason})
    x, y = (_range_said(axis, samples) for axis in (spec.x, spec.y))
    rule = (
        "no stop rule"
        if spec.base.stop.stop is StopRule.NEVER
        else f"stop rule {spec.base.stop.stop}"
    )
    return Judged({}, f"{whole(spec.runs)} runs: {x}, {y}; {rule}")


def _range_said(axis: Axis, samples: int) -> str:
    """The parameter and its range; of batch sizes, the least and the greatest that are trained."""
    name = axis_text(axis.parameter)
    if axis.parameter != "batch_size":
        return f"{name} {number(axis.low)} to {number(axis.high)}"
    least, most = (
        "full" if value >= samples else whole(int(value)) for value in axis.values[[0, -1]].tolist()
    )
    return f"{name} {least} to {most}"
