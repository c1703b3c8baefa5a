"""The problem of a configuration; this is the only module that knows all of them."""

from __future__ import annotations

from pathlib import Path

from engine.config.problem import ProblemConfig
from engine.problems.base import Problem
from engine.problems.landscapes.problem import LANDSCAPES
from engine.problems.neurons.problem import neuron


def problem_of(config: ProblemConfig) -> Problem:
    """The problem that a configuration names."""
    if config.is_neuron:
        return neuron(config)
    if config.is_own:
        return Problem(config.problem, f"loss(w, b, x, y) of {Path(config.problem).name}", None)
    return LANDSCAPES[config.problem]
