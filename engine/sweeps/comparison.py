"""Sweeps of few runs on the same data, which are recorded update by update and drawn side by side.

Independent of TensorFlow.
"""

from __future__ import annotations

from engine.config.run import FULL_BATCH, BatchSize, RunConfig
from engine.sweeps.spec import SweepSpec

COMPARED: tuple[int, ...] = (1, 16, 32, 64, 128)
"""The batch sizes of the comparison, if there are more samples; the full batch is always last."""
MOST_RECORDED = 8
"""The most runs that are recorded update by update."""


def batch_comparison(config: RunConfig, samples: int) -> SweepSpec:
    """Batch sizes from single samples to all, otherwise the same run; at least two samples."""
    sizes: tuple[BatchSize, ...] = tuple(size for size in COMPARED if size < samples)
    return SweepSpec(config, batch_sizes=(*sizes, FULL_BATCH))


def is_of_one_data_set(spec: SweepSpec) -> bool:
    """Whether its runs are few, differ in one setting, and are all on the samples of its base."""
    return (
        spec.runs <= MOST_RECORDED
        and len(spec.varied) <= 1
        and all(config.data.has_samples_of(spec.base.data) for config in spec.configs())
    )
