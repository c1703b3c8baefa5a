"""The results known before any training: samples, theory, default view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from engine.config.run import DataConfig, RunConfig
from engine.data.preview import Preview, preview
from engine.problems.base import Theta
from engine.problems.linear_neuron.landscape import view_for
from engine.problems.linear_neuron.least_squares import Theory, theory_of
from engine.problems.view import View

AT_ONCE = 200_000
"""The most generated samples for which a problem takes milliseconds and needs no thread."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Everything that the plots need about the data and the starting point of a run.

    Attributes:
        data: the configuration of the samples.
        start: the starting point (w, b).
    """

    data: DataConfig
    start: tuple[float, float]
    preview: Preview
    theory: Theory
    view: View

    @property
    def start_loss(self) -> float:
        """The loss over all samples at the starting point."""
        return float(self.preview.moments.loss(*self.start))

    @cached_property
    def theory_of_data(self) -> Theory:
        """The theory, with the optimum and the least loss in the data's units."""
        scaling, theory = self.preview.scaling, self.theory
        w, b = scaling.to_data(theory.best)
        least = scaling.loss_to_data(theory.least_loss)
        return replace(theory, w_best=w, b_best=b, least_loss=least)

    @property
    def true_line(self) -> tuple[float, float] | None:
        """Slope and intercept of the line that generated the data; None for a file."""
        return (self.data.w_gen, self.data.b_gen) if self.data.data is None else None

    def is_like(self, other: Problem) -> bool:
        """Whether the other one has the same samples and start, even if it was made again."""
        return self is other or (self.data == other.data and self.start == other.start)

    def fits(self, config: RunConfig) -> bool:
        """Whether this is the problem of `config`."""
        return self.data == config.data and self.start == config.start.theta


def problem_of(config: RunConfig, known: Problem | None = None) -> Problem:
    """The problem of this configuration; samples of `known` are reused if possible.

    Raises:
        DataError: the file cannot be used; the text says why, and in which line.
    """
    start, data = config.start.theta, config.data
    if known is not None and known.data == data:
        samples, theory = known.preview, known.theory
    else:
        if known is not None and known.data.has_values_of(data):
            samples = known.preview.standardized(data)
        else:
            samples = preview(data)
        theory = theory_of(samples.moments)
    return _problem(data, start, samples, theory)


def problem_from(data: DataConfig, start: Theta, samples: Preview) -> Problem:
    """The problem of samples that are known."""
    return _problem(data, start, samples, theory_of(samples.moments))


def _problem(data: DataConfig, start: Theta, samples: Preview, theory: Theory) -> Problem:
    view = view_for(theory, start, standard=data.data is None)
    return Problem(data, start, samples, theory, view)


def takes_time(config: RunConfig, known: Problem | None = None) -> bool:
    """Whether making the problem would block the screen."""
    if known is not None and known.data.has_values_of(config.data):
        return False
    return config.data.data is not None or config.data.samples > AT_ONCE
