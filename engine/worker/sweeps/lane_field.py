"""Runs of a phase map that are advanced together: their state, and where each of them ends.

All of them are at the same epoch. They are advanced tile by tile, some epochs at a time; those that
ended are left out. The state of a run that waits is on the host. So memory is bounded by the
number of runs of a field and by the tile, and no result depends on either.

Imports TensorFlow (through `lane_loop`): for the worker only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.config.run import StopConfig
from engine.data.batches import updates_per_epoch
from engine.history.values import RunState
from engine.stopping.rules import Gradient, memory, rule_met
from engine.sweeps.phase_rows import PhaseRow
from engine.worker.sweeps.lane_loop import LaneLoop
from engine.worker.sweeps.lane_values import LaneEpochs, LaneInputs, LaneState, LaneValues
from engine.worker.training.keras_optimizers import Slots

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Field:
    """Runs at the same epoch, with the same batch size.

    Attributes:
        cells: the cell of each, (runs,).
        values: what differs between them.
        state: of each.
        recent: epoch loss and θ of the last epochs, for the stop rule, (k, runs, 3).
        epoch: epochs completed.
        length: samples of a batch.
    """

    cells: NDArray[np.intp]
    values: LaneValues
    state: LaneState
    recent: Floats
    epoch: int
    length: int

    def __len__(self) -> int:
        return len(self.cells)

    def part(self, chosen: slice | NDArray[np.bool_] | NDArray[np.intp]) -> Field:
        """Some of the runs."""
        return replace(
            self,
            cells=self.cells[chosen],
            values=self.values.part(chosen),
            state=_state_of(self.state, chosen),
            recent=self.recent[:, chosen],
        )


def joined(parts: list[Field]) -> Field:
    """Runs of the same epoch together; at least one part."""
    first = parts[0]
    slots = {
        name: np.concatenate([part.state.slots[name] for part in parts]) if value.ndim else value
        for name, value in first.state.slots.items()
    }
    return replace(
        first,
        cells=np.concatenate([part.cells for part in parts]),
        values=LaneValues.joined([part.values for part in parts]),
        state=LaneState(np.concatenate([part.state.theta for part in parts], axis=1), slots),
        recent=np.concatenate([part.recent for part in parts], axis=1),
    )


def _state_of(state: LaneState, chosen: slice | NDArray[np.bool_] | NDArray[np.intp]) -> LaneState:
    slots: Slots = {
        name: value[chosen] if value.ndim else value for name, value in state.slots.items()
    }
    return LaneState(state.theta[:, chosen], slots)


def advanced(
    field: Field,
    loop: LaneLoop,
    given: LaneInputs,
    epochs: int,
    stop: StopConfig,
    gradient: Gradient,
) -> tuple[Field, list[PhaseRow]]:
    """The runs of one tile after some epochs, without those that ended; and these.

    Args:
        field: at most as many as the loop has lanes, and at least one.
        loop: the compiled loop.
        given: of these epochs.
        epochs: at most those that are left.
        stop: when a run ends.
        gradient: of the full loss, for the stop rule; without the penalties of the lanes.
    """
    held, lanes = len(field), loop.shape.lanes
    # A lane without a run does what the last one does.
    full = field.part(np.minimum(np.arange(lanes), held - 1)) if held < lanes else field
    done, state = loop(full.state, full.values, field.length, epochs, given)
    state = _state_of(state, slice(held))
    per_epoch = updates_per_epoch(loop.shape.samples, field.length)
    means = np.moveaxis(done.sums[..., :held], 1, -1) / per_epoch
    with np.errstate(over="ignore", invalid="ignore"):
        met = rule_met(stop, field.recent, means, _penalized(gradient, field), field.epoch)
    kept = max(1, memory(stop))
    recent = np.concatenate([field.recent[-kept:], means])[-kept:]
    after = replace(field, state=state, recent=recent, epoch=field.epoch + epochs)
    ended, rows = _ended(field, done, met, per_epoch, last=after.epoch >= stop.epochs)
    return after.part(~ended), rows


def _penalized(gradient: Gradient, field: Field) -> Gradient:
    """The gradient with the penalties of the lanes, if they have any."""
    l2 = field.values.l2
    if not l2.any():
        return gradient

    def of(w: Floats, b: Floats) -> tuple[Floats, Floats]:
        by_w, by_b = gradient(w, b)
        return by_w + 2 * l2 * w, by_b

    return of


def _ended(
    field: Field, done: LaneEpochs, met: NDArray[np.bool_], per_epoch: int, *, last: bool
) -> tuple[NDArray[np.bool_], list[PhaseRow]]:
    """Which runs ended in these epochs, and how."""
    held, epochs = len(field), len(done.ends)
    broken = done.broken[:held].astype(np.int64)
    broken = np.where(broken > 0, broken, _NEVER)
    first = met.argmax(axis=0)
    settled = np.where(met.any(axis=0), (first + 1) * per_epoch, _NEVER)
    ended = (np.minimum(settled, broken) < _NEVER) | last
    rows = []
    for run in np.flatnonzero(ended):
        if settled[run] < broken[run]:
            state, made, theta = RunState.CONVERGED, settled[run], done.ends[first[run], :, run]
        elif broken[run] < _NEVER:
            state, made, theta = RunState.DIVERGED, broken[run], done.broken_at[:, run]
        else:
            state, made, theta = RunState.MAX_EPOCHS, epochs * per_epoch, done.ends[-1, :, run]
        count = int(made)
        rows.append(
            PhaseRow(
                int(field.cells[run]),
                state,
                field.epoch + count // per_epoch,
                field.epoch * per_epoch + count,
                *theta.tolist(),
            )
        )
    return ended, rows
