"""One worker from its start to its end: its events, its pulse, and why it ended."""

from __future__ import annotations

from engine.client.child import Child, reason_of
from engine.client.pulse import Pulse
from engine.history.frame import Frame
from engine.protocol.commands import Command
from engine.protocol.events import (
    IMPORTING,
    Beat,
    EpochRows,
    Event,
    Failed,
    RaceFrame,
    Ready,
    Silence,
)
from engine.protocol.wire import WireError


class Worker:
    """A worker process and what is known of it.

    Args:
        child: the process.

    Attributes:
        worked: whether it reported any results, and so got over its start.
    """

    def __init__(self, child: Child) -> None:
        self._child = child
        self._pulse = Pulse(child.sign, IMPORTING)
        self._ready = self._failed = self._garbled = False
        self.worked = False

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._child.pid

    @property
    def output(self) -> tuple[str, ...]:
        """The last lines that it printed."""
        return self._child.output

    @property
    def silent(self) -> bool:
        """Whether it does not answer."""
        return self._pulse.silence.seconds > 0

    def send(self, command: Command) -> None:
        """Send a command."""
        self._child.send(command)

    async def receive(self) -> Event | None:
        """Its next event, heartbeats left out; None at its end."""
        while True:
            try:
                event: Event = await self._child.receive()
            except EOFError:
                return None
            except (WireError, MemoryError):
                self._garbled = True
                return None
            # Any event is a sign of life: a full socket leaves no room for heartbeats.
            self._pulse.take(event if isinstance(event, Beat) else Beat("", 0.0))
            match event:
                case Beat():
                    continue
                case Ready():
                    self._ready = True
                case Failed():
                    self._failed = True
                case Frame() | RaceFrame() | EpochRows():
                    self.worked = True
                case _:
                    pass
            return event

    def look(self, passed: float) -> Silence | None:
        """Whether it does not answer, or answers again; None if there is nothing to report.

        Args:
            passed: seconds since the last call.
        """
        self._child.look()
        was_silent = self.silent
        silence = self._pulse.look(passed)
        return silence if silence.seconds or was_silent else None

    async def reason(self) -> str:
        """Why it ended, once it has."""
        if self._garbled:
            await self._child.stop()
            return "it sent data that are no messages"
        status = await self._child.wait()
        if self._failed:
            return "it could not continue"
        return reason_of(status, ready=self._ready, output=self.output)

    async def stop(self, patience: float = 0.0) -> None:
        """End it, immediately unless given some seconds."""
        await self._child.stop(patience)
