"""Commands for other moments of the run: look back, return, fork, keep."""

from __future__ import annotations

from functools import partial

from engine.protocol.commands import Configure, Fork, Seek, Shift
from engine.protocol.events import Event
from tui.app.controllers.desk import Desk
from tui.keys.command import Handlers
from tui.model.kept_runs import KeptRun


class MomentsController:
    """Goes back and forth in the run, and keeps it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        return {
            "update-back": partial(self.scrub, -1, 0),
            "update-on": partial(self.scrub, 1, 0),
            "epoch-back": partial(self.scrub, 0, -1),
            "epoch-on": partial(self.scrub, 0, 1),
            "first": self.to_start,
            "present": self.to_present,
            "fork": self.fork,
            "pin": self.keep,
        }

    def receive(self, event: Event) -> None:
        """Process an event; on return to the present, apply the changes that are waiting."""
        model = self._desk.model
        was = model.looking_back
        model.receive(event)
        if was and not model.looking_back:
            self._catch_up()

    # ------------------------------------------------------------------------------ looking back

    def scrub(self, updates: int, epochs: int) -> str:
        """Move by updates or ends of epochs, backward (negative) or forward."""
        self._desk.model.look_back()
        self._desk.send(Shift(updates, epochs))
        self._desk.redraw()
        return self._at_start if updates + epochs < 0 else ""

    def to_start(self) -> str:
        """Go to the start of the run."""
        self._desk.model.look_back()
        self._desk.send(Seek(0))
        self._desk.redraw()
        return self._at_start

    @property
    def _at_start(self) -> str:
        """The message if there is nothing before the moment shown."""
        frame = self._desk.model.frame
        return "this is the start of the run" if frame is not None and not frame.update else ""

    def to_present(self) -> None:
        """Return to the newest update."""
        self._desk.model.come_back()
        self._desk.send(Seek(None))
        self._catch_up()
        self._desk.redraw()

    def _catch_up(self) -> None:
        """Apply to the present what was changed while an earlier moment was shown."""
        self._desk.send(Configure(self._desk.model.config))

    # ------------------------------------------------------------------------------ runs kept

    def fork(self) -> None:
        """Continue from the moment shown with the current settings; the run so far is kept."""
        run = self._keep()
        self._desk.send(Fork(self._desk.model.config))
        self._desk.model.fork()
        self._desk.say(f"forked; the run so far is kept as {run.letter}")

    def keep(self) -> None:
        """Keep the run in its current state."""
        run = self._keep()
        self._desk.say(f"kept as {run.letter}: {run.name}")

    def _keep(self) -> KeptRun:
        run = self._desk.model.keep()
        assert run is not None, "the command needs a free letter"
        return run
