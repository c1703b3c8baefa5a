"""Messages made of the bytes that a terminal sends: no bytes end the app or confuse it.

Textual's driver decodes strictly, so that one byte that is no UTF-8 ends the app; its parser ends
with an error at some sequences, and takes others apart into keys (Textualize/textual#6668, #6696).
`tests/tui/terminal` has a test that says when this has changed.
"""

from __future__ import annotations

import codecs
import logging
import time
from collections.abc import Callable, Iterable

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from tui.terminal.mouse_reports import begun, in_digits
from tui.terminal.pastes import Pasted, Pastes, Typed
from tui.terminal.sequences import Sequences, is_alt, is_string

_log = logging.getLogger(__name__)
_RAW_REPORT = b"\x1b[M"


class _Parser(XTermParser):
    """Textual's parser; the mouse is where its cell is, since pixels are not asked for."""

    @property
    def mouse_pixels(self) -> bool:
        """Whether the mouse is reported in pixels."""
        return False

    @mouse_pixels.setter
    def mouse_pixels(self, pixels: bool) -> None:
        """A terminal that reports its size by itself does not change how the mouse is reported."""


class TerminalInput:
    """Bytes in, messages out.

    Args:
        clock: seconds from any beginning.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._held = b""
        self._pastes = Pastes()
        self._sequences = Sequences()
        self._parser = _Parser()

    def feed(self, data: bytes) -> list[Message]:
        """The messages that these bytes complete."""
        data = self._held + data
        held = begun(data)
        data, self._held = data[: len(data) - held], data[len(data) - held :]
        text = self._decoder.decode(in_digits(data))
        return self._messages(self._pastes.divide(text, self._clock()))

    def wait(self) -> list[Message]:
        """The messages that are complete because no bytes have come for a while."""
        held, self._held = self._held, b""
        # Of a mouse report the rest was lost.
        text = self._decoder.decode(b"" if held.startswith(_RAW_REPORT) else held, final=True)
        now = self._clock()
        made = self._messages(self._pastes.divide(text, now))
        made += self._messages(self._pastes.passed(now))
        return made + self._cut_short(self._sequences.passed())

    def _messages(self, parts: Iterable[Typed | Pasted]) -> list[Message]:
        made: list[Message] = []
        for part in parts:
            match part:
                case Pasted(text):
                    made.append(events.Paste(text))
                case Typed(text):
                    for piece in self._sequences.divide(text):
                        made += self._cut_short(piece) if is_alt(piece) else self._parsed(piece)
        return made

    def _parsed(self, piece: str) -> list[Message]:
        """The messages of a character or a sequence; none of a sequence that is not known."""
        if is_string(piece):
            return []
        try:
            made = list(self._parser.feed(piece))
        except Exception:  # noqa: BLE001 - whatever it is, the next key is another one
            _log.debug("a sequence of the terminal was left out", exc_info=True)
            made = []
        if not made:
            # It may be waiting for more, or have ended with the error.
            self._parser = _Parser()
        return made

    def _cut_short(self, begun: str) -> list[Message]:
        """Escape, or alt and a character; other sequences that are not whole are left out."""
        if not begun:
            return []
        if not is_alt(begun):
            return self._parsed(begun)  # some old terminals end keys in what begins another
        parser = _Parser()
        made = [*parser.feed(begun), *parser.feed("")]
        return [_with_alt(message) if len(begun) > 1 else message for message in made]


def _with_alt(message: Message) -> Message:
    """The key with alt, which Textual's parser leaves out where a key has a long name."""
    if not isinstance(message, events.Key) or "alt+" in message.key:
        return message
    return events.Key(f"alt+{message.key}", message.character)
