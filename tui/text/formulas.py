"""Formulas of the theory as they are printed."""

from __future__ import annotations

from engine.theory.momentum import Descent


def limit_formula(descent: Descent) -> str:
    """The formula of `Descent.limit`."""
    if not descent.beta:
        return "2/λmax"
    return "2(1 + β)/((1 + 2β) λmax)" if descent.nesterov else "2(1 + β)/λmax"
