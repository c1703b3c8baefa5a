"""The numbers of one update, for each line of the algorithm."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.batches import batch_indices
from engine.messages import Frame
from engine.parameters import applies
from engine.snapshot import BatchStep, Change
from tui.algorithm.rules import Rule, evaluated, hyperparameters, rule_of
from tui.picture import Picture

Floats = NDArray[np.float64]
Pair = tuple[float, float]
"""A number for w and one for b."""


@dataclass(frozen=True)
class Line:
    """What a line of the rule made of w and of b: (before, after), nan where it is not known."""

    w: Pair
    b: Pair


@dataclass(frozen=True, eq=False)
class Samples:
    """The batch's first samples: their numbers from 1, x and y, all (k,)."""

    index: NDArray[np.int64]
    x: Floats
    y: Floats


@dataclass(frozen=True, eq=False)
class Numbers:
    """All numbers of one update.

    Attributes:
        step: the update.
        samples: the first of its batch, in order; empty where they are not at hand.
        loss: the batch loss before it.
        gradient: of that loss, by w and by b.
        count: t, the updates since the optimizer began, this one included; None if unknown.
        lines: one for each line of the rule.
        changed: parameters of the optimizer that were changed since: the rule and what is in force
            are no longer those of this update.
    """

    step: BatchStep
    samples: Samples
    loss: float
    gradient: Pair
    count: int | None
    lines: tuple[Line, ...]
    changed: tuple[Change, ...]


def numbers_of(picture: Picture, most_samples: int) -> Numbers | None:
    """The numbers of the last update; None before the first."""
    frame, step = picture.frame, picture.step
    if frame is None or step is None:
        return None
    since = [change for change in frame.changes if change.update >= step.update]
    changed = tuple(c for c in since if applies(frame.config, c.parameter) and _is_rule(c))
    shuffle_changed = any(change.parameter == "shuffle" for change in since)
    gradient = step.moments.gradient(*step.before)
    samples = Samples(np.empty(0, np.int64), np.empty(0), np.empty(0))
    if not shuffle_changed:
        samples = first_samples(picture, step, most_samples)
    count, lines = _lines(frame, step, gradient, known=not changed)
    return Numbers(
        step, samples, step.moments.loss(*step.before), gradient, count, lines, changed
    )  # fmt: skip


def _is_rule(change: Change) -> bool:
    return change.parameter not in (
        "batch_size",
        "shuffle",
        "epochs",
        "stop",
        "tolerance",
        "window",
    )


def first_samples(picture: Picture, step: BatchStep, most: int) -> Samples:
    """The batch's first samples, those before the first one that is not at hand."""
    preview, config = picture.preview, picture.config
    span = step.span
    size = span.stop - span.start
    if config.batch.shuffle and size > 0:
        used = batch_indices(span, preview.samples, config.data.seed, shuffle=True)[:most]
    else:
        used = np.arange(span.start, min(span.stop, span.start + most))
    places = np.searchsorted(preview.indices, used)
    places = np.minimum(places, preview.indices.size - 1)
    at_hand = preview.indices[places] == used
    known = places[: int(np.argmin(at_hand)) if not at_hand.all() else used.size]
    return Samples(
        preview.indices[known] + 1,
        preview.x[known].astype(np.float64),
        preview.y[known].astype(np.float64),
    )


def _lines(
    frame: Frame, step: BatchStep, gradient: Pair, *, known: bool
) -> tuple[int | None, tuple[Line, ...]]:
    """t, and what each line of the rule made of w and of b.

    What the optimizer keeps is shown as it was and as it is; what lives no longer than the update
    is computed from that. `known` says whether the rule is still the one that made the update.
    """
    config = frame.config.optimizer
    rule = rule_of(config)
    before, after = frame.slots_before, frame.checkpoint.slots
    count = int(before["iteration"]) + 1 if before and "iteration" in before else None
    parts: list[list[Pair]] = []
    for place, letter in enumerate("wb"):
        values = {
            **hyperparameters(config),
            "θ": step.before[place],
            "g": gradient[place],
            "t": math.nan if count is None else float(count),
        }
        slots = {line.symbol: line.slot_of(letter) for line in rule if line.slot}
        for symbol, slot in slots.items():
            values[symbol] = float(before[slot]) if before and slot in before else math.nan
        made = evaluated(rule, values) if known else [(math.nan, math.nan)] * len(rule)
        parts.append(_as_kept(rule, made, slots, after, step, place))
    return count, tuple(Line(w, b) for w, b in zip(*parts, strict=True))


def _as_kept(
    rule: Rule,
    made: list[Pair],
    slots: dict[str, str],
    after: dict[str, NDArray[np.generic]],
    step: BatchStep,
    place: int,
) -> list[Pair]:
    """The lines' numbers, with those that were really kept in place of those computed."""
    numbers = []
    for line, (old, new) in zip(rule, made, strict=True):
        if line.slot:
            slot = slots[line.symbol]
            numbers.append((old, float(after[slot]) if slot in after else new))
        elif line.kept:
            numbers.append((step.before[place], step.after[place]))
        else:
            numbers.append((math.nan, new))
    return numbers
