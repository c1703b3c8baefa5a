"""The results known before any training: samples, the loss over them, theory, default view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from engine.config.problem import ProblemConfig
from engine.config.run import DataConfig, RunConfig
from engine.data.preview import Preview, preview
from engine.problems import base
from engine.problems.base import Objective, Theta
from engine.problems.linear_neuron.landscape import view_for
from engine.problems.linear_neuron.least_squares import Theory, theory_of
from engine.problems.linear_neuron.moments import Moments
from engine.problems.minima import minima_on
from engine.problems.neurons.problem import loss_title
from engine.problems.registry import problem_of as described
from engine.problems.view import View
from tui.canvas.patches import Patches
from tui.model.least import Least, both_least, first_view, followed_least, holding, nearest_least
from tui.model.tabulated import Tabulated
from tui.model.uncomputed import Uncomputed
from tui.text.numbers import whole

_MOST_MINIMA = 4
_MOST_LOSSES = 8
"""Losses of recorded runs with different regularization that are kept."""
AT_ONCE = 200_000
"""The most generated samples for which a problem takes milliseconds and needs no thread."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Everything that the plots need about the loss, the data and the starting point of a run.

    Attributes:
        kind: the configuration of the loss.
        data: the configuration of the samples.
        start: the starting point (w, b).
        objective: the loss as a function of (w, b); exact if it is quadratic.
        theory: the exact results for a quadratic loss; None for any other.
        least: its minima, as far as they are known.
        view: the part of the plane to show first.
    """

    kind: ProblemConfig
    data: DataConfig
    start: tuple[float, float]
    preview: Preview
    objective: Objective
    theory: Theory | None
    least: Least
    view: View

    @property
    def described(self) -> base.Problem:
        """The description of the loss."""
        return described(self.kind)

    @property
    def titles(self) -> tuple[str, ...]:
        """The loss, for the titles of its pictures: its formula, after what they are made of.

        In full, then shorter; none for the default. If it is quadratic, they are exact.
        """
        if self.kind.is_quadratic:
            return (
                (loss_title(self.kind), loss_title(self.kind, short=True)) if self.kind.l2 else ()
            )
        between = "from a grid" if isinstance(self.objective, Tabulated) else ""
        made_of = [text for text in (self.selection, between) if text]
        formula = self.described.title
        formulas = [formula]
        if self.kind.is_neuron:
            losses = (loss_title(self.kind), loss_title(self.kind, short=True))
            formulas = [f"{formula}, {loss}" for loss in losses]
        return tuple(" · ".join((*made_of, text)) for text in formulas)

    @property
    def selection(self) -> str:
        """The part of the samples that the loss is computed of here; empty if it is all of them."""
        samples = self.preview
        if not samples.sampled_from or self.kind.is_quadratic or not self.kind.takes_data:
            return ""
        return f"{whole(samples.indices.size)} of {whole(samples.samples)} samples"

    @property
    def exact(self) -> Theory:
        """The theory, for those who know that there is one."""
        assert self.theory is not None, "the loss is not quadratic"
        return self.theory

    @property
    def moments(self) -> Moments:
        """The moments of the loss, for those who know that it is quadratic."""
        assert isinstance(self.objective, Moments), "the loss is not quadratic"
        return self.objective

    @property
    def start_loss(self) -> float:
        """The loss over all samples at the starting point."""
        return float(self.objective.loss(*self.start))

    @cached_property
    def theory_of_data(self) -> Theory | None:
        """The theory, with the optimum and the least loss in the data's units."""
        scaling, theory = self.preview.scaling, self.theory
        if theory is None:
            return None
        w, b = scaling.to_data(theory.best)
        least = scaling.loss_to_data(theory.least_loss)
        return replace(theory, w_best=w, b_best=b, least_loss=least)

    @property
    def least_loss(self) -> float:
        """The least loss; nan if none is known."""
        return self.least.loss

    @property
    def optima(self) -> tuple[Theta, ...]:
        """The minima, the lowest first; empty if none is known."""
        return self.least.points

    @property
    def true_line(self) -> tuple[float, float] | None:
        """Slope and intercept of the line that generated the data; None for a file."""
        if self.data.data is not None or not self.kind.takes_data:
            return None
        return self.data.w_gen, self.data.b_gen

    def awaits_losses(self, view: View | None = None) -> bool:
        """Whether losses that the worker alone knows are still coarse, or of another view."""
        if not isinstance(self.objective, Tabulated):
            return False
        losses = self.objective.losses
        return not losses.whole or view not in (None, losses.grid.view)

    def is_like(self, other: Problem) -> bool:
        """Whether the other one has the same loss and start, even if it was made again."""
        if self is other:
            return True
        same = self.kind == other.kind and self.data == other.data
        return same and self.start == other.start

    def fits(self, config: RunConfig) -> bool:
        """Whether this is the problem of `config`."""
        same = self.kind == config.problem and self.data == config.data
        return same and self.start == config.start.theta


