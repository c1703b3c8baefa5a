"""The words of the command line that are not options: the commands, and a file of data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter as Option

from engine.config.paths import typed_path
from engine.errors import PathError, shown
from engine.nearest import nearest
from tui.cli.options.groups import DATA_FILE
from tui.cli.request import UsageError

COMMANDS = (
    "train", "sweep", "tradeoff", "phase", "reference", "data", "open", "replay", "runs", "export",
    "lesson", "record", "serve", "attach", "present", "watch", "landscape", "doctor",
)  # fmt: skip
STANDARD_INPUT = "-"
_NEAR = 0.7
"""How alike a misspelled command must be to the right one; 1 is the same."""

DataFile = Annotated[
    str | None,
    Option(
        group=DATA_FILE,
        metavar="FILE",
        show_default=False,
        help="File of data to fit, as --data FILE.",
    ),
]


def with_file(
    values: Mapping[str, str], word: str | None, *, any_word: bool = False
) -> dict[str, str]:
    """The options, with the file of data that was given as a word of its own.

    Args:
        values: the parameters given as options, by name.
        word: the word; None if there was none.
        any_word: whether it is a file, whatever it looks like.

    Raises:
        UsageError: the word is neither a file nor looks like one, or --data is given too.
    """
    if word is None:
        return dict(values)
    if not any_word and not names_file(word):
        raise UsageError(unknown_word(word))
    if "data" in values:
        raise UsageError(f"{shown(word)}: --data {shown(values['data'])} names another file")
    return {"data": word, **values}


def names_file(word: str) -> bool:
    """Whether a word names a file, existing or not: a misspelled file is not a command."""
    if word in COMMANDS:
        return False
    if any(mark in word for mark in "./\\~"):
        return True
    try:
        return typed_path(word).exists()
    except (PathError, OSError):
        return True


def unknown_word(word: str) -> str:
    """Why a word is not a command, with what was probably meant."""
    plain = shown(word)
    if word in COMMANDS:
        return f"{plain}: a command must come first: descent {plain} [options]"
    if word in ("help", "version"):
        return f"{plain}: unknown command; did you mean --{plain}?"
    near = nearest(word, COMMANDS, _NEAR)
    if near:
        return f"{plain}: unknown command; did you mean {near}?"
    file = nearest(word, _names_here(), _NEAR)
    if file:
        return f"{plain}: no command or file of this name; did you mean {shown(file)}?"
    return f"{plain}: unknown command; the commands are {', '.join(COMMANDS)}"


def _names_here() -> list[str]:
    try:
        return sorted(path.name for path in Path().iterdir())
    except OSError:
        return []
