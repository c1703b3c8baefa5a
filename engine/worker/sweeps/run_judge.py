"""Judges many runs slice by slice: whether they converged, diverged or made all their epochs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats, Singles
from engine.config.run import StopConfig
from engine.history.values import RunState
from engine.problems.base import Theta
from engine.stopping.rules import Gradient, memory, rule_met
from engine.worker.sweeps.run_arrays import Slice
from engine.worker.sweeps.run_grid import RunGrid
from engine.worker.training.place import Place

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Ended:
    """The end of a run.

    Attributes:
        run: its index.
        state: converged, diverged or max_epochs.
        epochs, updates, seen: whole epochs, updates and samples since the start.
        theta: after the last update.
        epoch_loss: of the last whole epoch; nan if the run diverged.
        seconds: its share of the time; see `engine.sweeps.spec.SweepRow`.
    """

    run: int
    state: RunState
    epochs: int
    updates: int
    seen: int
    theta: Theta
    epoch_loss: float
    seconds: float


@dataclass(frozen=True, eq=False)
class _Ends:
    """Updates of a slice until each run ends, (held,); `_NEVER` if it does not.

    Attributes:
        settled: until the stop rule is met, which is in epoch `first` of the slice.
        losses: the epoch losses of the slice, (epochs, held).
        broken: until the run is not finite.
    """

    settled: NDArray[np.int64]
    first: NDArray[np.intp]
    broken: NDArray[np.int64]
    losses: Floats

    @property
    def soonest(self) -> NDArray[np.int64]:
        """The earlier of both."""
        return np.minimum(self.settled, self.broken)


class RunJudge:
    """Stores the data of each run for the stop rule, and each run's share of the time.

    Args:
        stop: the rule of all runs.
        runs: the number of runs.
    """

    def __init__(self, stop: StopConfig, runs: int) -> None:
        self._stop = stop
        self._shares = np.zeros(runs)
        self._recent = np.empty((0, runs, 3))
        """Epoch loss and θ of the held runs, in order, (epochs, held, 3)."""

    def keep(self, places: NDArray[np.intp]) -> None:
        """Keep only the runs in these places, in this order."""
        self._recent = self._recent[:, places]

    def judge(
        self,
        done: Slice,
        grid: RunGrid,
        running: NDArray[np.bool_],
        gradient: Gradient,
        before: Place,
        updates: int,
        seconds: float,
    ) -> list[Ended]:
        """The runs that ended in a slice.

        Args:
            done: the result of the slice.
            grid: its runs.
            running: whether each of them was active before, (held,).
            gradient: of their full losses, at (epochs, held).
            before: the place where the slice began.
            updates, seconds: its length.
        """
        ends = self._ends(done, grid, gradient, before)
        counted = np.where(running, np.minimum(ends.soonest, updates), 0)
        runs, at_epochs, at_break = grid.numbers, grid.held(done.ends), grid.held(done.broken_at)
        self._shares[runs] += seconds * counted / counted.sum()
        last = before.epoch + len(done.sums) >= self._stop.epochs
        over = running & ((ends.soonest < _NEVER) | last)
        ended = []
        for place in np.flatnonzero(over):
            if ends.settled[place] < ends.broken[place]:
                state, made = RunState.CONVERGED, int(ends.settled[place])
                loss = ends.losses[ends.first[place], place]
                theta = at_epochs[ends.first[place], :, place]
            elif ends.broken[place] < _NEVER:
                state, made = RunState.DIVERGED, int(ends.broken[place])
                loss = math.nan
                theta = at_break[:, place]
            else:
                state, made = RunState.MAX_EPOCHS, updates
                loss = ends.losses[-1, place]
                theta = at_epochs[-1, :, place]
            ended.append(self._ended(int(runs[place]), state, before, made, theta, float(loss)))
        return ended

    def _ends(self, done: Slice, grid: RunGrid, gradient: Gradient, before: Place) -> _Ends:
        means = np.moveaxis(grid.held(done.sums), 1, -1) / before.per_epoch
        with np.errstate(over="ignore", invalid="ignore"):
            met = rule_met(self._stop, self._recent, means, gradient, before.epoch)
        kept = max(1, memory(self._stop))
        self._recent = np.concatenate([self._recent[-kept:], means])[-kept:]
        broken = grid.held(done.broken).astype(np.int64)
        broken = np.where(broken > 0, broken, _NEVER)
        settled, first = np.full(len(broken), _NEVER), np.zeros(len(broken), np.intp)
        if len(means):  # argmax needs one
            first = met.argmax(axis=0)
            at = before.left + first * before.per_epoch
            settled = np.where(met.any(axis=0), at, _NEVER)
        return _Ends(settled, first, broken, means[..., 0])

    def _ended(
        self, run: int, state: RunState, before: Place, made: int, theta: Singles, loss: float
    ) -> Ended:
        """A run that ended after `made` updates of the slice."""
        after = before.after(made)
        return Ended(
            run=run,
            state=state,
            epochs=after.epoch,
            updates=after.update,
            seen=int(before.seen(made)[-1]),
            theta=(float(theta[0]), float(theta[1])),
            epoch_loss=loss,
            seconds=float(self._shares[run]),
        )
