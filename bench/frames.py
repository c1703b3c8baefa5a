"""A run to draw, frame by frame: each frame has the contents of all views, and they all differ."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.batches import BatchSpan, batch_indices
from engine.history.epochs import OpenEpoch
from engine.history.frame import Frame
from engine.history.values import BatchStep, Change, Checkpoint, RunState, Series
from engine.optimizers.state import OptimizerState
from engine.problems.linear_neuron.moments import Moments
from tui.canvas.palette import Look, palette_for
from tui.model.kept_runs import KeptRun
from tui.model.known_problem import Problem, problem_of
from tui.model.scene import Options, Scene

ROWS = 2000
"""The most updates in a frame."""
SAMPLES, BATCH, STEPS = 4096, 16, 6
_EPOCH = SAMPLES // BATCH
_CONFIG = with_values(
    RunConfig(),
    {
        "optimizer": "adam",
        "learning_rate": 0.3,
        "samples": SAMPLES,
        "batch_size": BATCH,
        "shuffle": True,
    },
)


def scenes(count: int, optimizer: str = "adam") -> list[Scene]:
    """Frames of a noisy run with shuffled batches, one update apart, with all options on.

    Each has 2,000 updates, 2,000 epochs, the last batches, Adam's state and two kept runs.
    """
    config = with_values(_CONFIG, {"optimizer": optimizer})
    problem = problem_of(_CONFIG)
    run = _series(problem, ROWS + count)
    other = KeptRun("A", "kept", _frame(problem, run, ROWS, ()))
    rivals = (other, KeptRun("B", "kept too", other.frame))
    steps = [_step(problem, run, update) for update in range(ROWS - STEPS, ROWS + count)]
    look = Look(palette_for(dark=True))
    options = Options(batch=True, gradients=True, theory=True)
    return [
        Scene(
            config,
            problem,
            _frame(problem, run, ROWS + k, tuple(steps[k : k + STEPS])),
            look,
            options,
            rivals,
        )
        for k in range(count)
    ]


def _series(problem: Problem, updates: int) -> Series:
    """Updates whose w and b wander on a path to the optimum."""
    noise = np.random.default_rng(0).normal(0, 1, (2, updates))
    share = np.linspace(0, 1, updates)
    w = 10 * share + np.cumsum(0.05 * noise[0])
    b = 2 * share + np.cumsum(0.15 * noise[1])
    index = np.arange(1, updates + 1)
    seen = index.astype(np.float64)
    return Series.of(index, w, b, problem.preview.moments.loss(w, b), seen * BATCH, seen / 1e6)


def _step(problem: Problem, run: Series, made: int) -> BatchStep:
    """The update after `made` updates."""
    start = made % _EPOCH * BATCH
    span = BatchSpan(made // _EPOCH, start, start + BATCH)
    rows = batch_indices(span, SAMPLES, _CONFIG.seed_of_order, shuffle=True)
    moments = Moments.of(problem.preview.x[rows], problem.preview.y[rows])
    before, after = run.point(made - 1), run.point(made)
    return BatchStep(made + 1, span, before, after, moments.loss(*before), moments)


def _frame(problem: Problem, run: Series, made: int, steps: tuple[BatchStep, ...]) -> Frame:
    theta = run.point(made - 1)
    updates = run.rows(slice(made - ROWS, made))
    change = Change(ROWS // 2, ROWS // 2 // _EPOCH, "learning_rate", "0.1", "0.3")
    point = Checkpoint(
        made, made // _EPOCH, 0, theta, "adam", _slots(made), OpenEpoch(), np.empty((0, 3))
    )
    return Frame(
        state=RunState.RUNNING,
        config=_CONFIG,
        theta=theta,
        previous=run.point(made - 2),
        batch_loss=float(run.loss[made - 1]),
        epoch_loss=float(run.loss[made - 1]),
        full_loss=problem.preview.moments.loss(*theta),
        batch=steps[-1].span if steps else None,
        updates=updates,
        epochs=updates,
        kept_every=1,
        seconds=made / 1e6,
        compile_seconds=0.1,
        updates_per_second=1e6,
        checkpoint=point,
        changes=(change,),
        steps=steps,
        optimizer_before=_state(made - 1),
        optimizer_after=_state(made),
    )


def _state(made: int) -> OptimizerState:
    """Adam's state after `made` updates."""
    return OptimizerState(made, ("m", "v"), ((1 / made, 2 / made),) * 2)


def _slots(made: int) -> dict[str, NDArray[np.generic]]:
    """Adam's variables after `made` updates."""
    named: dict[str, NDArray[np.generic]] = {"iteration": np.array(made)}
    for letter in "wb":
        named[f"{letter}_momentum"] = np.array(1 / made, np.float32)
        named[f"{letter}_velocity"] = np.array(2 / made, np.float32)
    return named
