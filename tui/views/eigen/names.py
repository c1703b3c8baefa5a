"""The names of the two eigen-directions: steep and flat, unless their eigenvalues are equal."""

from __future__ import annotations

from engine.problems.base import Names
from engine.problems.linear_neuron.least_squares import Theory


def direction_names(theory: Theory, parameters: Names) -> Names:
    """The names of the directions, in the order of the axes; `parameters` are those of θ."""
    if not theory.is_round:
        return "steep", "flat"
    return f"along {parameters[0]}", f"along {parameters[1]}"
