"""A run of a sweep with its history, trained alone.

Imports TensorFlow (through `engine.worker.training`): for the worker only.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np

from engine.history.frame import Frame
from engine.history.history import thinned
from engine.history.values import RunState, Series
from engine.protocol.commands import Watch
from engine.worker.training.record import Record
from engine.worker.training.trainer import Trainer

MOST_ROWS = 2000
"""Updates of a run that are reported: all of them, or the extremes of stretches."""
_FIRST = 256
_GROWTH = 8


def frame_of(record: Record, trainer: Trainer, state: RunState) -> Frame:
    """The last frame of a run; its updates are thinned for linear and logarithmic axes alike."""
    made = trainer.update / trainer.seconds if trainer.seconds > 0 else 0.0
    frame = record.frame(trainer, state, Watch(points=MOST_ROWS), made)
    return replace(frame, updates=evenly_thinned(record.updates.series))


def evenly_thinned(rows: Series) -> Series:
    """The first updates, and about as many of each part that is eight times as long as the last.

    Every part is at full resolution on a logarithmic axis of updates; the longest, which is most of
    the run, on a linear one.
    """
    if len(rows) <= MOST_ROWS:
        return rows.rows(slice(None))
    edges = [0, _FIRST]
    while edges[-1] < len(rows):
        edges.append(min(edges[-1] * _GROWTH, len(rows)))
    each = MOST_ROWS // (len(edges) - 1)
    parts = [
        thinned(rows.rows(slice(start, stop)), max(each, 3)).index
        for start, stop in itertools.pairwise(edges)
    ]
    return rows.rows(np.searchsorted(rows.index, np.concatenate(parts)))
