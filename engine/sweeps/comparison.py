"""Sweeps of few runs on the same data, which are recorded update by update and drawn side by side.

Independent of TensorFlow.
"""

from __future__ import annotations

from engine.config.run import FULL_BATCH, BatchSize, RunConfig
from engine.data.batches import batch_length, updates_per_epoch
from engine.sweeps.spec import SweepSpec

COMPARED: tuple[int, ...] = (1, 16, 32, 64, 128)
"""The batch sizes of the comparison, if there are more samples; the full batch is always last."""
MOST_RECORDED = 8
"""The most runs that are recorded update by update,"""
MOST_UPDATES = 10_000_000
"""and the most updates of all of them, if none ends early: some seconds. Recorded runs are trained
one after the other, so an endless one would keep the others waiting."""


def batch_comparison(config: RunConfig, samples: int) -> SweepSpec:
    """Batch sizes from single samples to all, otherwise the same run; at least two samples."""
    sizes: tuple[BatchSize, ...] = tuple(size for size in COMPARED if size < samples)
    return SweepSpec(config, batch_sizes=(*sizes, FULL_BATCH))


def most_updates(spec: SweepSpec, samples: int) -> int:
    """The updates of all runs together, if none ends before its last epoch."""
    epoch = sum(
        updates_per_epoch(samples, batch_length(config.batch, samples)) for config in spec.configs()
    )
    return epoch * spec.base.stop.epochs


def can_be_recorded(spec: SweepSpec, samples: int) -> bool:
    """Whether its runs are few and short, differ in one setting, and share the samples of its base.

    `samples` is their number.
    """
    if spec.runs > MOST_RECORDED or len(spec.varied) > 1:
        return False
    shared = all(config.data.has_samples_of(spec.base.data) for config in spec.configs())
    return shared and most_updates(spec, samples) <= MOST_UPDATES
