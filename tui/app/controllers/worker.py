"""Events of the worker, and its health: a device that fails, a worker that does not answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from engine.protocol.commands import Configure, Revive
from engine.protocol.events import Event
from tui.app.controllers.desk import Desk


@dataclass(frozen=True)
class Reactions:
    """What follows from events.

    Attributes:
        receive: takes an event into the model.
        show: shows it, and returns when another frame may come.
        refuse: says why the value of a parameter is refused.
        give_up: ends the app, since the worker refused the first configuration.
        show_silence: shows that the worker has not answered for some time, or that it has.
    """

    receive: Callable[[Event], None]
    show: Callable[[Event], Awaitable[None]]
    refuse: Callable[[str | None, str], None]
    give_up: Callable[[str], None]
    show_silence: Callable[[], None]


class WorkerController:
    """Hears the worker.

    Args:
        desk: its tools.
        react: what follows from events.
        clock: seconds of a steady clock.
    """

    def __init__(self, desk: Desk, react: Reactions, clock: Callable[[], float]) -> None:
        self._desk = desk
        self._react = react
        self._clock = clock
        self._heard: float | None = clock()

    async def hear(self, event: Event) -> None:
        """Deal with an event; while that takes time, the worker is not the one to wait for."""
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
        """Notice a worker that has not answered for long; to be called every second or so."""
        silence = 0.0 if self._heard is None else self._clock() - self._heard
        if silence != self._desk.model.worker.silence:
            self._desk.model.note_silence(silence)
            self._react.show_silence()

    def _go_back(self) -> None:
        """A worker could not use its device: go on with the one that worked, and say why."""
        reason = self._desk.model.go_back_to_good_device()
        self._desk.send(Configure(self._desk.model.config), Revive())
        self._react.refuse("device", reason)
