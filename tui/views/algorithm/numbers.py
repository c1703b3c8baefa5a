"""The numbers of an update, for each line of the algorithm."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.config.optimizer import OptimizerConfig
from engine.config.run import RunConfig
from engine.data.batches import BatchSpan, batch_indices
from engine.data.preview import Preview
from engine.history.frame import Frame
from engine.history.values import BatchStep, Change
from engine.optimizers.before_rule import values_before
from engine.optimizers.rules import (
    COUNT,
    GRADIENT,
    PARAMETER,
    evaluated,
)
from engine.problems.noise import BLOCK, noise_block
from tui.model.scene import Scene
from tui.model.uncomputed import batch_gradient_of
from tui.views.algorithm.parts import Part, averaged, parts_of
from tui.views.algorithm.terms import rule_for, substituted, symbols_for

Pair = tuple[float, float]
"""A number for w and one for b."""

_OPTIMIZER = frozenset(OptimizerConfig.model_fields)


@dataclass(frozen=True)
class Made:
    """The result of a line of the rule for w or b.

    Attributes:
        before, after: the assigned value; nan if it is unknown or did not exist before.
        terms: the formula in numbers with four and with three digits; empty if one is unknown.
    """

    before: float
    after: float
    terms: tuple[str, str]


@dataclass(frozen=True, eq=False)
class Samples:
    """The first samples of the batch: their numbers from 1, x and y, all (k,)."""

    index: NDArray[np.int64]
    x: Floats
    y: Floats


@dataclass(frozen=True, eq=False)
class Numbers:
    """All numbers of an update.

    Attributes:
        step: the update.
        samples: the first ones of its batch, in order; empty if they are not available.
        loss: the batch loss before it.
        gradient: of that loss, by w and by b.
        count: t, the optimizer's updates so far, including this one; None if unknown.
        lines: the results of each line of the rule for w and b.
        config: the current configuration, which determines the rule.
        changed: changes of optimizer parameters since the update, after which the rule and the
            hyperparameters are no longer those of this update.
        noise: what was added to the gradient.
        parts: what each of several replicas computed, in order; empty with one.
    """

    step: BatchStep
    samples: Samples
    loss: float
    gradient: Pair
    count: int | None
    lines: tuple[tuple[Made, Made], ...]
    config: RunConfig
    changed: tuple[Change, ...]
    noise: Pair = (0.0, 0.0)
    parts: tuple[Part, ...] = ()


def numbers_of(scene: Scene, most_samples: int) -> Numbers | None:
    """The numbers of the last update; None before the first."""
    frame, step = scene.frame, scene.step
    if frame is None or step is None:
        return None
    since = [change for change in frame.changes if change.update >= step.update]
    changed = tuple(change for change in since if change.parameter in _OPTIMIZER)
    samples = Samples(np.empty(0, np.int64), np.empty(0), np.empty(0))
    if not any(change.parameter == "shuffle" for change in since):
        samples = first_samples(scene.preview, frame.config, step.span, most_samples)
    noise = _noise_of(frame.config, step)
    parts = parts_of(frame, step)
    by_w, by_b = averaged(parts) or batch_gradient_of(step)
    gradient, pulled = (by_w, by_b), (by_w + noise[0], by_b + noise[1])
    count = None
    if not changed and frame.optimizer_before is not None:
        count = frame.optimizer_before.count + 1
    w, b = (
        _made(frame, step, parameter, pulled, count, known=not changed) for parameter in range(2)
    )
    return Numbers(
        step,
        samples,
        step.loss,
        gradient,
        count,
        tuple(zip(w, b, strict=True)),
        frame.config,
        changed,
        noise,
        parts,
    )


def _noise_of(config: RunConfig, step: BatchStep) -> Pair:
    """The noise that the worker adds to the gradient of an update; 0 without any."""
    deviation = config.problem.gradient_noise
    if not deviation:
        return 0.0, 0.0
    block, row = divmod(step.update - 1, BLOCK)
    normal = noise_block(config.seed_of_order, block)[row] * (deviation / math.sqrt(step.count))
    w, b = normal.tolist()
    return w, b


def first_samples(preview: Preview, config: RunConfig, span: BatchSpan, most: int) -> Samples:
    """The first samples of the batch, as far as they are available."""
    stop = min(span.stop, span.start + most)
    used: NDArray[np.int64] = np.arange(span.start, stop, dtype=np.int64)
    if config.batch.shuffle:
        order = batch_indices(span, preview.samples, config.seed_of_order, shuffle=True)
        used = order[:most].astype(np.int64)
    rows = np.minimum(np.searchsorted(preview.indices, used), preview.indices.size - 1)
    missing = np.flatnonzero(preview.indices[rows] != used)
    rows = rows[: missing[0]] if missing.size else rows
    return Samples(
        preview.indices[rows] + 1,
        preview.x[rows].astype(np.float64),
        preview.y[rows].astype(np.float64),
    )


def _made(
    frame: Frame,
    step: BatchStep,
    parameter: int,
    gradient: Pair,
    count: int | None,
    *,
    known: bool,
) -> list[Made]:
    """The results of each line of the rule for one parameter.

    Optimizer state has the actual values before and after; temporary values are computed from it.
    `known` is whether the rule is still the one of the update.
    """
    config, made_before = frame.config.optimizer, step.update - 1
    rule = rule_for(config, made_before)
    before, after = step.before[parameter], step.after[parameter]
    state_before, state_after = (
        {} if state is None else state.of(parameter)
        for state in (frame.optimizer_before, frame.optimizer_after)
    )
    values = {**symbols_for(config), PARAMETER: before, GRADIENT: gradient[parameter]}
    values |= values_before(config.rates, made_before, config.clips, gradient)
    values[COUNT] = math.nan if count is None else float(count)
    for line in rule:
        if line.in_state:
            values[line.symbol] = state_before.get(line.symbol, math.nan)
    lines = []
    for line, (result, used) in zip(rule, evaluated(rule, values), strict=True):
        made = result if known else math.nan
        terms = (substituted(line, used), substituted(line, used, 3)) if known else ("", "")
        if line.symbol == PARAMETER:
            # A weight decay changes θ before the last line does.
            now = after if line is rule[-1] else made
            lines.append(Made(used[PARAMETER] if known else before, now, terms))
        elif line.symbol == GRADIENT:
            lines.append(Made(gradient[parameter], made, terms))
        elif line.in_state:
            now = state_after.get(line.symbol, math.nan)
            old = values[line.symbol] if known else math.nan
            lines.append(Made(old, made if math.isnan(now) else now, terms))
        else:
            lines.append(Made(math.nan, made, terms))
    return lines
