"""An app that goes on after an error, and ends in good order where it cannot."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from textual._context import active_message_pump
from textual.app import App
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.worker import WorkerFailed

from tui.terminal import containment, timers
from tui.terminal.faults import Fault, Faults

_log = logging.getLogger(__name__)


class TolerantApp(App[int]):
    """An app whose errors are contained: reported, logged, and the run goes on.

    Attributes:
        faults: the errors so far.
        crashed: the error that ended the app before it could be used; None if there was none.
    """

    def __init__(self, **options: Any) -> None:
        containment.install()
        timers.install()
        self.faults = Faults()
        self.crashed: Exception | None = None
        self._established = False
        super().__init__(**options)

    def established(self) -> None:
        """The main screen can be used: from now on, no error ends the app."""
        self._established = True

    def heed_event_loop(self) -> None:
        """Contain errors of callbacks and tasks that nobody waits for."""
        asyncio.get_running_loop().set_exception_handler(self._from_event_loop)

    def _from_event_loop(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            self.contain(error)
        else:
            _log.warning("event loop: %s", context.get("message"))

    def _handle_exception(self, error: Exception) -> None:
        """Contain an exception, where Textual would end the app."""
        self.contain(error, by=active_message_pump.get(None))

    def contain(self, error: Exception, doing: str = "", *, by: object = None) -> None:
        """Report an error that was caught; see `tui.terminal.containment.Container`."""
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            error = error.error
        fault = self.faults.add(error, doing)
        if not self._established and isinstance(by, App | Screen):
            self._crash(error)
            return
        if isinstance(by, Screen):
            # Its next picture would be made of the same and fail in the same way, without a pause.
            by._dirty_widgets.clear()  # noqa: SLF001
        if isinstance(by, ModalScreen) and not by._is_mounted:  # noqa: SLF001
            self.call_later(self._abandon, by)
        if self._running and not self._exit:
            self.tell_fault(fault, drawn=bool(doing) and isinstance(by, Widget))

    def tell_fault(self, fault: Fault, *, drawn: bool) -> None:
        """Tell the user of an error.

        Args:
            fault: the error.
            drawn: whether it is shown in its own place on the screen.
        """

    def panic(self, *renderables: Any) -> None:
        """End the app; Textual calls it where nothing can be contained."""
        _log.error("panic: %s", " ".join(str(each) for each in renderables))
        self._crash(RuntimeError("the terminal's input cannot be read"))

    def _crash(self, error: Exception) -> None:
        """End with status 1."""
        self.crashed = self.crashed or error
        self.exit(return_code=1)

    def _abandon(self, screen: ModalScreen[Any]) -> None:
        """Close a dialog that could not be opened."""
        if self.screen is screen:
            self.pop_screen()
