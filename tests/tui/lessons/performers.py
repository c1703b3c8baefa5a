"""Runs for the check of lessons: a simple one, and the session of a worker without a process."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Self

from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import Acknowledge, ClientCommand, Watch
from engine.protocol.events import Event
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


class SessionEngine:
    """The session of a worker, without a process: the same events for the same commands."""

    def __init__(self, config: RunConfig, watch: Watch) -> None:
        from tests.engine.sessions import session_of

        self._session = session_of(config, watch)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is open."""

    async def send(self, *commands: ClientCommand) -> None:
        for command in commands:
            self._session.obey(command)  # type: ignore[arg-type]

    async def events(self) -> AsyncIterator[Event]:
        waiting: deque[Event] = deque()
        while True:
            while not waiting:
                self._session.work()
                waiting.extend(self._session.outbox)
                self._session.outbox.clear()
            event = waiting.popleft()
            yield event
            if isinstance(event, Frame):
                self._session.obey(Acknowledge())
