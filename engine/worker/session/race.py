"""Runs restarted together and stepped side by side: in the same epochs, samples or seconds.

Each run keeps its own trainer; the one furthest behind always goes next, so none is ever more than
a step ahead. A run that has ended waits for the others.

Imports TensorFlow (through `engine.worker.training.trainer`): for the worker alone.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.config.run import RunConfig
from engine.data.batches import batch_length
from engine.data.dataset import Dataset
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import RaceBy, Watch
from engine.worker.training.pace import SLICE_SECONDS, SliceSize
from engine.worker.training.record import Record
from engine.worker.training.trainer import Trainer

_STEP_SECONDS = 0.002
"""Training time of a step where runs are stepped in the same seconds."""


@dataclass
class Lane:
    """One run of a race.

    Attributes:
        state: RUNNING until it ends.
        steps: how many updates `_STEP_SECONDS` hold, as learned so far.
    """

    trainer: Trainer
    record: Record
    state: RunState = RunState.RUNNING
    steps: SliceSize = field(default_factory=lambda: SliceSize(_STEP_SECONDS))

    def advance(self, updates: int) -> None:
        """Make up to so many updates."""
        seconds = self.trainer.seconds
        advance = self.trainer.advance(updates)
        self.record.add(advance)
        self.steps.learn(max(len(advance.recorded), 1), self.trainer.seconds - seconds)
        self.state = advance.state

    def frame(self, watch: Watch) -> Frame:
        """The run as it stands."""
        return self.record.frame(self.trainer, self.state, watch, 0.0)


class Race:
    """Runs on one data set, stepped side by side.

    Args:
        configs: one for each run; their data must be those of `dataset`.
        dataset: the samples.
        device: TensorFlow's name of the device.
        by: what the runs have in common at any time.
    """

    def __init__(
        self, configs: Sequence[RunConfig], dataset: Dataset, device: str, by: RaceBy
    ) -> None:
        self._by = by
        self.lanes = [Lane(Trainer(config, dataset, device), Record()) for config in configs]
        longest = max(batch_length(config.batch, dataset.x.size) for config in configs)
        self._stride = {
            RaceBy.EPOCHS: 1.0, RaceBy.SAMPLES: float(longest), RaceBy.SECONDS: _STEP_SECONDS
        }[by]  # fmt: skip

    def prepare(self) -> None:
        """Compile what all of them need, so that none waits for it in the race."""
        for lane in self.lanes:
            lane.trainer.prepare()

    def work(self, rounds: int | None) -> int:
        """So many rounds, or as many as take about a slice; gives how many were made."""
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
        """Whether every run has come to its end."""
        return all(lane.state.ended for lane in self.lanes)

    def step(self) -> None:
        """Let the run furthest behind make one step; the first of them where some are level."""
        running = [lane for lane in self.lanes if not lane.state.ended]
        if not running:
            return
        lane = min(running, key=self._progress)
        lane.advance(self._updates(lane))

    def round(self) -> None:
        """Step until each run that goes on is a stride further than the last of them was."""
        goal = self._behind + self._stride
        while self._behind < goal:
            self.step()

    @property
    def _behind(self) -> float:
        """How far the last of the runs that go on has come; inf where none does."""
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
