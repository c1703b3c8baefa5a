"""Kept runs in the units of the current samples, if they were standardized in another way."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from engine.config.problem import ProblemConfig
from engine.config.run import RunConfig
from engine.data.scaling import Scaling, scaling_for
from engine.history.values import Series
from engine.problems.own.version import UNKNOWN, Version
from tui.model.kept_runs import KeptRun
from tui.model.known_problem import Problem
from tui.text.runs import OTHER_SAMPLES

_REMEMBERED = 64


def in_units_of(run: KeptRun, problem: Problem, version: Version = UNKNOWN) -> KeptRun | None:
    """The run with θ and losses as if it had been trained on these standardized samples.

    The conversion is exact: both are lines through the same data. The same arguments give the same
    object, so that its curves are drawn once. None if the run has other data or another loss, as
    with L2 regularization, whose penalty is of the standardized weight.

    Args:
        run: the run.
        problem: the current one.
        version: of its file with the loss, if it comes from one.
    """
    data = run.config.data
    if _other_loss(run, problem.kind, version):
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


def difference(run: KeptRun, problem: Problem, version: Version) -> str:
    """What a run that cannot be compared with the current one has, in words."""
    return _other_loss(run, problem.kind, version) or OTHER_SAMPLES


def has_loss_of(run: KeptRun, config: RunConfig, version: Version) -> bool:
    """Whether a run minimizes the current loss of the same samples; noise of gradients may differ.

    Args:
        run: the run.
        config: of the current run.
        version: of its file with the loss, if it comes from one.
    """
    same = not _other_loss(run, config.problem, version)
    return same and run.config.data.has_samples_of(config.data)


def _other_loss(run: KeptRun, kind: ProblemConfig, version: Version) -> str:
    """The loss of a run, if it is another one."""
    if not same_kind(run.config.problem, kind):
        return "another loss"
    if run.frame.version.is_that_of(version):
        return ""
    return f"another version of {Path(kind.problem).name}"


def same_kind(one: ProblemConfig, other: ProblemConfig) -> bool:
    """Whether two losses differ at most in the noise of their gradients."""
    return one is other or one.model_copy(update={"gradient_noise": other.gradient_noise}) == other
