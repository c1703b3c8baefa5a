"""One linear neuron, ŷ = w·x + b, with mean squared error: θ = (w, b)."""

from __future__ import annotations

from engine.problems.base import Problem

LINEAR_NEURON = Problem(names=("w", "b"), starts=("w0", "b0"))
