"""A learning rate by trial, for losses without exact results: short runs with many rates.

The curvature at the start says little of such a loss: it may be next to nothing, on the flank of
log-cosh or where a neuron is saturated, or negative, near a saddle point or on a hill. So each rate
makes some updates by the optimizer's rule, with batches as the run has them, and the one with the
lowest loss at the end is taken. A rate that raises the loss again and again, from one valley to the
next, is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from engine.arrays import AnyFloats, Floats
from engine.config.run import RunConfig
from engine.data.batches import batch_length
from engine.data.preview import spread_rows
from engine.optimizers.rules import COUNT, GRADIENT, PARAMETER, by_symbol, rule_of
from engine.problems.base import Objective
from engine.theory.momentum import Descent, descent_of
from engine.theory.samples import Samples
from engine.theory.step_size import is_adaptive
from engine.theory.trial import BEGUN, made_update

Maker: TypeAlias = "Callable[[AnyFloats, AnyFloats], Objective]"
_MOST_ROWS = 256
"""Samples that a trial uses."""
_STEPS = (1, 2, 5)
_DECADES, _UPDATES = range(-7, 6), 200
"""Powers of 10 of the rates of gradient descent, which are tried together, and their updates."""
_ADAPTIVE_DECADES, _ADAPTIVE_UPDATES = range(-3, 1), 60
"""The same for optimizers that scale their steps by themselves, one after the other,"""
_DECAYING_DECADES = range(-5, 2)
"""and for gradient descent with a weight decay."""
_MOST_RISE = 0.5
"""The most by which the loss may rise, over all updates, as a share of how far it falls."""
_TAIL = 4
"""The loss of a trial is the highest one of the last of this many parts."""
_EVERY = 10
"""With batches, whose gradients scatter, the loss is looked at after this many updates."""
_ALIKE = 1e-3
"""Losses that differ by less than this share of the fall are alike: the faster rate is taken."""


@dataclass(frozen=True)
class TriedRate:
    """The best rate of a trial.

    Attributes:
        rate: the learning rate.
        tried: how many were tried.
        updates: of each of them.
        batches: whether they were made with batches, not with all samples.
    """

    rate: float
    tried: int
    updates: int
    batches: bool


@dataclass(frozen=True, eq=False)
class _Losses:
    """The loss over all samples of a trial, and those of its batches, in turn.

    Attributes:
        whole: the former.
        batches: the latter; `whole` alone without batches.
    """

    whole: Objective
    batches: tuple[Objective, ...]

    @classmethod
    def of(cls, config: RunConfig, samples: Samples, make: Maker) -> _Losses:
        rows = spread_rows(samples.x.size, _MOST_ROWS)
        x, y = samples.x[rows], samples.y[rows]
        whole, length = make(x, y), batch_length(config.batch, samples.count)
        if length >= min(samples.count, len(rows)) or not config.problem.takes_data:
            return cls(whole, (whole,))
        if config.batch.shuffle:
            order = np.random.default_rng(0).permutation(len(rows))
            x, y = x[order], y[order]
        starts = range(0, len(rows), length)
        return cls(whole, tuple(make(x[k : k + length], y[k : k + length]) for k in starts))

    def batch(self, update: int) -> Objective:
        """That of an update, from 0."""
        return self.batches[update % len(self.batches)]

    @property
    def every(self) -> int:
        """After how many updates the loss is looked at."""
        return _EVERY if len(self.batches) > 1 else 1


def tried_rate(config: RunConfig, samples: Samples, make: Maker) -> TriedRate | None:
    """The best rate from the start of this run; None if the loss falls with none of them.

    Args:
        config: the run.
        samples: its samples.
        make: makes the loss of samples x and y.
    """
    losses, descent = _Losses.of(config, samples, make), descent_of(config.optimizer)
    with np.errstate(all="ignore"):
        if descent is not None:
            rates, updates = _series(_DECADES), _UPDATES
            seen = _descended(descent, losses, config, rates)
        else:
            decades = _ADAPTIVE_DECADES if is_adaptive(config.optimizer) else _DECAYING_DECADES
            rates, updates = _series(decades), _ADAPTIVE_UPDATES
            seen = np.array([_by_rule(config, losses, rate) for rate in rates.tolist()]).T
        place = _best(seen)
    if place is None:
        return None
    return TriedRate(float(rates[place]), len(rates), updates, len(losses.batches) > 1)


def _series(decades: range) -> Floats:
    return np.array([float(f"{step}e{power}") for power in decades for step in _STEPS])


def _best(losses: Floats) -> int | None:
    """The best of some runs, whose losses are (times, runs); None if none falls."""
    start, end = losses[0], losses[-max(len(losses) // _TAIL, 1) :].max(axis=0)
    fall = start - end
    rise = np.maximum(np.diff(losses, axis=0), 0).sum(axis=0)
    known = np.isfinite(losses).all(axis=0) & (fall > 0) & (rise <= _MOST_RISE * fall)
    if not known.any():
        return None
    least = end[known].min()
    alike = known & (end <= least + _ALIKE * fall[known].max())
    return int(np.where(alike, losses.mean(axis=0), np.inf).argmin())


def _descended(descent: Descent, losses: _Losses, config: RunConfig, rates: Floats) -> Floats:
    """The losses of gradient descent with momentum at each rate, (times, rates)."""
    beta = descent.beta
    theta = np.outer(config.start.theta, np.ones(len(rates)))
    velocity = np.zeros_like(theta)
    seen = [losses.whole.loss(*theta)]
    for update in range(_UPDATES):
        push = rates * np.array(losses.batch(update).gradient(*theta))
        velocity = beta * velocity - push
        theta = theta + (beta * velocity - push if descent.nesterov else velocity)
        if (update + 1) % losses.every == 0:
            seen.append(losses.whole.loss(*theta))
    return np.array(seen)


def _by_rule(config: RunConfig, losses: _Losses, rate: float) -> list[float]:
    """The losses of a run by the optimizer's rule, at the start and later."""
    optimizer = config.optimizer
    rule = rule_of(optimizer.optimizer, optimizer.hyperparameters)
    given = by_symbol(rate, optimizer.hyperparameters)
    begun = {line.symbol: BEGUN.get(line.symbol, 0.0) for line in rule if line.kept}
    states = [begun | {PARAMETER: value} for value in config.start.theta]
    seen = [float(losses.whole.loss(*config.start.theta))]
    for count in range(1, _ADAPTIVE_UPDATES + 1):
        w, b = (state[PARAMETER] for state in states)
        gradients = losses.batch(count - 1).gradient(w, b)
        for state, gradient in zip(states, gradients, strict=True):
            made_update(rule, state, given | {GRADIENT: gradient, COUNT: float(count)})
        if count % losses.every == 0:
            seen.append(float(losses.whole.loss(*(state[PARAMETER] for state in states))))
    return seen
