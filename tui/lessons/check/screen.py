"""Where the commands of a lesson leave the user, as far as that decides what applies."""

from __future__ import annotations

from dataclasses import replace
from typing import cast, get_args

from engine.history.values import RunState
from tui.keys.registry import why_not
from tui.keys.table import BY_ID
from tui.lessons.goal import Moment
from tui.model.situation import PlotName, RunsAtHand, Situation

_PLOTS = get_args(PlotName)


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
        match command:
            case name if name in _PLOTS:
                plot = cast("PlotName", name)
                return replace(here, view=plot, focus=plot)
            case "dashboard" | "leave":
                return replace(here, view="dashboard", focus="")
            case "panel":
                return replace(here, focus="panel")
            case "pin" | "fork":
                kept = here.runs.kept + 1
                return replace(here, runs=RunsAtHand(kept, rivals=kept))
            case "compare-batches" | "sweep" | "tradeoff":
                experiments = replace(here.experiments, count=1, running=True, rows=1)
                return replace(here, experiments=experiments)
            case "update-back" | "epoch-back" | "first":
                return replace(here, looking_back=True)
            case "present" | "restart":
                return replace(here, looking_back=False)
            case _:
                return here
