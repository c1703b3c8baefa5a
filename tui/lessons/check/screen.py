"""Where the commands of a lesson leave the user, as far as that decides what applies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast, get_args

from engine.history.values import RunState
from tui.keys.registry import why_not
from tui.keys.table import BY_ID
from tui.lessons.goal import Moment
from tui.model.situation import ExperimentsAtHand, PlotName, RunsAtHand, Situation

_PLOTS = get_args(PlotName)


_EXPERIMENT = ExperimentsAtHand(count=1, running=True, rows=1)
_CHANGES: Mapping[str, Mapping[str, Any]] = {
    "dashboard": {"view": "dashboard", "focus": ""},
    "leave": {"view": "dashboard", "focus": ""},
    "panel": {"focus": "panel"},
    "edit-data": {"view": "data", "focus": "editing", "editing": True},
    "edit-apply": {"focus": "data", "editing": False},
    "edit-discard": {"focus": "data", "editing": False},
    "compare-batches": {"experiments": _EXPERIMENT},
    "sweep": {"experiments": _EXPERIMENT},
    "tradeoff": {"experiments": _EXPERIMENT},
    "update-back": {"looking_back": True},
    "epoch-back": {"looking_back": True},
    "first": {"looking_back": True},
    "present": {"looking_back": False},
    "restart": {"looking_back": False},
}
"""What commands change in the situation."""


class ImaginedScreen:
    """The situation that a lesson makes."""

    def __init__(self) -> None:
        self._here = Situation(state=RunState.READY)

    def press(self, command: str, moment: Moment) -> str:
        """Carry out a command; why it does not apply, empty if it does."""
        here = replace(
            self._here, state=moment.state, moved=moment.updates > 0,
            can_undo=True, can_redo=True,
        )  # fmt: skip
        reason = "" if command in (*_PLOTS, "dashboard") else why_not(BY_ID[command], here)
        if not reason:
            self._here = self._after(command, here)
        return reason

    def _after(self, command: str, here: Situation) -> Situation:
        if command in _PLOTS:
            plot = cast("PlotName", command)
            return replace(here, view=plot, focus=plot)
        if command in ("pin", "fork"):
            kept = here.runs.kept + 1
            return replace(here, runs=RunsAtHand(kept, rivals=kept))
        return replace(here, **_CHANGES.get(command, {}))