def problem_of(config: RunConfig, known: Problem | None = None) -> Problem:
    """The problem of this configuration; samples of `known` are reused if possible.

    Raises:
        DataError: the file cannot be used; the text says why, and in which line.
    """
    start, data, kind = config.start.theta, config.data, config.problem
    if known is not None and (known.data, known.kind) == (data, kind):
        return _placed(known, start)
    if known is not None and known.data == data:
        samples = known.preview
    elif known is not None and known.data.has_values_of(data):
        samples = known.preview.standardized(data)
    else:
        samples = preview(data)
    return problem_from(kind, data, start, samples)


def problem_from(
    kind: ProblemConfig,
    data: DataConfig,
    start: Theta,
    samples: Preview,
    before: Least | None = None,
    *,
    search: bool = True,
) -> Problem:
    """The problem of samples that are known.

    Args:
        kind, data: the configuration of the loss and of the samples.
        start: the starting point.
        samples: the samples.
        before: the minima of slightly other samples, from where they are followed.
        search: whether others are looked for too, unless all of them are lost.
    """
    if kind.is_quadratic:
        loss = samples.moments.with_l2(kind.l2)
        theory = theory_of(loss)
        view = view_for(theory, start, standard=data.data is None)
        least = Least((theory.best,), theory.least_loss)
        return Problem(kind, data, start, samples, loss, theory, least, view)
    known, objective = described(kind), objective_of(kind, samples)
    home = _home(kind, data, samples)
    followed = None if before is None else followed_least(kind, objective, home, before)
    if followed is not None and not search:
        least = followed
    else:
        least = nearest_least(kind, objective, home, known.minima)
        if followed is not None:
            least = both_least(kind, objective, home, least, followed)
    view = holding(home, (start, *least.points[:1]))
    return Problem(kind, data, start, samples, objective, None, least, view)


@lru_cache(maxsize=_MOST_LOSSES)
def regularized(known: Problem, l2: float) -> Problem:
    """The same problem with this factor of L2 regularization; the same value each time."""
    if l2 == known.kind.l2:
        return known
    kind = known.kind.model_copy(update={"l2": l2})
    return problem_from(kind, known.data, known.start, known.preview)


def objective_of(kind: ProblemConfig, samples: Preview) -> Objective:
    """The loss over the drawn samples; one that the worker alone computes is not known here."""
    return samples.objective(described(kind)) or Uncomputed(samples.samples)


def _home(kind: ProblemConfig, data: DataConfig, samples: Preview) -> View:
    """The part of the plane that shows the loss, wherever a run starts."""
    generated = data.data is None and kind.is_neuron and not kind.takes_labels
    truth = (data.w_gen, data.b_gen) if generated else None
    return described(kind).view or first_view(kind, samples, truth)


def with_losses(known: Problem, losses: Patches) -> Problem:
    """The problem with its loss as the worker has computed it, and the minima of that."""
    grid, objective = losses.grid, Tabulated(known.preview.samples, losses)
    found = minima_on(grid.losses, grid.view, objective, _MOST_MINIMA)
    least = Least(found, exact=False) if found else known.least
    return replace(known, objective=objective, least=least)


def _placed(known: Problem, start: Theta) -> Problem:
    """A problem with another start: samples, loss and minima are the same."""
    theory = known.theory
    if theory is not None:
        view = view_for(theory, start, standard=known.data.data is None)
        return replace(known, start=start, view=view)
    home = _home(known.kind, known.data, known.preview)
    view = holding(home, (start, *known.least.points[:1]))
    return replace(known, start=start, view=view)


def takes_time(config: RunConfig, known: Problem | None = None) -> bool:
    """Whether making the problem would block the screen."""
    same = known is not None and known.data.has_values_of(config.data)
    if config.problem.is_neuron and not config.problem.is_quadratic:
        # Its minima are looked for.
        return known is None or (known.kind, known.data) != (config.problem, config.data)
    if same:
        return False
    return config.data.data is not None or config.data.samples > AT_ONCE
