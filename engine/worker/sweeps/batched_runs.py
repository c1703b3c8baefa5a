"""Many small runs, advanced together and judged one by one (`run_judge`).

The runs are in step: all are at the same update of the same epoch. After each slice, the host
checks which runs converged, diverged or ran out of epochs. Such a run is reported with its state at
that moment, and further results are ignored, until the wasted time equals the cost of a compilation
without it; then it is to be left out.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from engine.arrays import Floats, Singles
from engine.config.run import DataConfig, RunConfig
from engine.data.batches import batch_length
from engine.data.dataset import Dataset
from engine.problems.noise import BLOCK
from engine.worker.sweeps.batched_loop import ManyLoop
from engine.worker.sweeps.run_grid import RunGrid
from engine.worker.sweeps.run_judge import Ended, RunJudge
from engine.worker.sweeps.run_rates import Rates
from engine.worker.sweeps.run_streams import RunStreams
from engine.worker.training.keras_optimizers import Slots, build_optimizer, load_slots, slots_of
from engine.worker.training.loop import NoiseAhead
from engine.worker.training.models.registry import losses_of
from engine.worker.training.pace import SliceSize
from engine.worker.training.place import Place
from engine.worker.training.update_terms import UpdateTerms

# Entries of the sample orders that are made in advance for one call.
_ORDERED_AHEAD = 1 << 18


class ManyRuns:
    """Runs with one optimizer, batch length, number of samples, stop rule and shuffling.

    They may differ in the factor of L2 regularization, but a run without has none beside it that is
    regularized, see `engine.sweeps.groups`.

    Args:
        configs: one for each run.
        datasets: the samples by the `data` section of the configurations.
        device: TensorFlow's name of the device.

    Attributes:
        running: the number of active runs.
        seconds: training time so far; compile_seconds: compilation.
    """

    def __init__(
        self, configs: Sequence[RunConfig], datasets: dict[DataConfig, Dataset], device: str
    ) -> None:
        self._config, self._device = configs[0], device
        self._streams = RunStreams(configs, datasets)
        first, samples = self._config, self._streams.samples
        self._place = Place(0, 0, 0, samples, batch_length(first.batch, samples))
        self._ordered = first.batch.shuffle and self._place.length < samples
        schedules = [config.optimizer.rates for config in configs]
        self._schedules = tuple(dict.fromkeys(schedules))
        place = {schedule: k for k, schedule in enumerate(self._schedules)}
        self._schedule_of = np.array([place[schedule] for schedule in schedules])
        self._l2 = np.array([config.problem.l2 for config in configs], np.float32)
        self._running = np.ones(len(configs), np.bool_)
        self._judge = RunJudge(first.stop, len(configs))
        self._wasted = 0.0
        self._slice = SliceSize(device=device)
        self.seconds = self.compile_seconds = 0.0
        starts = np.array([c.start.theta for c in configs], np.float32).T
        self._build(np.arange(len(configs)), starts, np.zeros((3, len(configs))), {})

    @property
    def running(self) -> int:
        return int(self._running.sum())

    @property
    def update(self) -> int:
        """Updates since the start, of each active run."""
        return self._place.update

    def advance(self) -> list[Ended]:
        """One slice of about `pace.SLICE_SECONDS`; returns the runs that ended in it."""
        if not self.running:
            return []
        updates = min(self._slice.updates, self._most_updates())
        begun = time.perf_counter()
        self._slice.begin()
        with tf.device(self._device):
            row, orders = self._orders()
            at = self._place.offset, row
            done = self._loop(updates, *at, orders, self._noise(), self._place.update)
        seconds = time.perf_counter() - begun
        self._slice.learn(updates, seconds)
        self.seconds += seconds
        running = self._running[self._held]
        ended = self._judge.judge(
            done, self._grid, running, self._gradient, self._place, updates, seconds
        )
        self._place = self._place.after(updates)
        self._running[[end.run for end in ended]] = False
        self._wasted += seconds * (1 - self.running / len(self._held))
        return ended

    @property
    def wasteful(self) -> bool:
        """Whether ended runs have wasted the time of a compilation: `leave_out_ended`."""
        pays = self._wasted >= self._compiling and 2 * self.running <= len(self._held)
        return pays and self.running > 0

    def leave_out_ended(self) -> None:
        """Compile again, without the runs that have ended."""
        self._wasted = 0.0
        slots = {
            name: self._by_run(value) if value.ndim else value
            for name, value in slots_of(self._loop.optimizer).items()
        }
        parameters = np.stack([variable.numpy() for variable in self._loop.variables])
        sums, held_before = self._by_run(self._loop.open_sums), self._held
        self._build(np.flatnonzero(self._running), self._by_run(parameters), sums, slots)
        place = np.argsort(held_before)
        self._judge.keep(place[np.searchsorted(held_before[place], self._held)])

    # ------------------------------------------------------------------------------ inside

    def _build(
        self,
        runs: NDArray[np.intp],
        parameters: Singles,
        open_sums: Floats,
        slots: Slots,
    ) -> None:
        """Compile for these runs only, and start them; the last dimension of arrays is all runs."""
        begun = time.perf_counter()
        self._grid = grid = RunGrid.of(runs, self._streams.of)
        self._held = grid.numbers
        self._gradient = self._streams.gradient_of(self._held)
        self._ordered_ahead: tuple[int, tf.Tensor] | None = None
        self._noise_ahead: tuple[int, NoiseAhead] | None = None

        def make(variables: list[keras.Variable], rates: object) -> object:
            return build_optimizer(self._config.optimizer, variables, learning_rate=rates)

        problem, several = self._config.problem, len(set(self._l2.tolist())) > 1
        # A place without a run has the values of the last one; its results are ignored.
        with tf.device(self._device):
            self._loop = ManyLoop(
                self._streams.chosen(grid.streams),
                grid.shape,
                Rates(self._schedules, self._schedule_of[grid.runs]),
                UpdateTerms.of(self._config.optimizer),
                make,
                self._place.length,
                by_rows=grid.by_rows,
                ordered=self._ordered,
                losses=losses_of(problem.bare if several else problem),
                penalties=self._l2[grid.runs] if several else None,
                noise=problem.gradient_noise,
            )
            if slots:
                placed = {
                    name: value[grid.runs] if value.ndim else value for name, value in slots.items()
                }
                load_slots(self._loop.optimizer, placed)
            self._loop.restore(parameters[:, grid.runs], open_sums[:, grid.runs])
            row, orders = self._orders()
            self._loop(0, 0, row, orders, self._noise())
        self._compiling = time.perf_counter() - begun
        self.compile_seconds += self._compiling

    def _by_run(self, values: NDArray[Any]) -> NDArray[Any]:
        """Values of the grid, (..., ·, ·), by the number of the run, (..., runs)."""
        result = np.zeros((*values.shape[:-2], len(self._running)), values.dtype)
        result[..., self._held] = self._grid.held(values)
        return result

    @property
    def _epochs_ahead(self) -> int:
        """The number of epochs whose orders are stored at a time."""
        places = self._place.samples * len(self._grid.streams)
        return max(1, min(_ORDERED_AHEAD // places, 256))

    def _orders(self) -> tuple[int, tf.Tensor]:
        """The row of the current epoch in the stored orders, and the orders."""
        if not self._ordered:
            return 0, tf.zeros([1, 1, 1], tf.int32)
        row = self._place.epoch % self._epochs_ahead
        first = self._place.epoch - row
        if self._ordered_ahead is None or self._ordered_ahead[0] != first:
            orders = self._streams.orders(self._grid.streams, first, self._epochs_ahead)
            self._ordered_ahead = first, tf.constant(orders)
        return row, self._ordered_ahead[1]

    def _noise(self) -> NoiseAhead:
        """The noise of the next updates for each stream; cached."""
        block, row = divmod(self._place.update, BLOCK)
        if self._noise_ahead is None or self._noise_ahead[0] != block:
            noisy = self._config.problem.gradient_noise > 0
            normal = self._streams.noise(self._grid.streams, block) if noisy else np.zeros(1)
            self._noise_ahead = block, NoiseAhead(tf.constant(normal, tf.float32))
        return replace(self._noise_ahead[1], row=row)

    def _most_updates(self) -> int:
        epoch = self._place.epoch
        epochs = min(self._config.stop.epochs - epoch, self._loop.rows)
        if self._ordered:
            epochs = min(epochs, self._epochs_ahead - epoch % self._epochs_ahead)
        most = self._place.updates_to_end(epochs - 1)
        if self._loop.most_updates is not None:
            most = min(most, self._loop.most_updates)
        noisy = self._config.problem.gradient_noise > 0
        return min(most, BLOCK - self._place.update % BLOCK) if noisy else most
