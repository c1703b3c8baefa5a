"""What is minimized, in words."""

from __future__ import annotations

from engine.config.run import RunConfig
from engine.problems.base import Problem
from engine.problems.neurons.problem import loss_title
from tui.text.numbers import number


def problem_lines(config: RunConfig, problem: Problem) -> list[str]:
    """The problem in one line, and its noise in another; none for the default."""
    lines = []
    if not problem.is_quadratic or problem.l2:
        loss = f", {loss_title(config.problem)}" if config.problem.is_neuron else ""
        lines.append(f"{problem.title}{loss}")
    if config.problem.gradient_noise:
        deviation = number(config.problem.gradient_noise)
        lines.append(f"noise of the gradient: standard deviation {deviation}/√M for a batch of M")
    return lines
