"""Markers of a recording: live changes of the run, and its end."""

from __future__ import annotations

from collections.abc import Callable

from engine.config.parameters import PARAMETERS
from engine.history.frame import Frame
from engine.history.values import Change, RunState
from engine.protocol.events import Event, StateChanged
from tui.text.numbers import whole


class Marks:
    """Puts a marker where the run changes.

    Args:
        mark: puts a marker with this label into the recording, if there is one.
    """

    def __init__(self, mark: Callable[[str], None]) -> None:
        self._mark = mark
        self._known: frozenset[Change] | None = None
        self._state = RunState.READY

    def hear(self, event: Event) -> None:
        """Take note of an event of the worker; a replay passes the changes again."""
        match event:
            case Frame(update=update, changes=changes):
                # Before the first update, they are how the run is set up.
                passed = tuple(change for change in changes if 0 < change.update <= update)
                # A run that was opened brings its changes along.
                for change in passed if self._known is not None or not update else ():
                    if change not in (self._known or ()):
                        self._mark(_words(change))
                self._known = frozenset(passed)
            case StateChanged(state=state) if state is not self._state:
                self._state = state
                if state.ended:
                    self._mark(str(state).replace("_", " "))
            case _:
                pass


def _words(change: Change) -> str:
    parameter = PARAMETERS.get(change.parameter)
    label = change.parameter if parameter is None else parameter.notes.label
    return f"{label} {change.old} → {change.new} (update {whole(change.update)})"
