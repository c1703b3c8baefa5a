"""A running sweep, frame by frame: each frame has the results of one more run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.config.run import FULL_BATCH, BatchSize, RunConfig
from engine.history.values import RunState
from engine.protocol.sweep_messages import SweepRows
from engine.sweeps.rows import Cell, Seeds, SweepRow
from engine.sweeps.spec import SweepSpec
from tui.model.experiment import SweepExperiment
from tui.model.experiments import Experiments
from tui.model.scene import Scene

_SIZES: tuple[BatchSize, ...] = (1, 4, 16, 32, 64, FULL_BATCH)
_RATES = tuple(float(f"{rate:.1e}") for rate in np.geomspace(1e-4, 1e-1, 12))


def with_sweeps(scenes: list[Scene]) -> list[Scene]:
    """These scenes, each with a running sweep of 6 batch sizes and 12 learning rates."""
    spec = SweepSpec(RunConfig(), batch_sizes=_SIZES, learning_rates=_RATES)
    rows = tuple(_row(spec, index) for index in range(spec.runs))
    most = len(rows) - len(scenes)
    return [
        replace(scene, experiments=_experiments(spec, rows[: most + k]))
        for k, scene in enumerate(scenes)
    ]


def _experiments(spec: SweepSpec, rows: tuple[SweepRow, ...]) -> Experiments:
    begun = Experiments().begin(SweepExperiment(spec=spec))
    after, _ = begun.after(SweepRows(rows, len(rows), spec.runs), "CPU")
    return after


def _row(spec: SweepSpec, index: int) -> SweepRow:
    """A plausible result of this run: slower with large batches, diverged at high rates."""
    config = spec.configs()[index]
    rate = config.optimizer.learning_rate
    diverged = rate > 0.03
    return SweepRow(
        index=index,
        cell=Cell.of(config),
        seeds=Seeds.of(config),
        state=RunState.DIVERGED if diverged else RunState.CONVERGED,
        epochs=10 + 7 * index,
        updates=40 + 31 * index,
        seen=1000 + 613 * index,
        seconds=0.01 * (index + 1),
        together=72,
        theta=(9 + index / 72, 1 + index / 72),
        full_loss=float("inf") if diverged else 100.0 + index,
        excess=float("nan") if diverged else 0.04 + index / 100,
        distance=(index / 72, index / 36),
        limit=0.028,
    )
