"""The name of the line of least loss."""

from __future__ import annotations

from engine.problems.linear_neuron.least_squares import Theory
from tui.text.numbers import number


def best_line(theory: Theory) -> str:
    """What the optimum is; with constant x and no regularization it is one of many."""
    if theory.l2:
        return f"ridge, L2 {number(theory.l2)}"
    return "least squares" if theory.unique else "nearest optimum"
