"""The keys that are useful next, from one table of states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from engine.history.values import RunState
from tui.keys.command import Command
from tui.keys.games import DIGITS
from tui.keys.registry import why_not
from tui.keys.table import BY_ID, COMMANDS
from tui.model.situation import Focus, Situation
from tui.model.status import Hint, Phase


@dataclass(frozen=True)
class _State:
    """A state of the app.

    Attributes:
        applies: whether a situation is this state, unless it is one above it in the table.
        keys: (ids of commands, what they do), most useful first; commands share one text.
    """

    applies: Callable[[Situation], bool]
    keys: tuple[tuple[str, str], ...]


def _in_sweeps(here: Situation) -> bool:
    return here.view == "sweeps"


def _on_surface(here: Situation) -> bool:
    return here.focus == "surface" and not here.moved


_LOOK = ("update-back", "look back")
_ARROWS = "surface-left surface-up surface-down surface-right"

_STATES = (
    _State(
        lambda here: here.lost or here.hangs, (("revive", "restart the worker"), ("log", "log"))
    ),
    _State(
        lambda here: here.focus == "editing",
        (
            ("edit-apply", "use the data"),
            ("edit-point", "hold, add"),
            ("edit-next", "next point"),
            ("edit-outliers", "outliers"),
        ),
    ),
    _State(
        lambda here: here.focus == "descend" and not here.running,
        (
            ("walk-step", "step"),
            ("walk-gradient", "gradient"),
            ("walk-reveal", "reveal"),
            ("walk-again", "start over"),
        ),
    ),
    _State(
        lambda here: here.focus == "golf" and not here.running,
        (
            ("golf-stroke", "stroke"),
            ("golf-rate club-up club-down", "learning rate"),
            ("golf-next", "next hole"),
            ("golf-again", "again"),
        ),
    ),
    _State(
        lambda here: here.focus == "phase",
        (
            ("phase-stop", "stop"),
            ("phase-open", "open the run"),
            ("phase-nearer", "zoom in"),
            ("phase-new", "new map"),
        ),
    ),
    _State(
        lambda here: here.editing,
        (("edit-data", "back to the data"), ("run", "use them and run")),
    ),
    _State(
        lambda here: here.replaying,
        (
            ("run", "pause"),
            ("slower faster", "speed"),
            ("fork", "fork here with these settings"),
            ("present", "return"),
        ),
    ),
    _State(
        lambda here: here.looking_back,
        (
            ("fork", "fork here with these settings"),
            ("run", "replay"),
            ("present", "return"),
            ("update-back update-on", "step"),
        ),
    ),
    _State(
        lambda here: _in_sweeps(here) and here.experiments.running,
        (("sweep-page", "next page"), ("sweep-stop", "stop"), ("dashboard", "dashboard")),
    ),
    _State(
        lambda here: _in_sweeps(here) and here.experiments.unfinished,
        (
            ("sweep-continue", "continue"),
            ("sweep-page", "next page"),
            ("sweep-take", "use the settings"),
        ),
    ),
    _State(
        lambda here: _in_sweeps(here) and here.experiments.count > 0,
        (
            ("sweep-page", "next page"),
            ("sweep-take", "use the settings"),
            ("sweep-export", "write the table"),
        ),
    ),
    _State(_in_sweeps, (("sweep", "sweep"), ("tradeoff", "trade-off"))),
    _State(
        lambda here: here.experiments.news,
        (("sweeps", "show the results"), ("run", "run")),
    ),
    _State(
        lambda here: here.racing and here.running,
        (("run", "pause"), ("loss", "loss curves"), ("runs", "table")),
    ),
    _State(
        lambda here: here.running and here.diverging,
        (("lower-rate", "lower lr"), ("restart", "restart"), ("run", "pause")),
    ),
    _State(
        lambda here: here.running and here.state is Phase.STARTING,
        (("run", "cancel the run"), ("solid", "3-D meanwhile")),
    ),
    _State(
        lambda here: here.running,
        (
            ("run", "pause"),
            ("lower-rate higher-rate", "lr"),
            ("smaller-batch larger-batch", "batch size"),
        ),
    ),
    _State(
        lambda here: here.view == "runs" and here.runs.rivals > 0,
        (("race", "race"), ("take-up-run", "continue the selected run"), ("pin", "keep")),
    ),
    _State(
        lambda here: here.state is RunState.DIVERGED or here.diverging,
        (("lower-rate", "lower lr"), ("restart", "restart"), _LOOK),
    ),
    _State(
        lambda here: here.ended and here.arrived and here.least_batch,
        (("pin", "keep"), ("larger-batch", "larger batch"), ("restart", "again"), _LOOK),
    ),
    _State(
        lambda here: here.ended and here.arrived,
        (
            ("pin", "keep"),
            ("smaller-batch", "smaller batch"),
            ("restart", "again"),
            _LOOK,
        ),
    ),
    _State(
        lambda here: here.ended,
        (("run", "continue"), ("restart", "again"), ("pin", "keep"), _LOOK),
    ),
    _State(
        lambda here: here.moved,
        (("run", "continue"), ("update", "one update"), ("epoch", "one epoch"), _LOOK),
    ),
    _State(
        _on_surface,
        (("run", "run"), (_ARROWS, "move the start"), ("update", "one update")),
    ),
    _State(lambda _here: True, (("run", "run"), ("update", "one update"), ("help", "help"))),
)


def hints_for(here: Situation) -> tuple[Hint, ...]:
    """The keys that are useful next, most useful first; only those that apply."""
    state = next(state for state in _STATES if state.applies(here))
    hints = []
    for ids, words in state.keys:
        keys = {id_: _key_of(BY_ID[id_], here) for id_ in ids.split()}
        useful = {id_: key for id_, key in keys.items() if key and not why_not(BY_ID[id_], here)}
        if useful:
            hints.append(Hint(" ".join(useful.values()), words, tuple(useful)))
    return tuple(hints)


def _key_of(command: Command, here: Situation) -> str:
    """The key that runs the command now: the focused widget may have another use for the first."""
    taken = _own_keys(here.focus) if command.context.view != here.plot else frozenset()
    keys = command.keys.split(",")
    if keys[0] not in taken:
        return command.shown
    return next((key for key in keys if key not in taken), "")


@cache
def _own_keys(focus: Focus) -> frozenset[str]:
    """The keys of the commands that need this focus."""
    here = Situation(focus=focus).plot
    own = (
        command
        for command in COMMANDS
        if focus and command.context.view == here and command.context.focus in (focus, here)
    )
    typed = DIGITS if focus == "golf" else ""
    return frozenset((*typed, *(key for command in own for key in command.keys.split(","))))
