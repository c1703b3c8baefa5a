"""The standardization of the samples, in words."""

from __future__ import annotations

import math

from engine.config.run import Standardize
from engine.data.preview import Preview
from engine.data.scaling import Scaling
from engine.problems.base import NAMES, Names
from engine.problems.linear_neuron.least_squares import Theory
from engine.theory.advice import NARROW_VALLEY
from tui.text.numbers import scientific, significant

_DIGITS = 10
_MOST_PLAIN = 1e5


def trained_names(scaling: Scaling) -> Names:
    """The names of the trained parameters: with a prime where x or y are changed."""
    if scaling.identity:
        return NAMES
    first, second = NAMES
    return f"{first}'", f"{second}'"


def trained_heads(scaling: Scaling) -> tuple[str, ...]:
    """The names of the trained parameters and of their loss: with a prime where changed."""
    return *trained_names(scaling), "loss" if scaling.y_scale == 1 else "loss'"


def transform_text(scaling: Scaling) -> str:
    """What x and y become: "x' = (x - 1.7e9) / 3.03"; empty if nothing changes."""
    parts = (
        _one("x", scaling.x_offset, scaling.x_scale),
        _one("y", scaling.y_offset, scaling.y_scale),
    )
    return ", ".join(part for part in parts if part)


def _one(name: str, offset: float, scale: float) -> str:
    if offset == 0 and scale == 1:
        return ""
    text = name
    if offset != 0:
        text = f"{name} {'-' if offset > 0 else '+'} {significant(abs(offset), _DIGITS)}"
        text = text if scale == 1 else f"({text})"
    return f"{name}' = {text}" + ("" if scale == 1 else f" / {significant(scale, 7)}")


def back_text(scaling: Scaling) -> tuple[str, str]:
    """How w and b in the data's units follow from the trained w' and b': two formulas."""
    x_scale, y_scale = (significant(s, 7) for s in (scaling.x_scale, scaling.y_scale))
    w = "w'" if scaling.y_scale == 1 else f"w'·{y_scale}"
    w = w if scaling.x_scale == 1 else f"{w}/{x_scale}"
    b = "b'" if scaling.y_scale == 1 else f"{y_scale}·b'"
    if scaling.y_offset != 0:
        b = f"{significant(scaling.y_offset, _DIGITS)} + {b}"
    if scaling.x_offset != 0:
        sign = "-" if scaling.x_offset > 0 else "+"
        b = f"{b} {sign} w·{significant(abs(scaling.x_offset), _DIGITS)}"
    return f"w = {w}", f"b = {b}"


def offset_note(mode: Standardize, scaling: Scaling) -> str:
    """Why an offset was subtracted that nobody asked for; empty if none was."""
    unasked = [
        name
        for name, offset in (("x", scaling.x_offset), ("y", scaling.y_offset))
        if offset != 0 and (name == "y" or mode is Standardize.NONE)
    ]
    if not unasked:
        return ""
    names = " and ".join(unasked)
    verb = "varies" if len(unasked) == 1 else "vary"
    return f"{names} {verb} too little for float32: trained on {transform_text(scaling)}"


def suggestion(mode: Standardize, theory: Theory | None) -> str:
    """Why to standardize before a run; empty if it would not help, or nobody knows."""
    if theory is None:
        return ""
    if mode is Standardize.SCALE or not theory.unique or theory.condition_number <= NARROW_VALLEY:
        return ""
    return _condition(theory, 2)


def change_note(samples: Preview, theory: Theory | None) -> str:
    """What the samples are trained as, and how round the valley is."""
    text = transform_text(samples.scaling) or "x and y as they are"
    return text if theory is None else f"{text}; {_condition(theory, 3)}"


def _condition(theory: Theory, digits: int) -> str:
    return f"condition number {condition_text(theory.condition_number, digits)}"


def condition_text(value: float, digits: int) -> str:
    """A condition number to `digits` digits; an exponent where whole digits would say nothing."""
    if _MOST_PLAIN <= value < math.inf:
        return scientific(value, digits - 1)
    return "infinite" if math.isinf(value) else significant(value, digits)
