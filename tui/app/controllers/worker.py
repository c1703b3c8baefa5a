"""Events of the worker, and its health: a device that fails, a worker that does not answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from engine.protocol.commands import Configure, Revive
from engine.protocol.events import Event
from tui.app.controllers.desk import Desk


@dataclass(frozen=True)
class Reactions:
    """Callbacks for events.

    Attributes:
        receive: applies an event to the model.
        show: shows it, and returns when another frame may arrive.
        refuse: shows why the value of a parameter is invalid.
        give_up: ends the app because the worker rejected the first configuration.
        show_silence: shows whether the worker has not answered for some time.
    """

    receive: Callable[[Event], None]
    show: Callable[[Event], Awaitable[None]]
    refuse: Callable[[str | None, str], None]
    give_up: Callable[[str], None]
    show_silence: Callable[[], None]


class WorkerController:
    """Processes events of the worker.

    Args:
        desk: its tools.
        react: callbacks for events.
        clock: returns the seconds of a monotonic clock.
    """

    def __init__(self, desk: Desk, react: Reactions, clock: Callable[[], float]) -> None:
        self._desk = desk
        self._react = react
        self._clock = clock
        self._heard: float | None = clock()

    async def hear(self, event: Event) -> None:
        """Process an event; the time that takes does not count as silence of the worker."""
        model = self._desk.model
        self._heard = None
        try:
            self._react.receive(event)
            worker = model.worker
            if worker.device_refused(model.config.device.device):
                self._go_back()
            elif worker.refused_at_first and worker.failure is not None:
                self._react.give_up(worker.failure.message)
            await self._react.show(event)
        finally:
            self._heard = self._clock()

    def look_at_clock(self) -> None:
        """Detect a worker that has not answered for long; call it about every second."""
        silence = 0.0 if self._heard is None else self._clock() - self._heard
        if silence != self._desk.model.worker.silence:
            self._desk.model.note_silence(silence)
            self._react.show_silence()

    def _go_back(self) -> None:
        """Return to the last working device, after a worker could not use the new one."""
        reason = self._desk.model.go_back_to_good_device()
        self._desk.send(Configure(self._desk.model.config), Revive())
        self._react.refuse("device", reason)
