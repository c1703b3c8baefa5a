"""Kept runs in the units of the current samples, if they were standardized in another way."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from engine.config.problem import ProblemConfig
from engine.config.run import RunConfig
from engine.data.scaling import Scaling, scaling_for
from engine.history.values import Series
from tui.model.kept_runs import KeptRun
from tui.model.known_problem import Problem

_REMEMBERED = 64


def in_units_of(run: KeptRun, problem: Problem) -> KeptRun | None:
    """The run with θ and losses as if it had been trained on these standardized samples.

    The conversion is exact: both are lines through the same data. The same arguments give the same
    object, so that its curves are drawn once. None if the run has other data or another loss, as
    with L2 regularization, whose penalty is of the standardized weight.
    """
    data = run.config.data
    if not same_kind(run.config.problem, problem.kind):
        return None
    if not problem.kind.takes_data or data.has_samples_of(problem.data):
        return run
    if problem.theory is None or problem.kind.l2 or not data.has_values_of(problem.data):
        return None
    return _converted(run, scaling_of(run, problem), problem.preview.scaling)


def scaling_of(run: KeptRun, problem: Problem) -> Scaling:
    """How the samples of a run were standardized, whose values are those of the problem."""
    data = run.config.data
    moments = problem.preview.data.moments
    exact = data.data is not None
    return scaling_for(data.standardize, moments, exact=exact, target=data.target)


@lru_cache(maxsize=_REMEMBERED)
def _converted(run: KeptRun, old: Scaling, new: Scaling) -> KeptRun:
    frame, factor = run.frame, (old.y_scale / new.y_scale) ** 2
    start = frame.config.start
    w, b = old.columns_to(new, *start.theta)
    config = frame.config.model_copy(update={"start": start.model_copy(update={"w0": w, "b0": b})})
    converted = replace(
        frame,
        config=config,
        theta=old.columns_to(new, *frame.theta),
        previous=old.columns_to(new, *frame.previous),
        batch_loss=frame.batch_loss * factor,
        epoch_loss=frame.epoch_loss * factor,
        full_loss=frame.full_loss * factor,
        updates=_series(frame.updates, old, new, factor),
        epochs=_series(frame.epochs, old, new, factor),
        steps=(),
    )
    return replace(run, frame=converted)


def _series(series: Series, old: Scaling, new: Scaling, factor: float) -> Series:
    with np.errstate(over="ignore", invalid="ignore"):
        w, b = old.columns_to(new, series.theta[:, 0], series.theta[:, 1])
        return replace(series, theta=np.array([w, b]).T, loss=series.loss * factor)


def has_loss_of(one: RunConfig, other: RunConfig) -> bool:
    """Whether both minimize the same loss of the same samples; noise of gradients may differ."""
    return same_kind(one.problem, other.problem) and one.data.has_samples_of(other.data)


def same_kind(one: ProblemConfig, other: ProblemConfig) -> bool:
    """Whether two losses differ at most in the noise of their gradients."""
    return one is other or one.model_copy(update={"gradient_noise": other.gradient_noise}) == other
