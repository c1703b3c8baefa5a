"""The verdict on a run: how far from the optimum it is, and whether that is as near as it can get.

A stop rule only says that something changed little. The optimum is known, so the verdict compares
the loss over all samples with the least loss, and with the scatter that batches of this size leave
at this learning rate (`engine.theory.stationary`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.arrays import Floats
from engine.config.run import RunConfig
from engine.data.batches import batch_length
from engine.history.values import RunState
from engine.problems.base import Theta
from engine.theory.float_range import OutOfRange, Squared, overflow, underflow
from engine.theory.momentum import descent_of
from engine.theory.samples import Samples
from engine.theory.stationary import Scatter, Scatters, stationary_scatter

NEAR = 0.02
"""At the optimum, the loss exceeds the least loss by at most this share of it,"""
PERFECT = 1e-8
"""or, where the least loss is nearly zero, by this share of the variance of y,"""
ROUNDED = 1e-13
"""or, where y is nearly constant, by this share of its mean square: some roundings to float32."""
GROWN = 1e3
"""A run is diverging from this multiple of its loss at the start."""


class Kind(StrEnum):
    """How a run ended, or stands."""

    AT_OPTIMUM = "at_optimum"
    AT_NOISE_FLOOR = "at_noise_floor"
    AT_MINIMUM = "at_minimum"
    """At a local minimum, as far as the curvature there shows."""
    AT_SADDLE = "at_saddle"
    ON_PLATEAU = "on_plateau"
    STOPPED_EARLY = "stopped_early"
    MAX_EPOCHS = "max_epochs"
    DIVERGING = "diverging"
    DIVERGED = "diverged"
    OUT_OF_RANGE = "out_of_range"
    INTERRUPTED = "interrupted"

    @property
    def earned(self) -> bool:
        """Whether the run is as near to the optimum as it can get with its settings."""
        return self in (Kind.AT_OPTIMUM, Kind.AT_NOISE_FLOOR, Kind.AT_MINIMUM)


class Bound(StrEnum):
    """What a loss is compared with for a verdict."""

    LEAST_LOSS = "least_loss"
    VARIANCE = "var_y"
    ROUNDING = "rounding"
    NOISE = "noise"


@dataclass(frozen=True)
class Standing:
    """Where a run is.

    Attributes:
        state: of the run; any state but the three ends counts as interrupted.
        update: updates made.
        theta: after the last update.
        full_loss: over all samples there.
        epoch_loss: mean of the last whole epoch's batch losses; nan before the first.
    """

    state: RunState
    update: int
    theta: Theta
    full_loss: float
    epoch_loss: float


@dataclass(frozen=True)
class Verdict:
    """The verdict on a run.

    Attributes:
        kind: see `Kind`.
        state: of the run.
        update: updates made.
        loss: over all samples.
        least_loss: the least one possible.
        gradient: the norm of its gradient.
        noise_floor: the loss expected in the long run; None if it is unknown or infinite.
        noise_bound: the largest loss that the noise of the batches explains; None as above.
        noise_is_random: whether runs with other orders of the samples end at other losses.
        out_of_range: the squares that float32 cannot hold; None if it can hold all.
        var_y: the variance of y.
    """

    kind: Kind
    state: RunState
    update: int
    loss: float
    least_loss: float
    gradient: float
    noise_floor: float | None
    noise_bound: float | None = None
    noise_is_random: bool = False
    out_of_range: OutOfRange | None = None
    var_y: float = math.nan

    @property
    def loss_over_least(self) -> float:
        """The loss as a multiple of the least loss; inf if that is 0; nan if it is not finite."""
        return loss_over_least(self.loss, self.least_loss)

    @property
    def bound(self) -> Bound | None:
        """What shows that the run is as near to the optimum as it can get; None if it is not."""
        if self.kind is Kind.AT_NOISE_FLOOR:
            return Bound.NOISE
        if self.kind is not Kind.AT_OPTIMUM:
            return None
        excess = self.loss - self.least_loss
        if excess <= NEAR * self.least_loss:
            return Bound.LEAST_LOSS
        return Bound.VARIANCE if excess <= PERFECT * self.var_y else Bound.ROUNDING


def loss_over_least(loss: float, least: float) -> float:
    """A loss as a multiple of the least loss; inf if that is 0; nan if it is not finite."""
    if not math.isfinite(loss):
        return math.nan
    if least <= 0:
        return 1.0 if loss <= 0 else math.inf
    return loss / least


def verdict_on(config: RunConfig, samples: Samples, at: Standing) -> Verdict | None:
    """The verdict on a run of these samples; None before its first update."""
    if at.update == 0:
        return None
    moments = samples.moments
    scatter = stationary_scatter(config.optimizer, config.batch, samples)
    bound = None if scatter is None else _bound(scatter, moments.least_loss)
    beyond = _out_of_range(config, samples, at)
    finite = math.isfinite(at.full_loss)
    return Verdict(
        kind=_kind(config, samples, at, lambda: bound, beyond),
        state=at.state,
        update=at.update,
        loss=at.full_loss,
        least_loss=moments.least_loss,
        gradient=math.hypot(*moments.gradient(*at.theta)) if finite else math.nan,
        noise_floor=None if scatter is None else moments.least_loss + scatter.mean,
        noise_bound=bound,
        noise_is_random=scatter is not None and scatter.random,
        out_of_range=beyond,
        var_y=moments.var_y,
    )


def kind_of(config: RunConfig, samples: Samples, at: Standing) -> Kind | None:
    """The kind of that verdict; the long run is looked at only where it decides."""
    if at.update == 0:
        return None

    def bound() -> float | None:
        scatter = stationary_scatter(config.optimizer, config.batch, samples)
        return None if scatter is None else _bound(scatter, samples.moments.least_loss)

    return _kind(config, samples, at, bound, _out_of_range(config, samples, at))


def is_unstable(config: RunConfig, samples: Samples, at: Standing) -> bool:
    """Whether a run that is not at the optimum will not get there: its result only grows.

    Either its learning rate has no long run (`engine.theory.stationary`), although the optimizer
    has a limit; or the loss exceeds the least loss by twice as much as at the start, which counts
    as at least twice the least loss.
    """
    moments = samples.moments
    least = moments.least_loss
    start = float(moments.loss(*config.start.theta)) - least
    if not at.full_loss - least <= _RISEN * max(start, least, PERFECT * moments.var_y):
        return True
    known = descent_of(config.optimizer) is not None and config.optimizer.is_plain
    if not known or not samples.theory.unique:
        return False
    return stationary_scatter(config.optimizer, config.batch, samples) is None


_RISEN = 2.0


def noise_bounds(scatters: Scatters, least: float) -> Floats:
    """The largest loss that the noise of the batches explains, of each run; nan if it is unknown.

    In random order, it is not exceeded by most runs. In a fixed order, where the loss in the long
    run is exact, it is as near to that as a run at the optimum is to the least loss.
    """
    mean, bound = scatters.mean, scatters.bound
    return np.where(bound > mean, least + bound, (1 + NEAR) * (least + mean))


def _bound(scatter: Scatter, least: float) -> float:
    mean, bound = np.array([scatter.mean]), np.array([scatter.bound])
    return float(noise_bounds(Scatters(mean, bound), least)[0])


def is_at_optimum(loss: float, samples: Samples) -> bool:
    """Whether the loss is the least one, to a stated precision."""
    return loss - samples.moments.least_loss <= near_excess(samples)


def near_excess(samples: Samples) -> float:
    """The most by which the loss at the optimum, to that precision, exceeds the least loss."""
    moments = samples.moments
    rounding = ROUNDED * moments.mean_y**2
    return max(NEAR * moments.least_loss, PERFECT * moments.var_y, rounding)


def diverging_from(config: RunConfig, samples: Samples) -> float:
    """The loss from which on a run is diverging if it rises: a thousand times that at the start.

    At the optimum of a perfect line, the loss at the start is that of rounding to float32.
    """
    moments = samples.moments
    rounding = _ROUNDING * (moments.var_y + moments.mean_y**2)
    return GROWN * max(float(moments.loss(*config.start.theta)), rounding)


def is_diverging(config: RunConfig, samples: Samples, at: Standing) -> bool:
    """Whether the loss is a thousand times that at the start and rising.

    It is rising if the loss over all samples now exceeds the mean over the last epoch.
    """
    return at.full_loss >= diverging_from(config, samples) and not at.full_loss <= at.epoch_loss


_ROUNDING = 1e-11


def _kind(
    config: RunConfig,
    samples: Samples,
    at: Standing,
    explained: Callable[[], float | None],
    beyond: OutOfRange | None,
) -> Kind:
    ended = {RunState.CONVERGED: Kind.STOPPED_EARLY, RunState.MAX_EPOCHS: Kind.MAX_EPOCHS}
    if beyond is not None:
        return Kind.OUT_OF_RANGE
    if at.state is RunState.DIVERGED or not math.isfinite(at.full_loss):
        return Kind.DIVERGED
    if is_at_optimum(at.full_loss, samples):
        return Kind.AT_OPTIMUM
    bound = explained()
    if bound is not None and at.full_loss <= bound:
        return Kind.AT_NOISE_FLOOR
    if is_diverging(config, samples, at):
        return Kind.DIVERGING
    return ended.get(at.state, Kind.INTERRUPTED)


def _out_of_range(config: RunConfig, samples: Samples, at: Standing) -> OutOfRange | None:
    length = batch_length(config.batch, samples.count)
    too_large = overflow(config.optimizer, length, config.start.theta, samples)
    if at.state is RunState.DIVERGED or not math.isfinite(at.full_loss):
        return too_large
    if is_at_optimum(at.full_loss, samples):
        return None
    if too_large is not None and too_large.what is Squared.GRADIENT:
        # Division by infinity: the run stands still.
        return too_large
    return underflow(config.optimizer, at.theta, at.epoch_loss, samples)
