"""Formulas of given names: what they are worth, and what is not one."""

from __future__ import annotations

import math

import pytest

from engine.expressions.formula import FUNCTIONS, formula_of
from engine.expressions.syntax import LONGEST, ExpressionError
from tests.engine.expressions.escapes import ESCAPES

VALUES = {"n": 100, "M": 32, "k": 4}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ceil(n / M)", 4), ("-(-n // M)", 4), ("n % M", 4), ("n÷M·2 − k×1", 2.25),
        ("n if k == ceil(n/M) else k*M", 100), ("min(k*M, n)", 100), ("round(n/M)", 3),
        ("2 ** 0.5", math.sqrt(2)), ("exp(log(n))", pytest.approx(100)), (" k ", 4),
        ("1 if n > M and not k < 2 or 0 > 1 else 2", 1), ("int(-2.5) + floor(-2.5)", -5),
    ],
)  # fmt: skip
def test_a_formula_is_worth_what_python_says(text, value):
    assert formula_of(text, VALUES)(VALUES) == value


@pytest.mark.parametrize(
    "text",
    ["n / 0", "n // (M - 32)", "sqrt(-1)", "log(0)", "(-1) ** 0.5", "9 ** 9 ** 9 ** 9", "0 ** -1",
     "n < M", "not n", "1e308 * 1e308 - 1e308 * 1e308 < 1", "ceil(1e308 * 10)",
     "9" * 290 + "* 1e300"],
)  # fmt: skip
def test_what_has_no_number_is_none(text):
    assert formula_of(text, VALUES)(VALUES) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kM", "write k*M"), ("N / M", "did you mean n?"), ("cell(n/M)", "did you mean ceil?"),
        ("math.ceil(n/M)", "write ceil without"), ("ceil n/M", "column 6"), ("", "use n, M, k"),
        ("n[0]", "an index in brackets is not allowed"), ("n^2", "use + - * / **"),
        ("n = 3", "= is not a comparison"), ("ceil(n, M)", "one argument"),
        ("loss", "unknown name"),
        ("1" * (LONGEST + 1), "too many"), ("n + \x1b[2J", "is not allowed"),
    ],
)  # fmt: skip
def test_what_is_no_formula_says_what_to_write(text, said):
    with pytest.raises(ExpressionError) as caught:
        formula_of(text, VALUES)
    assert said in str(caught.value)
    assert str(caught.value).isprintable()


def test_no_way_out_is_read_in_a_formula():
    for text in ESCAPES:
        with pytest.raises(ExpressionError):
            formula_of(text, ("loss", "w", "b", "epoch"))


def test_no_name_hides_a_function():
    for name in FUNCTIONS:
        with pytest.raises(ExpressionError):
            formula_of(f"{name} + 1", VALUES)
