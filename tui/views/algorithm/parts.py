"""The gradients of several replicas and their average, in numbers and as rows."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from engine.data.batches import BatchSpan
from engine.history.frame import Frame
from engine.history.values import BatchPart, BatchStep
from tui.text.numbers import reading, whole
from tui.views.algorithm.row import Row
from tui.views.algorithm.terms import short_number
from tui.views.replica_marks import drawn

Pair = tuple[float, float]


@dataclass(frozen=True)
class Part:
    """What a replica computed of an update.

    Attributes:
        span: its samples.
        gradient: of their mean loss, by w and by b; nan without samples, or if it is not known.
    """

    span: BatchSpan
    gradient: Pair

    @property
    def count(self) -> int:
        """The number of its samples."""
        return self.span.stop - self.span.start


def parts_of(frame: Frame, step: BatchStep) -> tuple[Part, ...]:
    """What each replica computed: as the worker reports it, or else from its samples."""
    told = () if frame.replicas is None else frame.replicas.parts
    if [part.count for part in told] == [part.count for part in step.parts]:
        pairs = zip(step.parts, told, strict=True)
        return tuple(Part(part.span, told_part.gradient) for part, told_part in pairs)
    return tuple(Part(part.span, _gradient(part, step)) for part in step.parts)


def _gradient(part: BatchPart, step: BatchStep) -> Pair:
    return (math.nan, math.nan) if part.objective is None else part.objective.gradient(*step.before)


def averaged(parts: tuple[Part, ...]) -> Pair | None:
    """The mean of the gradients, each as often as it has samples, as float32; None without any."""
    used = [part for part in parts if part.count]
    if not used:
        return None
    with np.errstate(all="ignore"):
        total = np.sum([np.multiply(part.count, part.gradient) for part in used], axis=0)
        w, b = (total / sum(part.count for part in used)).astype(np.float32).tolist()
    return w, b


def part_rows(parts: tuple[Part, ...], digits: int, stage: int) -> tuple[Row, ...]:
    """A row for each replica, and one for their average, which all of them take."""
    shown = parts[: drawn(len(parts))]
    rows = [Row(_title(len(parts), len(shown)), head=True)]
    for place, part in enumerate(shown):
        name = f"g{_SUBSCRIPTS[place]}: {_samples(part)}"
        w, b = (reading(value, digits) if part.count else "–" for value in part.gradient)
        rows.append(Row(name, w=w, b=b))
    return (*rows, average_row(parts, digits, stage))


def average_row(parts: tuple[Part, ...], digits: int, stage: int) -> Row:
    """The mean of the gradients of all replicas, with its formula in numbers."""
    mean = averaged(parts) or (math.nan, math.nan)
    w, b = (reading(value, digits) for value in mean)
    terms = tuple(_sum(parts, side, 4) + _sum(parts, side, 3) for side in (0, 1))
    return replace(symbol_row(stage), w=w, b=b, terms=(terms[0], terms[1]))


def symbol_row(stage: int) -> Row:
    """The average before the first update."""
    return Row("g = Σᵣ |Bᵣ|·gᵣ / |B|", stage=stage, note="all-reduce")


_SUBSCRIPTS = "₁₂₃₄₅₆₇₈"


def _title(replicas: int, shown: int) -> str:
    some = "" if shown == replicas else f", of which {shown} are shown"
    return f"{replicas} replicas, each with the gradient of its part of the batch{some}"


def _samples(part: Part) -> str:
    if not part.count:
        return "no samples left"
    first, last = whole(part.span.start + 1), whole(part.span.stop)
    return f"sample {first}" if part.count == 1 else f"samples {first}–{last}"


def _sum(parts: tuple[Part, ...], side: int, digits: int) -> tuple[str, ...]:
    """The average in numbers; empty if one is not finite."""
    used = [part for part in parts if part.count]
    values = [part.gradient[side] for part in used]
    if not all(map(math.isfinite, values)):
        return ()
    equal = len({part.count for part in used}) == 1
    numbers = [
        f"({short_number(value, digits)})" if value < 0 else short_number(value, digits)
        for value in values
    ]
    if equal:
        return (f"({' + '.join(numbers)})/{len(used)}",)
    total = sum(part.count for part in used)
    weighted = [f"{part.count}·{text}" for part, text in zip(used, numbers, strict=True)]
    return (f"({' + '.join(weighted)})/{total}",)
