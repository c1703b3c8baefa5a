"""Events of the worker, and what follows from them: a device or a change that was refused."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from engine.config.run import RunConfig
from engine.protocol.commands import Configure, Revive
from engine.protocol.events import Event, Failed, Lost, Notice, Refused
from tui.app.controllers.desk import Desk
from tui.app.controllers.marks import Marks

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reactions:
    """Callbacks for events.

    Attributes:
        receive: applies an event to the model.
        show: shows it, and returns when another frame may arrive.
        refuse: shows why the value of a parameter is invalid.
        give_up: ends the app because the worker rejected the first configuration.
        stand_by: returns to the configuration that still applies, after a refused change.
        mark: puts a marker into the recording of the terminal, if there is one.
    """

    receive: Callable[[Event], None]
    show: Callable[[Event], Awaitable[None]]
    refuse: Callable[[str | None, str], None]
    give_up: Callable[[str], None]
    stand_by: Callable[[RunConfig, str], None]
    mark: Callable[[str], None] = lambda _: None


class WorkerController:
    """Processes events of the worker.

    Args:
        desk: its tools.
        react: callbacks for events.
    """

    def __init__(self, desk: Desk, react: Reactions) -> None:
        self._desk = desk
        self._react = react
        self._marks = Marks(react.mark)

    async def hear(self, event: Event) -> None:
        """Process an event."""
        model = self._desk.model
        self._log(event)
        self._react.receive(event)
        worker = model.worker
        if worker.devices_refused(model.config.devices):
            self._go_back()
        elif worker.refused_at_first and worker.failure is not None:
            self._react.give_up(worker.failure.message)
        elif isinstance(event, Refused) and event.standing not in (None, model.config):
            self._react.stand_by(event.standing, event.message)
        await self._react.show(event)
        self._marks.hear(event)  # after the picture, to which a player jumps

    def _log(self, event: Event) -> None:
        """Write a failure to the log on disk, without lines that are in it already."""
        match event:
            case Failed(message=text, details=details) | Notice(message=text, details=details):
                lines = tuple(details.splitlines())
            case Lost(reason=reason, output=lines):
                text = f"the worker is lost: {reason}"
            case _:
                return
        _log.warning("%s", "\n".join([text, *self._desk.model.messages.unseen(lines)]))

    def _go_back(self) -> None:
        """Return to the last working devices, after a worker could not use the new ones."""
        name, reason = self._desk.model.go_back_to_good_devices()
        self._desk.send(Configure(self._desk.model.config), Revive())
        self._react.refuse(name, reason)
