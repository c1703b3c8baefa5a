"""The results known without training."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from engine.config.run import RunConfig
from engine.data.preview import Preview, preview
from engine.problems.base import Objective, Problem
from engine.problems.linear_neuron.least_squares import Theory, theory_of
from engine.problems.registry import problem_of
from engine.theory.samples import Samples, samples_of


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of a problem and its samples.

    Attributes:
        samples: their summary.
        problem: what is minimized.
        theory: the exact results; None for a problem without any.
    """

    samples: Preview
    problem: Problem
    theory: Theory | None

    @classmethod
    def of(cls, config: RunConfig) -> Known:
        """What is known before a run of this configuration.

        Raises:
            DataError: the samples cannot be used.
        """
        samples, problem = preview(config.data), problem_of(config.problem)
        theory = None
        if problem.is_quadratic:
            theory = theory_of(samples.moments.with_l2(problem.l2))
        return cls(samples, problem, theory)

    @property
    def exact(self) -> Samples | None:
        """The samples with the exact results; None for a problem without any."""
        return None if self.theory is None else samples_of(self.samples, self.theory)

    @cached_property
    def objective(self) -> Objective | None:
        """The loss, over a selection if the samples are many; None if only the worker has it."""
        return self.samples.objective(self.problem)
