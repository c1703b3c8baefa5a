"""Keys that a text mentions, as in "v: next": a click there acts as the key."""

from __future__ import annotations

import re
from functools import cache

from tui.keys.bindings import SCREEN_CONTEXTS
from tui.keys.command import Context
from tui.keys.table import COMMANDS
from tui.text.width import text_width

_MENTION = re.compile(r"(?<![^\s(])([^\s(]{1,9}): [^·;,()]*[^·;,() ]")
"""A key, a colon, and what it does, up to the next sign between parts of a sentence."""


def mentioned(text: str, column: int, focus: Context | None) -> str:
    """The id of the command whose key the text mentions in this column; empty if there is none.

    Args:
        text: what is on the screen.
        column: in cells from its start.
        focus: the context whose keys come before those of the screen; None for none.
    """
    for match in _MENTION.finditer(text):
        start = text_width(text[: match.start()])
        if start <= column < start + text_width(match.group()):
            return _ids(focus).get(match.group(1), "")
    return ""


@cache
def _ids(focus: Context | None) -> dict[str, str]:
    """The commands by their keys as shown."""
    contexts = (*SCREEN_CONTEXTS[::-1], *([] if focus is None else [focus]))
    by_context = {context: [c for c in COMMANDS if c.context is context] for context in contexts}
    return {
        command.shown: command.id
        for commands in by_context.values()
        for command in commands
        if command.keys
    }
