"""Phase maps computed for tests, and the single runs that they must agree with."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.dataset import load
from engine.protocol.sweep_messages import PhaseRows, SweepEnded
from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec
from tests.device import DEVICE
from tests.engine.conftest import train

SAMPLES = 40
LOOPS: dict[Any, Any] = {}
"""Compiled for one test and used by others."""
RATES = Axis("learning_rate", 1e-3, 1e-1, log=True, cells=12)


def spec_of(x: Axis, y: Axis, **values: object) -> PhaseSpec:
    base = {"samples": SAMPLES, "epochs": 200, "tolerance": 0.01}
    return PhaseSpec(with_values(RunConfig(), {**base, **values}), x, y)


def mapped(
    spec: PhaseSpec, lanes: tuple[int, int] | None = None, done: frozenset[int] = frozenset()
) -> dict[int, PhaseRow]:
    from engine.worker.sweeps.compiling import SideSteps
    from engine.worker.sweeps.phase_run import PhaseRun

    steps = SideSteps(PhaseRun(spec, DEVICE, done, lanes, LOOPS).events())
    rows: list[PhaseRow] = []
    while not isinstance(end := steps.step(), SweepEnded):
        rows += end.rows if isinstance(end, PhaseRows) else ()
    assert (end.done, end.total, end.stopped) == (spec.runs, spec.runs, False)
    assert len(rows) == len({row.cell for row in rows})
    return {row.cell: row for row in rows}


def assert_agrees_with_single_runs(
    spec: PhaseSpec, rows: dict[int, PhaseRow], count: int = 8
) -> None:
    from engine.worker.training.trainer import Trainer

    data = load(spec.base.data)
    trainer = Trainer(spec.base, data, DEVICE)
    for cell in np.linspace(0, spec.runs - 1, count).round().astype(int).tolist():
        config = spec.config(cell)
        if config.problem != trainer.config.problem:
            trainer = Trainer(config, data, DEVICE)
        trainer.restart(config)
        whole = train(trainer)
        row = rows[cell]
        alone = (whole.state, trainer.epoch, trainer.update)
        assert (row.state, row.epochs, row.updates) == alone, spec.settings(cell)
