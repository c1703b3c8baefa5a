"""The results known without training."""

from __future__ import annotations

from engine.data.preview import Preview
from engine.problems.linear_neuron.least_squares import Theory

Known = tuple[Preview, Theory]
"""The samples' summary, and the optimum."""
