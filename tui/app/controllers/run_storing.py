"""Has the worker write the run for the session, and waits for it, within limits."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from engine.history.frame import Frame
from engine.protocol.commands import Pause, Store
from engine.protocol.events import Event, Lost, Ready, Stored
from tui.app.controllers.desk import Send
from tui.model.app_model import AppModel

if TYPE_CHECKING:
    from engine.storage.sessions.writer import SessionWriter

_LAST_FRAME = 1.0
"""Seconds to wait for the frame of the run that was written last."""
_POLL = 0.01


class RunStoring:
    """Asks for the run when it has changed, one at a time.

    Args:
        model: the state of the app.
        send: sends commands to the worker.

    Attributes:
        update: updates of the run that was written last.
        ready: whether there is a worker that can write.
        put_off: whether the run has gone on since it was written, and was not due.
    """

    def __init__(self, model: AppModel, send: Send) -> None:
        self._model, self._send = model, send
        self._awaited: tuple[Path, asyncio.Future[Stored | None]] | None = None
        self._unconfirmed: int | None = None
        """The update of a resumed run that the worker has not taken up yet."""
        self._mark: tuple[object, ...] = ()
        self.update = 0
        self.ready = self.put_off = False

    def resumed(self, update: int) -> None:
        """A run of this update is in the folder; until the worker has it too, it stays."""
        self.update = self._unconfirmed = update

    def begin_again(self) -> None:
        """What was written is gone."""
        self._mark, self.update = (), 0

    async def write(
        self, writer: SessionWriter, patience: float, *, due: bool = True, last: bool = False
    ) -> Stored | None:
        """Have the run written; None if the worker does not within `patience`, or need not.

        A run that only goes on is written when it is `due`. The `last` time, training stops first:
        no update is made that is not written.
        """
        mark = self._mark_now()
        unmoved = self._model.unmoved and writer.run is None
        stops = last and self._model.running
        if not self.ready or self._unconfirmed is not None or unmoved:
            return None
        goes_on = self._model.running and mark[1:] == self._mark[1:]
        self.put_off = goes_on and not due and not stops and mark != self._mark
        if self.put_off or (mark == self._mark and not stops):
            return None
        folder = writer.run_folder()
        written: asyncio.Future[Stored | None] = asyncio.get_running_loop().create_future()
        self._awaited = folder, written
        self._send(*[Pause()] * stops, Store(folder))
        try:
            stored = await asyncio.wait_for(written, patience)
        except TimeoutError:
            return None
        finally:
            self._awaited = None
        if stored is not None and not stored.failure:
            writer.wrote_run(folder, stored.update, stored.digest)
            self.update, self._mark = stored.update, mark
        return stored

    async def shown(self) -> None:
        """Wait until the model has the frame of what was written last, or a moment has passed."""
        for _ in range(int(_LAST_FRAME / _POLL)):
            present = self._model.present
            if not self.ready or present is None or present.update >= self.update:
                return
            await asyncio.sleep(_POLL)

    def _mark_now(self) -> tuple[object, ...]:
        present = self._model.present
        if present is None:
            return ()
        state = self._model.session.state
        return present.update, state, self._model.config, len(present.changes)

    def hear(self, event: Event) -> None:
        """Take note of an event of the worker."""
        match event:
            case Stored(folder=folder):
                if self._awaited is not None and self._awaited[0] == folder:
                    self._answer(event)
            case Frame(of=None) if event.update == self._unconfirmed:
                self._unconfirmed = None
            case Ready():
                self.ready = True
            case Lost():
                self.ready = False
                self.give_up()
            case _:
                pass

    def give_up(self) -> None:
        """Wait no longer for what is being written."""
        self._answer(None)

    def _answer(self, stored: Stored | None) -> None:
        if self._awaited is not None and not self._awaited[1].done():
            self._awaited[1].set_result(stored)
