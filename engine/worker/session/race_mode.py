"""Sessions in which several runs are stepped side by side.

Imports TensorFlow (through `engine.worker.training.trainer`): for the worker alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.config.run import RunConfig
from engine.data.dataset import load
from engine.errors import DescentError
from engine.history.values import RunState
from engine.protocol.commands import RaceBy
from engine.protocol.events import RaceFrame
from engine.worker.session.race import Race as RunsRaced
from engine.worker.session.replay import Travel
from engine.worker.session.session_core import SessionCore


class RacingSession(SessionCore):
    """A session that can hold a race; its first run is the present one."""

    def _begin_race(self, configs: Sequence[RunConfig], by: RaceBy) -> None:
        if any(config.data != self._trainer.config.data for config in configs):
            raise DescentError("runs can be raced on the present data only")
        race = RunsRaced(configs, load(configs[0].data), self._device, by)
        race.prepare()
        self._race, self._steps = race, None
        self._take_first_lane()
        self._pace.start(self._clock())
        self._enter(RunState.RUNNING, "")

    def _take_first_lane(self) -> None:
        """The first run of the race is the present one."""
        assert self._race is not None
        lane = self._race.lanes[0]
        self._trainer, self._record = lane.trainer, lane.record
        self._travel = Travel(self._trainer)

    def _end_race(self) -> None:
        """The first run stays, where it is."""
        race, self._race = self._race, None
        if race is not None and self._state is RunState.RUNNING:
            state = race.lanes[0].state
            self._enter(state if state.ended else RunState.PAUSED, "")

    def _race_on(self) -> None:
        assert self._race is not None
        now = self._clock()
        due = self._pace.due(now)
        if due == 0:
            return
        made = self._race.work(due)
        self._travel.passed()
        self._pace.made(made, self._clock())
        self._changed = True
        if self._race.ended:
            frames = tuple(lane.frame(self._watch) for lane in self._race.lanes)
            self.outbox.append(RaceFrame(frames))
            self._end_race()
