"""The state of the run in sentences, for people who cannot or do not look at the pictures."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engine.history.frame import Frame
from engine.history.values import RunState
from engine.problems.base import NAMES
from tui.model.app_model import AppModel
from tui.model.known_problem import Problem
from tui.model.present_rate import present_rate
from tui.model.status import Phase, Status
from tui.model.theory_text import limit_of_run
from tui.text.numbers import number, significant, some, whole
from tui.text.replicas import split_text

_DIGITS = 4
_STATES: dict[RunState | Phase, str] = {
    RunState.READY: "not started",
    RunState.RUNNING: "running",
    RunState.PAUSED: "paused",
    RunState.CONVERGED: "stopped by the stop rule",
    RunState.DIVERGED: "diverged",
    RunState.MAX_EPOCHS: "ended after the last epoch",
    Phase.STARTING: "TensorFlow is starting",
    Phase.LOST: "the worker is lost",
    Phase.PAST: "an earlier moment",
}
_STEPS = ((0.1, " fast"), (0.01, ""), (0.001, " slowly"))
"""The least change of the loss in an epoch, as a share of it, and the word for it."""


def state_text(model: AppModel) -> str:
    """The state of the run: how far, its loss, its parameters, its learning rate."""
    return "; ".join(state_clauses(model))


def state_clauses(model: AppModel) -> Iterator[str]:
    """The same, clause by clause."""
    status, problem, frame = model.status, model.problem, model.frame
    place = f"epoch {whole(status.epoch)}"
    if status.update != status.epoch:
        place += f", update {whole(status.update)}"
    if status.of is not None:
        place += f" of {whole(status.of)}"
    yield ", ".join(
        [_STATES[status.state], place, f"loss {significant(status.full_loss, _DIGITS)}"]
        + ([trend] if (trend := trend_text(frame)) else [])
    )
    if problem is None:
        yield "the data are still being read"
        return
    if problem.theory is None:
        yield from _without_theory(problem, status)
    else:
        if problem.theory.unique:
            pairs = zip(NAMES, status.theta, problem.theory.best, strict=True)
            for name, now, best in pairs:
                yield f"{name} {significant(now, _DIGITS)}, optimum {significant(best, _DIGITS)}"
        yield f"least possible loss {significant(problem.theory.least_loss, _DIGITS)}"
    yield rate_words(model, problem)
    yield from replica_words(status)


def replica_words(status: Status) -> Iterator[str]:
    """What several replicas share, and where the time of an update goes; nothing with one."""
    if status.replicas == 1:
        return
    share = "a part of all samples" if status.full_batch else some(status.batch, "sample")
    yield f"{status.replicas} replicas, each with {share} of an update"
    if status.shared is not None:
        split = split_text(status.shared).replace(" · ", ", ")
        yield f"time of an update: {split}"


def _without_theory(problem: Problem, status: Status) -> Iterator[str]:
    """The parameters, the nearest minimum, and the least loss, as far as they are known."""
    for name, now in zip(NAMES, status.theta, strict=True):
        yield f"{name} {significant(now, _DIGITS)}"
    if problem.optima:
        w, b = min(problem.optima, key=lambda point: math.dist(point, status.theta))
        place = f"w {significant(w, _DIGITS)}, b {significant(b, _DIGITS)}"
        yield f"nearest known minimum at {place}"
    if not math.isnan(problem.least_loss):
        yield f"least possible loss {significant(problem.least_loss, _DIGITS)}"


def rate_words(model: AppModel, problem: Problem) -> str:
    """The learning rate as a share of its limit, if there is one."""
    config = model.config
    rate = present_rate(config.optimizer, model.frame)
    limit = limit_of_run(config, problem)
    if problem.theory is None:
        return f"learning rate {number(rate)}; not quadratic: no limit for the whole run"
    if limit is None:
        return f"learning rate {number(rate)}, with no known limit for {config.optimizer.optimizer}"
    share = 100 * rate / limit.rate
    shown = f"{share:.0f}" if share >= 1 else significant(share, 1)
    return f"learning rate {number(rate)}, at {shown} % of the limit {significant(limit.rate, 3)}"


def trend_text(frame: Frame | None) -> str:
    """How the loss changed in the last epoch; empty before the second."""
    if frame is None or len(frame.epochs) < 2:
        return ""
    (before, now), (first, last) = frame.epochs.loss[-2:], frame.epochs.index[-2:]
    if not before > 0:
        return ""
    change = float(now - before) / float(before) / max(int(last - first), 1)
    word = "falling" if change < 0 else "rising"
    for least, how in _STEPS:
        if abs(change) >= least:
            return word + how
    return "hardly changing"
