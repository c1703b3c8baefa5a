"""Formulas as they are printed."""

from __future__ import annotations

from engine.theory.momentum import Descent
from tui.text.formulas import limit_formula


def test_the_formula_of_the_limit():
    assert limit_formula(Descent()) == "2/λmax"
    assert limit_formula(Descent(0.9)) == "2(1 + β)/λmax"
    assert limit_formula(Descent(0.0, nesterov=True)) == "2/λmax"
    assert limit_formula(Descent(0.9, nesterov=True)) == "2(1 + β)/((1 + 2β) λmax)"
