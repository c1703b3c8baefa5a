"""The registry of commands: their handlers, whether they apply now, and why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TypeVar

from tui.keys.command import Command, Context, Handler, Handlers
from tui.keys.games import refused_in_game
from tui.keys.sharing import of_terminal
from tui.keys.table import BY_ID
from tui.model.situation import Focus, Situation

_Result = TypeVar("_Result")

_MOST_WITH_IN = 2
"""Clauses up to which there is room on 80 columns for the word."""
_PLACES = {"panel": "the panel (tab)", "lesson": "the lesson (j)"}
"""Parts of the screen that are no views."""


def why_not(command: Command, here: Situation) -> str:
    """Why a command does not apply in a situation; empty if it applies."""
    return _elsewhere(command, here) or _not_here(command, here)


def _not_here(command: Command, here: Situation) -> str:
    """Why it does not apply although its place has the focus."""
    return _refused(command, here) or refused_in_game(command, here) or command.enabled(here)


def _refused(command: Command, here: Situation) -> str:
    """Why a command does not count at this terminal of a shared session; empty if it does."""
    return "" if of_terminal(command) else here.sharing.refusal


def refusal(commands: Iterable[Command], here: Situation) -> str:
    """Why none of these commands applies, in one line; those of the same label share a clause.

    Keys of a mode, a game and a lesson's text are left out if they have another meaning.
    """
    commands = list(commands)
    commands = [command for command in commands if not command.context.aside] or commands
    away: dict[str, list[str]] = {}
    reasons: list[str] = []
    for command in commands:
        if _elsewhere(command, here):
            away.setdefault(command.label, []).append(_place(command))
        else:
            reason = _not_here(command, here)
            reasons.append(f"{command.label}: {reason}")
    lead = "in " if len(away) <= _MOST_WITH_IN else ""
    ordered = sorted(away.items(), key=lambda item: min(item[1]))
    return " · ".join(reasons + [f"{label}: {lead}{_both(places)}" for label, places in ordered])


def _elsewhere(command: Command, here: Situation) -> str:
    """The place where a command applies; empty if it has the focus.

    The text of a lesson scrolls by keys for which the focused view has no use.
    """
    view = command.context.view
    if not view or here.plot == view or (command.context is Context.PANE and here.lesson.open):
        return ""
    return f"in {_both([_place(command)])}"


def _place(command: Command) -> str:
    """The key of the view in which a command applies, or the name of another part."""
    view = command.context.view
    return _PLACES.get(view) or BY_ID[view].shown


def _both(places: list[str]) -> str:
    others = [place for place in _PLACES.values() if place in places]
    views = sorted(place for place in places if place not in others)
    texts = [f"view{'s' if len(views) > 1 else ''} {', '.join(views)}"] if views else []
    return " and ".join(texts + others)


class Registry:
    """Carries commands out by their ids.

    Args:
        situation: returns the current situation.
        refused: receives the line that says why nothing happened.
        contain: a block whose errors are reported, named by the label of a command.
        before: what is done before a command is carried out; it may change the situation.
    """

    def __init__(
        self,
        situation: Callable[[], Situation],
        refused: Callable[[str], None],
        contain: Callable[[str], AbstractContextManager[None]] = lambda _: nullcontext(),
        before: Callable[[Command], None] = lambda _: None,
    ) -> None:
        self._situation = situation
        self._refused = refused
        self._contain = contain
        self._before = before
        self._handlers: dict[str, Handler] = {}
        self._current: Command | None = None

    def register(self, handlers: Handlers) -> None:
        """Register handlers by the ids of their commands.

        Raises:
            ValueError: an id is not in the table, or is registered already.
        """
        for id_, handler in handlers.items():
            if id_ not in BY_ID or id_ in self._handlers:
                raise ValueError(f"{id_} is not a command, or it is registered already")
            self._handlers[id_] = handler

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """The registered handlers, by id."""
        return self._handlers

    def why_not(self, id_: str) -> str:
        """Why a command does not apply now; empty if it applies."""
        return why_not(BY_ID[id_], self._situation())

    def do(self, *ids: str) -> bool:
        """Carry out the first of these commands that applies; if none does, say why.

        Returns:
            Whether one applied.

        Raises:
            KeyError: an id is not in the table.
        """
        commands, here = [BY_ID[id_] for id_ in ids], self._situation()
        for command in commands:
            if not why_not(command, here):
                self._before(command)
                if reason := why_not(command, self._situation()):
                    self._refused(f"{command.label}: {reason}")
                    return False
                self._carry_out(command)
                return True
        self._refused(refusal(commands, here))
        return False

    def do_in(self, focus: Focus, id_: str) -> bool:
        """Carry out a command as if this plot, which is on the screen, had the focus.

        Returns:
            Whether it applied; why not was said.
        """
        command = BY_ID[id_]
        if reason := why_not(command, replace(self._situation(), focus=focus)):
            self._refused(f"{command.label}: {reason}")
            return False
        self._carry_out(command)
        return True

    def _carry_out(self, command: Command) -> None:
        self._current, reason = command, None
        try:
            with self._contain(command.label):
                reason = self._handlers[command.id]()
        finally:
            self._current = None
        if reason:
            self._refused(f"{command.label}: {reason}")

    def still(self, then: Callable[[_Result | None], None]) -> Callable[[_Result | None], None]:
        """For the dialog of the current command: its callback, if the command still applies then.

        The situation may change while the dialog is open; `refused` receives why it no longer
        applies. A result of None, a cancelled dialog, is always passed on.
        """
        command = self._current
        if command is None:
            return then

        def take(result: _Result | None) -> None:
            here = self._situation()
            reason = "" if result is None else _refused(command, here) or command.enabled(here)
            if reason:
                self._refused(f"{command.label}: {reason}")
                return
            with self._contain(command.label):
                then(result)

        return take
