"""Many small runs, advanced together and judged one by one.

The runs go in step: all are at the same update of the same epoch. After each slice the host looks
who converged, diverged or ran out of epochs; such a run is told with the state of that very moment,
and what the device still computes of it is ignored, until the waste has cost what leaving it out
costs (a compilation), which is done then.

Imports TensorFlow: for the worker alone.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from engine.arrays import Floats, Singles
from engine.config.run import DataConfig, RunConfig
from engine.data.batches import (
    batch_length,
    epochs_after,
    offset_after,
    sample_order,
    samples_seen,
    updates_left,
    updates_per_epoch,
)
from engine.data.dataset import Dataset
from engine.history.values import RunState
from engine.problems.base import Theta
from engine.problems.linear_neuron.moments import Moments
from engine.stopping.rules import memory, rule_met
from engine.worker.sweeps.batched_loop import ManyLoop, Slice, Streams
from engine.worker.sweeps.run_grid import RunGrid
from engine.worker.training.keras_optimizers import Slots, build_optimizer, load_slots, slots_of
from engine.worker.training.pace import SliceSize

# Places in the sample orders that are made ahead for one call.
_ORDERED_AHEAD = 1 << 18


@dataclass(frozen=True)
class Ended:
    """How a run ended.

    Attributes:
        run: its number among those given.
        state: converged, diverged or max_epochs.
        epochs, updates, seen: whole epochs, updates and samples since the start.
        theta: after the last update.
        seconds: its share of the time; see `engine.sweeps.spec.SweepRow`.
    """

    run: int
    state: RunState
    epochs: int
    updates: int
    seen: int
    theta: Theta
    seconds: float


class ManyRuns:
    """Runs with one optimizer, batch length, number of samples, stop rule and shuffling.

    Args:
        configs: one for each run.
        datasets: the samples by the `data` section of the configurations.
        device: TensorFlow's name of the device.

    Attributes:
        running: how many are going on.
        seconds: spent in training so far; compile_seconds: in compiling.
    """

    def __init__(
        self, configs: Sequence[RunConfig], datasets: dict[DataConfig, Dataset], device: str
    ) -> None:
        self._config, self._device = configs[0], device
        self._place_runs(configs, datasets)
        first = self._config
        self._samples = self._streams.samples
        self._length = batch_length(first.batch, self._samples)
        self._per_epoch = updates_per_epoch(self._samples, self._length)
        self._ordered = first.batch.shuffle and self._length < self._samples
        self._rates = np.array([c.optimizer.learning_rate for c in configs], np.float32)
        self._update = self._epoch = self._offset = 0
        self._running = np.ones(len(configs), np.bool_)
        self._shares = np.zeros(len(configs))
        self._recent = np.empty((0, len(configs), 3))
        self._wasted = 0.0
        self._slice = SliceSize()
        self.seconds = self.compile_seconds = 0.0
        starts = np.array([c.start.theta for c in configs], np.float32).T
        self._build(np.arange(len(configs)), starts, np.zeros((3, len(configs))), {})

    def _place_runs(
        self, configs: Sequence[RunConfig], datasets: dict[DataConfig, Dataset]
    ) -> None:
        """Which stream each run has: its samples and, where they are shuffled, their seed."""
        keys: dict[tuple[DataConfig, int], int] = {}
        columns: dict[int, int] = {}
        stream_of, column_of = [], []
        x, y, self._moments = [], [], []
        for config in configs:
            data, seed = datasets[config.data], config.data.seed
            key = config.data, seed
            if key not in keys:
                keys[key] = len(keys)
                if id(data) not in columns:
                    columns[id(data)] = len(columns)
                    x.append(data.x)
                    y.append(data.y)
                    self._moments.append(Moments.of(data.x, data.y))
                column_of.append(columns[id(data)])
            stream_of.append(keys[key])
        self._seeds = [seed for _, seed in keys]
        self._stream_of = np.array(stream_of, np.intp)
        self._streams = Streams(np.stack(x, 1), np.stack(y, 1), np.array(column_of, np.intp))

    @property
    def running(self) -> int:
        return int(self._running.sum())

    @property
    def update(self) -> int:
        """Updates made since the start, by each run that is still going on."""
        return self._update

    def advance(self) -> list[Ended]:
        """One slice of about `pace.SLICE_SECONDS`; gives the runs that ended in it."""
        if not self.running:
            return []
        updates = min(self._slice.updates, self._most_updates())
        begun = time.perf_counter()
        with tf.device(self._device):
            row, orders = self._orders()
            done = self._loop(updates, self._offset, row, orders)
        seconds = time.perf_counter() - begun
        self._slice.learn(updates, seconds)
        self.seconds += seconds
        ended = self._judge(done, updates, seconds)
        self._epoch += epochs_after(self._samples, self._length, self._offset, updates)
        self._offset = offset_after(self._samples, self._length, self._offset, updates)
        self._update += updates
        self._running[[end.run for end in ended]] = False
        self._drop_what_ended(seconds)
        return ended

    # ------------------------------------------------------------------------------ inside

    def _build(
        self,
        runs: NDArray[np.intp],
        parameters: Singles,
        open_sums: Floats,
        slots: Slots,
    ) -> None:
        """Compile for these runs alone, and start them; arrays have all runs in the last place."""
        begun = time.perf_counter()
        self._grid = grid = RunGrid.of(runs, self._stream_of)
        self._held = grid.runs.ravel()[grid.places]
        self._ordered_ahead: tuple[int, tf.Tensor] | None = None

        def make(variables: list[keras.Variable], rates: object) -> object:
            return build_optimizer(self._config.optimizer, variables, learning_rate=rates)

        column = self._streams.column[grid.streams]
        # A place without a run has the values of the last one: what comes of it is ignored.
        with tf.device(self._device):
            self._loop = ManyLoop(
                Streams(self._streams.x, self._streams.y, column),
                grid.shape,
                self._rates[grid.runs],
                make,
                self._length,
                by_rows=grid.by_rows,
                ordered=self._ordered,
            )
            if slots:
                placed = {
                    name: value[grid.runs] if value.ndim else value for name, value in slots.items()
                }
                load_slots(self._loop.optimizer, placed)
            self._loop.restore(parameters[:, grid.runs], open_sums[:, grid.runs])
            row, orders = self._orders()
            self._loop(0, 0, row, orders)
        self._compiling = time.perf_counter() - begun
        self.compile_seconds += self._compiling

    def _drop_what_ended(self, seconds: float) -> None:
        """Leave ended runs out, once computing them in vain has cost as much as a compilation."""
        held = len(self._held)
        self._wasted += seconds * (1 - self.running / held)
        if not self.running or self._wasted < self._compiling or 2 * self.running > held:
            return
        self._wasted = 0.0
        slots = {
            name: self._by_run(value) if value.ndim else value
            for name, value in slots_of(self._loop.optimizer).items()
        }
        parameters = np.stack([variable.numpy() for variable in self._loop.variables])
        sums, held_before = self._by_run(self._loop.open_sums), self._held
        self._build(np.flatnonzero(self._running), self._by_run(parameters), sums, slots)
        place = np.argsort(held_before)
        self._recent = self._recent[:, place[np.searchsorted(held_before[place], self._held)]]

    def _by_run(self, values: NDArray[Any]) -> NDArray[Any]:
        """Values of the grid, (..., ·, ·), by the number of the run, (..., runs)."""
        result = np.zeros((*values.shape[:-2], len(self._running)), values.dtype)
        result[..., self._held] = self._grid.held(values)
        return result

    @property
    def _epochs_ahead(self) -> int:
        """How many epochs' orders are held at a time."""
        places = self._samples * len(self._grid.streams)
        return max(1, min(_ORDERED_AHEAD // places, 256))

    def _orders(self) -> tuple[int, tf.Tensor]:
        """This epoch's row in the orders that are held, and these."""
        if not self._ordered:
            return 0, tf.zeros([1, 1, 1], tf.int32)
        row = self._epoch % self._epochs_ahead
        first = self._epoch - row
        if self._ordered_ahead is None or self._ordered_ahead[0] != first:
            n, streams = self._samples, self._grid.streams
            orders = np.empty((self._epochs_ahead, n, len(streams)), np.int32)
            for epoch in range(self._epochs_ahead):
                for place, stream in enumerate(streams):
                    order = sample_order(self._seeds[stream], first + epoch, n)
                    orders[epoch, :, place] = order + n * self._streams.column[stream]
            self._ordered_ahead = first, tf.constant(orders)
        return row, self._ordered_ahead[1]

    def _most_updates(self) -> int:
        epochs = min(self._config.stop.epochs - self._epoch, self._loop.rows)
        if self._ordered:
            epochs = min(epochs, self._epochs_ahead - self._epoch % self._epochs_ahead)
        left = updates_left(self._samples, self._length, self._offset)
        return left + (epochs - 1) * self._per_epoch

    def _judge(self, done: Slice, updates: int, seconds: float) -> list[Ended]:
        """The runs that ended in these updates, which are not yet counted."""
        epochs, held = len(done.sums), self._grid.held
        means = np.moveaxis(held(done.sums), 1, -1) / self._per_epoch
        with np.errstate(over="ignore", invalid="ignore"):
            met = rule_met(self._config.stop, self._recent, means, self._gradient, self._epoch)
        kept = max(1, memory(self._config.stop))
        self._recent = np.concatenate([self._recent[-kept:], means])[-kept:]
        # Updates of the slice until the rule is first met, and until a run is not finite.
        never = np.iinfo(np.int64).max
        left = updates_left(self._samples, self._length, self._offset)
        broken = held(done.broken).astype(np.int64)
        bad = np.where(broken > 0, broken, never)
        settled = np.full(len(bad), never)
        if epochs:  # argmax needs one
            first = met.argmax(axis=0)
            settled = np.where(met.any(axis=0), left + first * self._per_epoch, never)
        last = self._epoch + epochs >= self._config.stop.epochs
        running = self._running[self._held]
        counted = np.where(running, np.minimum(np.minimum(bad, settled), updates), 0)
        self._shares[self._held] += seconds * counted / counted.sum()
        over = running & ((np.minimum(bad, settled) < never) | last)
        ended = []
        for place in np.flatnonzero(over):
            if settled[place] < bad[place]:
                state, made = RunState.CONVERGED, int(settled[place])
                theta = held(done.ends)[first[place], :, place]
            elif bad[place] < never:
                state, made = RunState.DIVERGED, int(bad[place])
                theta = held(done.broken_at)[:, place]
            else:
                state, made = RunState.MAX_EPOCHS, updates
                theta = held(done.ends)[-1, :, place]
            ended.append(self._ended(int(self._held[place]), state, made, theta))
        return ended

    def _ended(self, run: int, state: RunState, made: int, theta: Singles) -> Ended:
        """A run that ended after so many updates of the slice."""
        in_slice = samples_seen(self._samples, self._length, self._offset, made)[-1]
        epochs = epochs_after(self._samples, self._length, self._offset, made)
        return Ended(
            run=run,
            state=state,
            epochs=self._epoch + epochs,
            updates=self._update + made,
            seen=self._epoch * self._samples + int(in_slice),
            theta=(float(theta[0]), float(theta[1])),
            seconds=float(self._shares[run]),
        )

    def _gradient(self, w: Floats, b: Floats) -> tuple[Floats, Floats]:
        """The full loss' gradient at w and b, (epochs, held), each run on its own samples."""
        by_w, by_b = np.empty((2, *w.shape))
        column_of = self._streams.column[self._stream_of[self._held]]
        for column, moments in enumerate(self._moments):
            those = column_of == column
            by_w[:, those], by_b[:, those] = moments.gradient(w[:, those], b[:, those])
        return by_w, by_b
