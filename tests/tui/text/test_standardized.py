"""Sentences about standardization: the formulas compute what the scaling does."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config.run import Standardize
from engine.data.preview import preview_of
from engine.data.scaling import Scaling
from engine.problems.linear_neuron.least_squares import theory_of
from tui.text.standardized import (
    back_text,
    change_note,
    condition_text,
    offset_note,
    suggestion,
    trained_names,
    transform_text,
)


def computed(formula: str, **values: float) -> float:
    """The right side of a formula of the screen; W and B stand for w' and b'."""
    right = formula.partition(" = ")[2].replace("·", "*")
    return float(eval(right.replace("w'", "W").replace("b'", "B"), {}, values))


_FINITE = st.floats(-1e6, 1e6).map(lambda value: float(f"{value:.6g}"))
_SCALE = st.floats(1e-3, 1e3).map(lambda value: float(f"{value:.6g}"))


@given(st.builds(Scaling, _FINITE, _SCALE, _FINITE, _SCALE))
def test_the_formulas_compute_what_the_scaling_does(scaling):
    text = transform_text(scaling)
    for name, scaled in (("x", scaling.x), ("y", scaling.y)):
        found = [part for part in text.split(", ") if part.startswith(f"{name}' =")]
        wanted = float(scaled(np.array([7.5]))[0])
        assert (computed(found[0], **{name: 7.5}) if found else 7.5) == pytest.approx(wanted)
    to_w, to_b = back_text(scaling)
    w, b = scaling.to_data((1.25, -3.5))
    assert computed(to_w, W=1.25) == pytest.approx(w)
    size = abs(w * scaling.x_offset) + abs(scaling.y_offset)
    assert computed(to_b, w=w, B=-3.5) == pytest.approx(b, abs=1e-9 * size)


def test_a_transform_reads_as_one_writes_it():
    assert transform_text(Scaling()) == ""
    assert transform_text(Scaling(x_offset=5.5, x_scale=2)) == "x' = (x - 5.5) / 2"
    assert transform_text(Scaling(x_offset=-5.5)) == "x' = x + 5.5"
    assert back_text(Scaling(x_offset=5.5, x_scale=2)) == ("w = w'/2", "b = b' - w·5.5")
    assert trained_names(Scaling()) == ("w", "b")
    assert trained_names(Scaling(y_scale=2)) == ("w'", "b'")


def test_standardizing_is_suggested_where_the_valley_is_narrow():
    x = np.arange(1000.0, 1100)
    steep, wide = (theory_of(preview_of(v, v).moments) for v in (x, np.arange(10.0)))
    assert suggestion(Standardize.NONE, steep).startswith("condition number")
    assert suggestion(Standardize.CENTER, steep)
    assert suggestion(Standardize.SCALE, steep) == ""
    assert suggestion(Standardize.NONE, wide) == ""
    constant = theory_of(preview_of(np.full(5, 1e3), np.arange(5.0)).moments)
    assert suggestion(Standardize.NONE, constant) == ""


def test_an_offset_that_nobody_asked_for_is_said():
    late = 1.7e9 + np.arange(11.0)
    plain = preview_of(np.arange(11.0), np.arange(11.0))
    assert offset_note(Standardize.NONE, plain.scaling) == ""
    moved = preview_of(late, np.arange(11.0))
    assert offset_note(Standardize.NONE, moved.scaling) == (
        "x varies too little for float32: trained on x' = x - 1700000005"
    )
    asked = preview_of(late, np.arange(11.0), standardize=Standardize.CENTER)
    assert offset_note(Standardize.CENTER, asked.scaling) == ""
    both = preview_of(late, late, standardize=Standardize.SCALE)
    assert offset_note(Standardize.SCALE, both.scaling).startswith("y varies")
    assert change_note(asked, theory_of(asked.moments)) == (
        "x' = x - 1700000005; condition number 10"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.5, "1.5"), (9876.54, "9877"), (128_000_123.0, "1.28e8"), (math.inf, "infinite")],
)
def test_a_large_condition_number_has_an_exponent(value: float, text: str) -> None:
    assert condition_text(value, 4) == text
