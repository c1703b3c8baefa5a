"""The problem to train; this is the only module that chooses it."""

from __future__ import annotations

from engine.problems.base import Problem
from engine.problems.linear_neuron.problem import LINEAR_NEURON

PROBLEM: Problem = LINEAR_NEURON
