"""The course of a run: what led to where it is, as a plan from start to end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from engine.arrays import Floats
from engine.config.parameters import PARAMETERS
from engine.config.run import RunConfig, StopRule
from engine.data.batches import batch_length, updates_per_epoch
from engine.history.changes import undone
from engine.history.frame import Frame
from engine.history.values import Change, RunState, Series
from engine.problems.own.version import UNKNOWN, Version
from engine.stopping.rules import Gradient, rule_met
from engine.storage.saved_run import StoredRun

_MOST_JUDGED = 20_000
"""The most epochs that are judged again here; an expression takes some microseconds for each."""


@dataclass(frozen=True)
class Leg:
    """The configuration from an update to the next live change.

    Attributes:
        update: updates made before it.
        config: the configuration.
    """

    update: int
    config: RunConfig


@dataclass(frozen=True, eq=False)
class Course:
    """How far a run has come, and how it came there.

    Attributes:
        epoch, update: epochs completed, updates made.
        state: of the run.
        changes: its live changes, in order.
        epochs: the stored epochs; some may be missing.
        epoch_limit: epochs after which it ends; None if unknown.
        rule_armed: whether the stop rule is evaluated from here; None if unknown.
        version: of the file with the loss, if it comes from one.
    """

    epoch: int
    update: int
    state: RunState
    changes: tuple[Change, ...]
    epochs: Series
    epoch_limit: int | None = None
    rule_armed: bool | None = None
    version: Version = UNKNOWN

    @classmethod
    def of_frame(cls, frame: Frame) -> Course:
        """That of the run on the screen."""
        course = frame.epoch, frame.update, frame.state, frame.changes, frame.epochs
        return cls(*course, version=frame.version)

    @classmethod
    def of_saved(cls, run: StoredRun) -> Course:
        """That of a saved run."""
        summary = run.summary
        return cls(
            summary.epochs,
            summary.updates,
            summary.status,
            run.changes,
            run.epochs,
            summary.epoch_limit,
            summary.rule_armed,
            Version(summary.loss_sha256 or ""),
        )


@dataclass(frozen=True)
class Plan:
    """The updates to make.

    Attributes:
        legs: the configurations, one after the other; the first begins at update 0.
        epochs: after which the run ends.
        judged_from: the first epoch at which the stop rule of the last leg counts; None: at none.
        updates: the most updates that this takes.
    """

    legs: tuple[Leg, ...]
    epochs: int
    judged_from: int | None
    updates: int

    @property
    def first(self) -> RunConfig:
        """The configuration at the start."""
        return self.legs[0].config

    @property
    def last(self) -> RunConfig:
        """The configuration at the end."""
        return self.legs[-1].config


def plan_of(
    config: RunConfig, samples: int, gradient: Gradient | None, course: Course | None
) -> Plan:
    """The plan that reproduces a run of this configuration.

    Args:
        config: of the run, at its end.
        samples: their number.
        gradient: of the loss over all samples; None if it is not known here.
        course: of a run that has begun; None for one that has not.
    """
    per_epoch = updates_per_epoch(samples, batch_length(config.batch, samples))
    if course is None or not course.update:
        limit = config.stop.epochs
        return Plan((Leg(0, config),), limit, 1, limit * per_epoch)
    limit = _epoch_limit(config, course)
    more = 0 if course.state.ended else (limit - course.epoch) * per_epoch
    return Plan(
        _legs(config, course.changes),
        limit,
        _judged_from(config, course, gradient),
        course.update + more,
    )


def _legs(config: RunConfig, changes: tuple[Change, ...]) -> tuple[Leg, ...]:
    """The legs; changes before the first update belong to the first one."""
    legs: list[Leg] = []
    for update, group in groupby(reversed(changes), key=lambda change: max(0, change.update)):
        if update:
            legs.append(Leg(update, config))
            config = undone(config, [*group][::-1])
    return (Leg(0, config), *reversed(legs))


def _epoch_limit(config: RunConfig, course: Course) -> int:
    """Each time a run continues past its last epoch, it may make as many epochs again."""
    if course.epoch_limit is not None:
        return course.epoch_limit
    if course.state is RunState.MAX_EPOCHS:
        return course.epoch
    return (course.epoch // config.stop.epochs + 1) * config.stop.epochs


def _judged_from(config: RunConfig, course: Course, gradient: Gradient | None) -> int | None:
    """The first epoch at which the last stop rule counts.

    A run may have continued past its stop rule, or have had another one. Since it has come to its
    last epoch, no rule ended it before, so that the rule counts from there in any case; it counts
    from the beginning if it was not met before.
    """
    if course.rule_armed is False:
        return None
    stop = [change for change in course.changes if PARAMETERS[change.parameter].section == "stop"]
    first = stop[-1].epoch + 1 if stop else 1
    met = _met(config, course, first, gradient)
    if met is None:
        return max(1, course.epoch)
    if not met:
        return first
    passed_at = course.changes[-1].epoch if course.changes else 0
    disarmed = course.state is not RunState.CONVERGED and any(e > passed_at for e in met)
    if course.rule_armed is None and disarmed:
        return None
    return max(1, course.epoch)


def _met(
    config: RunConfig, course: Course, first: int, gradient: Gradient | None
) -> list[int] | None:
    """The epochs from `first` on, before the last one, that meet the stop rule; None: unknown."""
    means, last = course.epochs, course.epoch - 1
    if first > last or config.stop.stop is StopRule.NEVER:
        return []
    if gradient is None:
        if config.stop.stop is StopRule.GRADIENT:
            return None
        gradient = _no_gradient
    if last > _MOST_JUDGED or not np.array_equal(means.index[:last], np.arange(1, last + 1)):
        return None
    rows = np.column_stack([means.loss, means.theta])[:last]
    met = rule_met(config.stop, rows[: first - 1], rows[first - 1 :], gradient, first - 1)
    return (np.flatnonzero(met) + first).tolist()


def _no_gradient(w: Floats, b: Floats) -> tuple[Floats, Floats]:
    """For the rules that do not ask for it."""
    raise AssertionError(f"a gradient was asked for at {w}, {b}")
