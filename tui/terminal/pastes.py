"""Finds pasted text in what a terminal sends, so that it is never taken for keys.

A terminal brackets a paste: `ESC [ 200 ~`, the text, `ESC [ 201 ~`. One that does not know this
sends the text alone; then its length tells it from keys. The end of a bracket may get lost with
the connection; then the paste ends by itself, for keys to be keys again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

BEGIN, END = "\x1b[200~", "\x1b[201~"
BURST = 256
"""Characters that arrive at once and are no sequences: more than anybody types."""
LONGEST = 1 << 20
"""Characters of a paste that are kept."""
PATIENCE = 2.0
"""Seconds without more of a bracketed paste after which its end is taken for lost."""
BURST_PATIENCE = 0.1
"""The same for a paste without brackets."""
_PIECE = 16
"""Characters at once that are a part of a paste, and no key that follows it."""
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O[@-~])")
_CUT_BEGIN = re.compile(r"\x1b(?:\[(?:2(?:00?)?)?)?\Z")


@dataclass(frozen=True)
class Typed:
    """Text that is keys and other sequences."""

    text: str


@dataclass(frozen=True)
class Pasted:
    """Text that was pasted; too long ones are cut."""

    text: str


class Pastes:
    """Divides text into what was typed and what was pasted."""

    def __init__(self) -> None:
        self._held = ""
        """The end of a text that may be the beginning of a bracket."""
        self._paste: str | None = None
        self._bracketed = False
        self._since = 0.0

    def divide(self, text: str, now: float) -> Iterator[Typed | Pasted]:
        """The parts of `text` that are complete; `now` is a clock in seconds."""
        text = self._held + text
        self._held = ""
        if len(text) >= _PIECE or self._paste is None:
            self._since = now
        while text:
            if self._paste is None:
                if _is_burst(text):
                    self._paste, self._bracketed = "", False
                    continue
                before, bracket, text = text.partition(BEGIN)
                if bracket:
                    self._paste, self._bracketed = "", True
                elif cut := _CUT_BEGIN.search(before):
                    self._held, before = before[cut.start() :], before[: cut.start()]
                if before:
                    yield Typed(before)
                continue
            whole = self._paste + text
            pasted, bracket, text = whole.partition(END)
            if bracket:
                self._paste = None
                yield Pasted(_clean(pasted))
            else:
                # An end that comes in two parts is found when the second is there.
                self._paste = whole[:LONGEST] + whole[LONGEST:][-len(END) :]

    def passed(self, now: float) -> Iterator[Typed | Pasted]:
        """What is complete because nothing more has come until now."""
        if self._held:
            held, self._held = self._held, ""
            yield Typed(held)
        patience = PATIENCE if self._bracketed else BURST_PATIENCE
        if self._paste is not None and now - self._since >= patience:
            pasted, self._paste = self._paste, None
            yield Pasted(_clean(pasted))


def _is_burst(text: str) -> bool:
    return len(text) >= BURST and len(_SEQUENCE.sub("", text.partition(BEGIN)[0])) >= BURST


def _clean(text: str) -> str:
    return text[:LONGEST].replace(BEGIN, "").replace("\x00", "")
