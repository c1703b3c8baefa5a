"""Divides what was typed into characters and escape sequences (ECMA-48), whole or cut short.

What a terminal answers to questions that nobody asked here, or that came too late, is a sequence
too; taken apart into characters it would be keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ESCAPE = "\x1b"
_STRING = r"[PX\]^_][^\x07\x1b]*"
_WHOLE = re.compile(
    rf"{_ESCAPE}(?:\[\[[A-E]|\[[0-?]*[ -/]*[@-Z\\-~]|O[ -~]|{_STRING}(?:\x07|\x1b\\)|"
    rf"[^\[OPX\]^_\x1b])",
    re.DOTALL,
)
"""A function key of the Linux console, CSI, SS3, a string such as OSC, alt and a character."""
_BEGUN = re.compile(rf"{_ESCAPE}(?:\[\[?|\[[0-?]*[ -/]*|O|{_STRING}\x1b?)?\Z", re.DOTALL)
LONGEST = 4096
"""Characters of a sequence; what is longer has lost its end."""


class Sequences:
    """Divides text that comes in pieces; a sequence that is not whole waits for its rest."""

    def __init__(self) -> None:
        self._held = ""

    def divide(self, text: str) -> Iterator[str]:
        """Characters and whole sequences."""
        text = self._held + text
        begun = _BEGUN.search(text)
        self._held = "" if begun is None or len(begun[0]) > LONGEST else begun[0]
        end, place = len(text) if begun is None else begun.start(), 0
        while place < end:
            found = _WHOLE.match(text, place, end) if text[place] == _ESCAPE else None
            yield text[place] if found is None else found[0]
            place = place + 1 if found is None else found.end()

    def passed(self) -> str:
        """The beginning of a sequence of which nothing more has come."""
        held, self._held = self._held, ""
        return held


def is_string(sequence: str) -> bool:
    """Whether it is a string to or from a program, such as a colour that was asked for: no key."""
    return len(sequence) > len("\x1bP") and sequence[0] == _ESCAPE and sequence[1] in "PX]^_"


def is_alt(sequence: str) -> bool:
    """Whether it is escape, or alt and a character."""
    return sequence[0] == _ESCAPE and len(sequence) <= len("\x1bP")
