"""Runs restarted together and stepped side by side, with equal epochs, samples or seconds.

Each run has its own trainer; the one furthest behind always steps next, so none is more than a step
ahead. A run that has ended waits for the others.

Imports TensorFlow (through `engine.worker.training.trainer`): for the worker only.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from engine.config.run import RunConfig
from engine.data.batches import batch_length
from engine.data.dataset import Dataset
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import RaceBy, Resume, Watch
from engine.worker.export.resume import take_up
from engine.worker.training.pace import SLICE_SECONDS, SliceSize
from engine.worker.training.record import Record
from engine.worker.training.trainer import Trainer

_STEP_SECONDS = 0.002
"""Training time of a step if runs are compared by seconds."""


@dataclass
class Lane:
    """One run of a race.

    Attributes:
        state: RUNNING until it ends.
        steps: the updates per `_STEP_SECONDS`, as learned so far.
    """

    trainer: Trainer
    record: Record
    steps: SliceSize
    state: RunState = RunState.RUNNING

    def advance(self, updates: int) -> None:
        """Make up to `updates` updates."""
        seconds = self.trainer.seconds
        self.steps.begin()
        advance = self.trainer.advance(updates)
        self.record.add(advance)
        self.steps.learn(max(len(advance.recorded), 1), self.trainer.seconds - seconds)
        self.state = advance.state

    def resume(self, command: Resume) -> None:
        """Continue a run of another race.

        Raises:
            StoreError: its state does not match its configuration; nothing has changed.
        """
        take_up(command, self.trainer, self.record)
        self.state = command.state

    def frame(self, watch: Watch) -> Frame:
        """The current state of the run."""
        return self.record.frame(self.trainer, self.state, watch, 0.0)


class Race:
    """Runs on one data set, stepped side by side.

    Args:
        configs: one for each run; their data must be those of `dataset`.
        dataset: the samples.
        device: TensorFlow's name of the device.
        by: the unit in which the runs are kept equal.
    """

    def __init__(
        self, configs: Sequence[RunConfig], dataset: Dataset, device: str, by: RaceBy
    ) -> None:
        self._by = by
        self.lanes = [
            Lane(Trainer(config, dataset, device), Record(), SliceSize(_STEP_SECONDS, device))
            for config in configs
        ]
        longest = max(batch_length(config.batch, dataset.x.size) for config in configs)
        self._stride = {
            RaceBy.EPOCHS: 1.0, RaceBy.SAMPLES: float(longest), RaceBy.SECONDS: _STEP_SECONDS
        }[by]  # fmt: skip

    def prepare(self) -> None:
        """Compile the programs of all runs, so that none waits during the race."""
        for lane in self.lanes:
            lane.trainer.prepare()

    def work(self, rounds: int | None) -> int:
        """Make `rounds` rounds, or as many as fill about a slice; returns their number."""
        begun = time.perf_counter()
        made = 0
        while not self.ended and (rounds is None or made < rounds):
            self.round()
            made += 1
            if time.perf_counter() - begun > SLICE_SECONDS:
                break
        return made

    @property
    def ended(self) -> bool:
        """Whether all runs have ended."""
        return all(lane.state.ended for lane in self.lanes)

    def step(self) -> None:
        """Let the run furthest behind make one step; the first one if several are equal."""
        running = [lane for lane in self.lanes if not lane.state.ended]
        if not running:
            return
        lane = min(running, key=self._progress)
        lane.advance(self._updates(lane))

    def round(self) -> None:
        """Step until each active run is a stride further than the last of them was."""
        goal = self._behind + self._stride
        while self._behind < goal:
            self.step()

    @property
    def _behind(self) -> float:
        """The progress of the last active run; inf if there is none."""
        going = (self._progress(lane) for lane in self.lanes if not lane.state.ended)
        return min(going, default=math.inf)

    def _progress(self, lane: Lane) -> float:
        trainer = lane.trainer
        match self._by:
            case RaceBy.EPOCHS:
                return trainer.epoch
            case RaceBy.SAMPLES:
                return trainer.epoch * trainer.samples + trainer.offset
            case RaceBy.SECONDS:
                return trainer.seconds

    def _updates(self, lane: Lane) -> int:
        trainer = lane.trainer
        match self._by:
            case RaceBy.EPOCHS:
                return trainer.updates_to_epoch_end()
            case RaceBy.SAMPLES:
                length = batch_length(trainer.config.batch, trainer.samples)
                return max(1, int(self._stride) // length)
            case RaceBy.SECONDS:
                return lane.steps.updates
