"""Events of the worker, and its health: a device that fails, a worker that does not answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from engine.config.parameters import with_values
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
            if model.device_refused:
                self._go_back()
            elif model.refused_at_first:
                assert model.failure is not None
                self._react.give_up(model.failure.message)
            await self._react.show(event)
        finally:
            self._heard = self._clock()

    def look_at_clock(self) -> None:
        """Notice a worker that has not answered for long; to be called every second or so."""
        silence = 0.0 if self._heard is None else self._clock() - self._heard
        if silence != self._desk.model.silence:
            self._desk.model.silence = silence
            self._react.show_silence()

    def _go_back(self) -> None:
        """A worker could not use its device: go on with the one that worked, and say why."""
        model = self._desk.model
        assert model.failure is not None and model.good_device is not None
        config = model.config = with_values(model.config, {"device": model.good_device})
        self._desk.send(Configure(config), Revive())
        reason = f"{model.failure.message.removeprefix('device: ')}; back to {model.good_device}"
        model.aside = f"device: {reason} · "
        self._react.refuse("device", reason)
