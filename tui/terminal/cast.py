"""A recording of the terminal as an asciicast, version 2: what was shown, when, and what it means.

The format is that of asciinema (docs.asciinema.org/manual/asciicast/v2): a line of JSON with the
size, then a line for each event, `[seconds, code, data]`; codes are "o" output, "i" input,
"r" resize and "m" marker. A line is written at once, so the file is valid at every moment, however
the program ends. Before the first event an existing file is left as it is, and a new one is removed
at the end: what keeps the app from being opened costs no recording.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from engine.errors import PathError, shown

CAST_SUFFIXES = (".cast",)
_log = logging.getLogger(__name__)
_NOT_SHOWN = re.compile(
    r"\x1b\[(?:"
    r"6n|\?\d+\$p"  # questions: the terminal of the viewer would answer them
    r"|\?(?:1000|1002|1003|1004|1006|1015|1016|2004|2048)[hl]"  # reports of mouse, focus, pastes
    r"|[<>=][\d;]*u)"  # the keyboard protocol
)
_NOT_TYPED = re.compile(
    r"\x1b\[(?:\d+;\d+R|\?[\d;]*\$y|\?[\d;]*[cu]|[IO]|<[\d;]*[Mm]|48(?:;\d+)*t)"
)
"""What a terminal sends by itself, or for the mouse."""


class CastFile:
    """Writes a recording.

    Args:
        path: the file, which is replaced at the first event.
        size: columns and rows at the start.
        title: of the recording.
        idle_limit: seconds to which players shorten pauses; None leaves them.
        keys: whether to record what is typed.
        environment: names the terminal.
        clock: seconds of a steady clock.

    Raises:
        PathError: the file cannot be written.

    Attributes:
        path: the file.
        size: columns and rows now.
        markers: how many markers it has.
        failure: why it ended early; empty if it did not.
    """

    def __init__(
        self,
        path: Path,
        size: tuple[int, int],
        title: str = "",
        *,
        idle_limit: float | None = None,
        keys: bool = False,
        environment: Mapping[str, str] = os.environ,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.path, self.size, self.keys = path, size, keys
        self.markers, self.failure = 0, ""
        self._clock, self._begun = clock, clock()
        self._lock = threading.Lock()
        header = {
            "version": 2,
            "width": size[0],
            "height": size[1],
            "timestamp": int(time.time()),
            **({} if idle_limit is None else {"idle_time_limit": idle_limit}),
            **({"title": title} if title else {}),
            "env": {"TERM": environment.get("TERM", "")},
        }
        self._header, self._empty, self._length = header, True, 0
        try:
            opened, self._is_new = _opened(path)
        except OSError as error:
            raise PathError(f"{shown(str(path))}: {error.strerror or error}") from None
        self._file: int | None = opened
        if self._is_new:
            self._write(header)
        if self.failure:
            raise PathError(self.failure)

    @property
    def seconds(self) -> float:
        """Its length so far."""
        return self._clock() - self._begun

    def output(self, text: str) -> None:
        """Record what is written to the terminal, without what viewers do not see."""
        if text := _NOT_SHOWN.sub("", text):
            self._event("o", text)

    def input(self, text: str) -> None:
        """Record what comes from the terminal, if keys are recorded."""
        if self.keys and (text := _NOT_TYPED.sub("", text)):
            self._event("i", text)

    def resized(self, columns: int, rows: int) -> None:
        """The terminal has this size now."""
        if (columns, rows) != self.size:
            self.size = columns, rows
            self._event("r", f"{columns}x{rows}")

    def mark(self, label: str) -> None:
        """A marker: a place to jump to in a player."""
        self.markers += 1
        self._event("m", " ".join(label.split()))

    def close(self) -> None:
        """End the recording."""
        with self._lock:
            self._close()

    def _event(self, code: str, data: str) -> None:
        with self._lock:
            if self._empty and self._file is not None:
                self._empty = False
                if not self._is_new:
                    self._replace()
            self._write([round(self.seconds, 6), code, data])

    def _replace(self) -> None:
        """Begin the recording in place of what the file has."""
        assert self._file is not None, "it is open"
        try:
            os.ftruncate(self._file, 0)
        except OSError as error:
            self._fail(error)
        self._write(self._header)

    def _write(self, content: object) -> None:
        """Append a line; where there is no room for all of it, end the file before it."""
        if self._file is None:
            return
        line = (json.dumps(content, ensure_ascii=False) + "\n").encode(errors="replace")
        try:
            rest = line
            while rest:  # a disk that becomes full takes a part, then none
                rest = rest[os.write(self._file, rest) :]
            self._length += len(line)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self._length)
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        """End the recording for an error."""
        self.failure = f"{shown(str(self.path))}: {error.strerror or error}"
        if not self._empty:
            _log.warning("the recording has ended: %s", self.failure)
        self._close()

    def _close(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            with contextlib.suppress(OSError):
                os.close(file)
            if self._empty and self._is_new:
                with contextlib.suppress(OSError):
                    self.path.unlink()


def _opened(path: Path) -> tuple[int, bool]:
    """The open file, and whether it is a new one.

    Raises:
        OSError: it cannot be written.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC
    try:
        return os.open(path, flags | os.O_EXCL, 0o666), True
    except FileExistsError:
        return os.open(path, flags, 0o666), False
