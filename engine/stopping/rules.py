"""Stop rules: when a run has converged, decided from the epoch means.

Each rule uses the mean of the last `window` epochs. "loss" and "parameters" compare it with the
mean of the `window` epochs before, so they can first be met at the end of epoch 2 x window;
"gradient" needs no comparison, and an expression defines what it uses
(`engine.expressions.evaluate`). The result does not depend on how the epochs arrive, in blocks or
singly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.config.numbers import number
from engine.config.run import StopConfig, StopRule
from engine.expressions.syntax import is_true, parse
from engine.history.values import Series
from engine.problems.base import NAMES

if TYPE_CHECKING:
    from engine.expressions.evaluate import Fault

Gradient = Callable[[Floats, Floats], tuple[Floats, Floats]]


def memory(config: StopConfig) -> int:
    """The number of past epochs that the rule needs in addition to the new ones."""
    if config.stop is StopRule.EXPRESSION:
        return parse(config.expression).memory - 1
    return 2 * config.window - 1


def last_known(epochs: Series, epoch: int, count: int) -> Floats | None:
    """Epoch loss and θ of the last `count` epochs up to `epoch`, (k, 3), oldest first.

    Fewer if not all of them are stored; None if even the last one is not.
    """
    if not len(epochs) or epochs.index[-1] != epoch:
        return None
    count = max(1, count)
    gaps = np.flatnonzero(np.diff(epochs.index[-count:]) != 1)
    known = len(epochs.index[-count:]) - (int(gaps[-1]) + 1 if len(gaps) else 0)
    last = slice(len(epochs) - known, None)
    return np.column_stack([epochs.loss[last], epochs.theta[last]])


def first_converged(
    config: StopConfig, recent: Floats, fresh: Floats, gradient: Gradient
) -> int | None:
    """The index of the first fresh epoch that meets the rule; None if none does.

    Args:
        config: rule, tolerance, window.
        recent: epoch loss and θ of the epochs before, oldest first, shape (k, 3); a run's first
            epochs have fewer than `memory(config)`.
        fresh: the same of the epochs to judge, shape (m, 3).
        gradient: the full loss' gradient by each parameter at arrays of them, from the moments of
            all samples.
    """
    met = rule_met(config, recent, fresh, gradient)
    found = np.flatnonzero(met)
    return int(found[0]) if len(found) else None


def rule_met(
    config: StopConfig,
    recent: Floats,
    fresh: Floats,
    gradient: Gradient,
    before: int | None = None,
) -> NDArray[np.bool_]:
    """Whether each of the fresh epochs meets the rule.

    The arguments are those of `first_converged`; `recent` and `fresh` may have an additional middle
    dimension, for several runs. An expression is evaluated up to the first epoch where it is true.

    Args:
        config, recent, fresh, gradient: see `first_converged`.
        before: epochs completed before the fresh ones; None if all of them are in `recent`.

    Returns:
        The shape of `fresh` without its last dimension.
    """
    result = np.zeros(fresh.shape[:-1], np.bool_)
    if config.stop is StopRule.EXPRESSION:
        known = len(recent) if before is None else before
        for run in np.ndindex(fresh.shape[1:-1]):
            found, _ = judged(config, recent[:, *run], fresh[:, *run], known)
            if found is not None:
                result[(found, *run)] = True
        return result
    window = config.window
    epochs = np.concatenate([recent[-memory(config) :], fresh])
    if config.stop is StopRule.NEVER or not len(fresh) or len(epochs) < window:
        return result
    if config.stop is StopRule.GRADIENT:
        first, second = (_means(epochs[..., column], window) for column in (1, 2))
        met = np.hypot(*gradient(first, second)) < config.tolerance
    else:
        if config.stop is StopRule.LOSS:
            loss = _means(epochs[..., 0], window)
            size, change = np.abs(loss[:-window]), np.abs(loss[window:] - loss[:-window])
        else:
            theta = _means(epochs[..., 1:], window)
            size = np.linalg.norm(theta[:-window], axis=-1)
            change = np.linalg.norm(theta[window:] - theta[:-window], axis=-1)
        # A relative change of a loss of exactly zero is undefined; no change counts as met.
        met = (change < config.tolerance * size) | ((change == 0) & (size == 0))
    # met[-1] belongs to the last epoch; epochs before `fresh` were judged earlier.
    met = met[-len(fresh) :]
    result[len(fresh) - len(met) :] = met
    return result


def _means(values: Floats, window: int) -> Floats:
    """The means of each window of consecutive epochs, which are the first dimension."""
    if window == 1:
        return values
    means: Floats = sliding_window_view(values, window, axis=0).mean(axis=-1)
    return means


def judged(
    config: StopConfig, recent: Floats, fresh: Floats, before: int
) -> tuple[int | None, Fault | None]:
    """`first_converged` for an expression, with the first failed evaluation.

    Args:
        config, recent, fresh: see `first_converged`.
        before: number of epochs completed before the fresh ones.
    """
    from engine.expressions.evaluate import expression_of

    return expression_of(config.expression).first_met(recent, fresh, before)


def description(config: StopConfig) -> str:
    """The condition that was met, as text."""
    percent = number(float(f"{config.tolerance * 100:.6g}"))
    span = "the epoch before" if config.window == 1 else f"the {config.window} epochs before"
    match config.stop:
        case StopRule.LOSS:
            return f"the epoch loss changed by less than {percent}% from {span}"
        case StopRule.PARAMETERS:
            names = " and ".join(NAMES)
            return f"{names} changed by less than {percent}% from {span}"
        case StopRule.GRADIENT:
            return f"the norm of the full gradient fell below {number(config.tolerance)}"
        case StopRule.EXPRESSION:
            return is_true(config.expression)
        case StopRule.NEVER:
            return "no rule"
