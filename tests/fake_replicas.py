"""What several replicas do of an update, in numpy."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from engine.data.batches import BatchSpan
from engine.history.replicas import ReplicaPart, ReplicaStep
from engine.history.values import BatchPart, BatchStep
from engine.problems.linear_neuron.moments import Moments

SECONDS = 1e-4, 6e-4, 3e-4
"""Of an update: arithmetic, communication, the rest."""


def bounds_of(samples: int, replicas: int) -> list[int]:
    """Where the parts of a batch begin, and the end: as equal as possible, longer ones first."""
    lengths = [len(part) for part in np.array_split(np.arange(samples), replicas)]
    return [0, *np.cumsum(lengths).tolist()]


def parts_of(x: np.ndarray, y: np.ndarray, span: BatchSpan, replicas: int) -> tuple[BatchPart, ...]:
    """The parts of a batch whose samples these are; none with one replica."""
    if replicas == 1:
        return ()
    bounds = bounds_of(len(x), replicas)
    return tuple(
        BatchPart(
            BatchSpan(span.epoch, span.start + begin, span.start + end),
            Moments.of(x[begin:end], y[begin:end]) if end > begin else None,
        )
        for begin, end in pairwise(bounds)
    )


def replica_step(step: BatchStep | None) -> ReplicaStep | None:
    """What a worker reports of an update; None with one replica."""
    if step is None or not step.parts:
        return None
    made = []
    for part in step.parts:
        if part.objective is None:
            made.append(ReplicaPart(0, math.nan, (math.nan, math.nan)))
            continue
        made.append(
            ReplicaPart(
                part.count,
                part.objective.loss(*step.before),
                part.objective.gradient(*step.before),
            )
        )
    return ReplicaStep(tuple(made), *SECONDS)
