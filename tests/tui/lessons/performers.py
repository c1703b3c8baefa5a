"""A simple run for the check of lessons."""

from __future__ import annotations

from collections.abc import Mapping

from engine.config.run import RunConfig
from engine.history.values import RunState
from tests.tui.lessons.lessons import numbers
from tui.lessons.goal import Goal, Unit
from tui.lessons.numbers import Numbers


class ScriptedRun:
    """A run in which w is the number of updates, ten of them an epoch, and which ends as told."""

    def __init__(self, end: RunState = RunState.CONVERGED, at: int = 50) -> None:
        self._end, self._at, self._updates = end, at, 0
        self.done: list[object] = []

    @property
    def numbers(self) -> Numbers:
        state = self._end if self._updates >= self._at else RunState.PAUSED
        made = self._updates
        return numbers(made, made // 10, state, w=float(made), limit=0.5, loss=float("nan"))

    async def reset(self, config: RunConfig) -> None:
        self.config, self._updates = config, 0

    async def change(self, values: Mapping[str, object]) -> None:
        self.done.append(dict(values))

    async def press(self, command: str) -> None:
        self.done.append(command)
        self._updates = 0 if command == "restart" else self._updates

    async def run(self, goal: Goal) -> None:
        wanted = {Unit.UPDATES: goal.count, Unit.EPOCHS: 10 * goal.count, None: self._at}
        self._updates = min(self._at, wanted[goal.unit])
