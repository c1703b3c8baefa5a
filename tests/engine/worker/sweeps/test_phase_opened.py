"""The run of a cell, started in the app, ends as its cell says: with any settings on any axes."""

from __future__ import annotations

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.optimizers.table import OPTIMIZERS
from engine.protocol.commands import Configure, Restart, Step
from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_columns import Columns
from engine.sweeps.phase_floor import PhaseFloor
from engine.sweeps.phase_outcome import Goal, Status, outcomes_of
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec, mapped_names
from engine.theory.samples import Samples
from engine.theory.verdict import Kind, Standing, kind_of
from tests.engine.sessions import obey, session_of
from tests.engine.worker.sweeps.mapped import assert_agrees_with_single_runs, mapped, spec_of

RATES = Axis("learning_rate", 1e-3, 5e-2, log=True, cells=6)
SIZES = Axis("batch_size", 0.7, 60, log=True, cells=4)
STARTS = Axis("w0", -5, 5, log=False, cells=4)
OTHERS = Axis("b0", -3, 3, log=False, cells=6)
RANGES = {
    "momentum": (0, 0.95), "rho": (0.1, 0.99), "beta_1": (0, 0.95), "beta_2": (0.5, 0.999),
    "epsilon": (1e-9, 1e-2), "weight_decay": (0, 0.1),
}  # fmt: skip


def assert_opened_runs_end_as_their_cells_say(spec: PhaseSpec) -> dict[int, PhaseRow]:
    """One run for each way to end, and one that is the last; returns the map's rows."""
    rows = mapped(spec)
    of_state = {row.state: row for row in rows.values()}
    # As `enter` does, in an app that has trained with other settings.
    session = session_of(RunConfig(), Step(3))
    for row in {*of_state.values(), rows[spec.runs - 1]}:
        obey(session, Configure(spec.config(row.cell)), Restart(True))
        run, trainer = session.run, session.run.trainer
        found = (run.state, trainer.epoch, trainer.update)
        assert found == (row.state, row.epochs, row.updates), spec.settings(row.cell)
        if row.state is not RunState.DIVERGED:
            assert tuple(trainer.theta) == pytest.approx((row.w, row.b), rel=1e-3, abs=1e-5)
    return rows


def assert_verdicts_are_those_of_opened_runs(spec: PhaseSpec, count: int) -> set[Kind]:
    """Some cells of each status, with the verdict on the run that is opened; returns the kinds."""
    samples, rows = Samples.of_run(spec.base), mapped(spec)
    goal = Goal(samples.moments, PhaseFloor(spec, samples))
    shape = spec.y.cells, spec.x.cells
    status = outcomes_of(Columns.of(tuple(rows.values())), shape, goal).status.ravel()
    session, kinds = session_of(RunConfig(), Step(3)), set()
    for cell in np.concatenate(
        [np.flatnonzero(status == s)[::count] for s in set(status.tolist())]
    ):
        config = spec.config(int(cell))
        obey(session, Configure(config), Restart(True))
        trainer = session.run.trainer
        w, b = trainer.theta
        theta, loss = (float(w), float(b)), float(samples.moments.loss(w, b))
        standing = Standing(session.run.state, trainer.update, theta, loss, loss)
        kind = kind_of(config, samples, standing)
        assert kind is not None
        kinds.add(kind)
        settled = session.run.state is RunState.CONVERGED
        assert (status[cell] == Status.CONVERGED) == (settled and kind.earned), spec.settings(cell)
        assert (status[cell] == Status.EARLY) == (settled and not kind.earned)
        assert rows[int(cell)].epochs == trainer.epoch
    return kinds


@pytest.mark.parametrize("shuffle", ["on", "off"])
def test_a_run_within_the_noise_of_its_own_batches_has_converged_as_its_verdict_says(shuffle):
    kinds = assert_verdicts_are_those_of_opened_runs(spec_of(SIZES, RATES, shuffle=shuffle), 4)
    assert Kind.AT_NOISE_FLOOR in kinds


def test_with_a_schedule_warm_up_clipping_and_noise_in_shuffled_batches():
    spec = spec_of(
        SIZES, RATES, optimizer="adam", schedule="cosine", period=60, warmup=10, clipping="norm",
        clip_at=2.0, gradient_noise=1.0, shuffle="on", epochs=60,
    )  # fmt: skip
    assert_opened_runs_end_as_their_cells_say(spec)


def test_with_a_weight_decay_that_the_optimizer_has_not_by_itself():
    spec = spec_of(Axis("weight_decay", 0, 1, log=False, cells=4), RATES, momentum=0.5)
    rows = assert_opened_runs_end_as_their_cells_say(spec)
    assert len({row.w for row in rows.values()}) == spec.runs


def test_with_penalties_of_the_weight():
    factors = Axis("l2", 0, 40, log=False, cells=3)
    rows = assert_opened_runs_end_as_their_cells_say(spec_of(factors, RATES))
    assert len({row.w for row in rows.values() if row.state is not RunState.DIVERGED}) > 3


def test_with_a_beta_1_of_nadam_whose_products_differ():
    betas = Axis("beta_1", 0, 0.95, log=False, cells=3)
    rates = Axis("learning_rate", 0.1, 1, log=True, cells=2)
    assert_opened_runs_end_as_their_cells_say(spec_of(betas, rates, optimizer="nadam"))


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("x", "y", "values"),
    [
        (STARTS, RATES, {"schedule": "step", "period": 40, "clipping": "value", "clip_at": 5.0}),
        (SIZES, RATES, {"gradient_noise": 3.0, "shuffle": "on"}),
        (STARTS, RATES, {"activation": "sigmoid", "optimizer": "nesterov", "batch_size": 7}),
        (STARTS, RATES, {"activation": "tanh", "loss": "huber", "schedule": "exponential"}),
        (STARTS, OTHERS, {"problem": "rosenbrock", "optimizer": "adam", "gradient_noise": 0.1}),
        (STARTS, OTHERS, {"problem": "himmelblau", "learning_rate": 0.01, "clipping": "norm"}),
        (STARTS, RATES, {"schedule": "piecewise", "pieces": "30:0.1, 60:0.01"}),
        (STARTS, RATES, {"stop": "expression", "expression": "loss < 105"}),
        (STARTS, RATES, {"stop": "gradient", "tolerance": 1.0, "optimizer": "ftrl"}),
    ],
)
def test_with_other_settings(x, y, values):
    assert_opened_runs_end_as_their_cells_say(spec_of(x, y, **values))


@pytest.mark.thorough
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_with_each_hyperparameter_of_each_optimizer_as_an_axis(optimizer):
    config = with_values(RunConfig(), {"optimizer": optimizer})
    names = [name for name in mapped_names(config) if name in RANGES]
    assert names
    for name in names:
        axis = Axis(name, *RANGES[name], log=False, cells=3)
        spec = spec_of(axis, RATES, optimizer=optimizer, epochs=60, batch_size=10)
        assert_agrees_with_single_runs(spec, mapped(spec), count=4)
