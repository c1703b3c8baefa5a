"""Directions that do something: commands, parameters, runs, the spotlight, what is remembered."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from engine.config.applicable import applies
from engine.config.auto import without_auto
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.config.toml import named_values
from engine.errors import ConfigError
from engine.nearest import nearest
from tui.keys.table import BY_ID
from tui.lessons.goal import MOST, Goal, Unit, goal_in
from tui.lessons.numbers import NAMES, remembered_names
from tui.lessons.reading.attributes import Attributes, no_more, shown_value
from tui.lessons.reading.faults import ReadingError
from tui.lessons.reading.front_matter import in_folder
from tui.lessons.reading.questions import unknown_command
from tui.lessons.reading.words import Direction
from tui.lessons.spots import SPOTS

_NONE = "none"
_NAME = re.compile(r"[a-z][a-z0-9]*")
_REFUSED = {
    "run": "use <!-- run: … -->, which says how far",
    "quit": "a lesson cannot end the app",
    "suspend": "a lesson cannot suspend the app",
    "resume-session": "a lesson cannot leave its session",
    "revive": "a lesson cannot restart the worker",
    "share": "a lesson cannot share the session",
    "control": "a lesson cannot take control",
    "undo": "use <!-- set: … -->",
    "redo": "use <!-- set: … -->",
}
_OWN = "lesson"
"""How the ids of commands for lessons begin: a lesson does not turn its own pages."""


def commands_of(direction: Direction) -> tuple[str, ...]:
    """The commands of `do`."""
    if not direction.words:
        raise ReadingError(direction.place, "do: a command is missing, as in <!-- do: surface -->")
    Attributes(direction).end()
    for word in direction.words:
        if word.text not in BY_ID:
            raise ReadingError(word.place, unknown_command(word.text))
        if word.text in _REFUSED or word.text.startswith(_OWN):
            reason = _REFUSED.get(word.text, "a lesson does not turn its own pages")
            raise ReadingError(word.place, f"do: {word.text}: {reason}")
    return tuple(word.text for word in direction.words)


def change_of(
    direction: Direction, config: RunConfig, folder: Path | None
) -> tuple[tuple[tuple[str, object], ...], RunConfig]:
    """The values of `set`, and the configuration with them."""
    no_more(direction.words)
    if not direction.pairs:
        example = "<!-- set: learning_rate = 0.01 -->"
        raise ReadingError(direction.place, f"set: a parameter is missing, as in {example}")
    values: dict[str, object] = {}
    for pair in direction.pairs:
        try:
            named = in_folder(named_values({pair.key: pair.value}), folder)
            config = with_values(config, without_auto(named))
        except ConfigError as error:
            raise ReadingError(pair.place, f"{pair.key}: {error.reason}") from None
        if named.keys() & values.keys():
            raise ReadingError(pair.place, f"{pair.key}: given twice, by another name")
        values |= named
    for name, pair in zip(values, direction.pairs, strict=True):
        if not applies(config, name):
            raise ReadingError(pair.place, f"{pair.key}: has no effect in this configuration")
    return tuple(values.items()), config


def goal_of(direction: Direction) -> Goal:
    """The goal of `run`."""
    attributes = Attributes(direction)
    given = {key: attributes.pair(key) for key in ("until", *Unit)}
    attributes.end()
    found = [pair for pair in given.values() if pair is not None]
    words = direction.words
    if len(found) + len(words) != 1:
        example = 'epochs = 10, updates = 5, until = "converged" or until = "epoch >= 20"'
        raise ReadingError(direction.place, f"run: must have one of {example}")
    if words or found[0].key == "until":
        text, at = (words[0].text, words[0].place) if words else (found[0].value, found[0].at)
        return _until(str(text), at)
    [pair] = found
    value = pair.value
    if type(value) is not int or not 1 <= value <= MOST:
        reason = f"{pair.key}: {shown_value(value)} is invalid; must be a whole number, 1 to 1e6"
        raise ReadingError(pair.at, reason)
    return Goal(Unit(pair.key), value, more=True)


def _until(text: str, place: int) -> Goal:
    try:
        return goal_in(text)
    except ValueError as error:
        raise ReadingError(place, f"run: until {error}") from None


def spot_of(direction: Direction) -> str:
    """The part of the screen of `spotlight`; empty for none."""
    if len(direction.words) != 1:
        raise ReadingError(direction.place, "spotlight: must name one part, as in surface, or none")
    Attributes(direction).end()
    word = direction.words[0]
    spot = word.text.replace("-", "_")
    if spot == _NONE:
        return ""
    if spot not in SPOTS:
        near = nearest(word.text, SPOTS)
        parts = "a view, a parameter, panel, status or keys"
        hint = f"did you mean {near}?" if near else f"must be {parts}"
        raise ReadingError(word.place, f"spotlight: unknown part {word.text}; {hint}")
    return spot


def name_of(direction: Direction, names: Collection[str]) -> str:
    """The name of `remember`."""
    if len(direction.words) != 1:
        raise ReadingError(direction.place, "remember: must have one name, such as slow")
    Attributes(direction).end()
    word = direction.words[0]
    if not _NAME.fullmatch(word.text):
        reason = "must be small letters and digits, such as slow"
        raise ReadingError(word.place, f"remember: {word.text}: {reason}")
    if any(name in NAMES for name in remembered_names(word.text)):
        reason = f"{word.text} with a number's name would be another number; choose another name"
        raise ReadingError(word.place, f"remember: {reason}")
    if remembered_names(word.text)[0] in names:
        raise ReadingError(word.place, f"remember: {word.text} is taken already")
    return word.text
