"""A program in a pseudo-terminal that is read as fast as a link would carry, with times.

Nothing is painted while it is read: pyte takes longer than the programs that are measured. What
came in is kept with the moment at which it came, and painted afterwards by whoever wants to look.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyte

from tests.e2e.terminal import ROOT

CURSOR_QUERY = b"\x1b[6n"
CURSOR_ANSWER = b"\x1b[1;1R"
SYNC_QUERY = b"\x1b[?2026$p"
SYNC_ANSWER = b"\x1b[?2026;2$y"
SYNC_BEGIN = b"\x1b[?2026h"
SYNC_END = b"\x1b[?2026l"
MOST_AT_A_TIME = 1 << 16
SLICES_A_SECOND = 100
"""A throttled reader takes its bytes in so many portions a second."""


@dataclass(frozen=True)
class Link:
    """What lies between the program and the eyes.

    Attributes:
        bytes_per_second: how much it carries; None is as much as there is.
        stalls_at, stalls_for: seconds of the recording after which it stands still, and how long.
    """

    bytes_per_second: float | None = None
    stalls_at: float = 0.0
    stalls_for: float = 0.0


@dataclass
class Recording:
    """What came in, and what was typed meanwhile.

    Attributes:
        begun, ended: by time.monotonic.
        pieces: what was read, each piece with its moment.
        pressed: what was typed, with its moment.
    """

    begun: float
    ended: float = 0.0
    pieces: list[tuple[float, bytes]] = field(default_factory=list)
    pressed: list[tuple[float, str]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long it went on."""
        return self.ended - self.begun

    @property
    def data(self) -> bytes:
        """All that was read."""
        return b"".join(data for _, data in self.pieces)

    @property
    def pictures(self) -> list[bytes]:
        """What was written between the marks of synchronized output: a paint each."""
        return [part.split(SYNC_END)[0] for part in self.data.split(SYNC_BEGIN)[1:]]


class PseudoTerminal:
    """A program that thinks it runs in a terminal, which answers what terminals are asked.

    Args:
        command: the program and its words.
        columns, rows: the terminal's size.
        link: how it is read from the first byte on.
        environment: variables besides a plain environment; None takes one away.
    """

    def __init__(
        self,
        command: Sequence[str],
        columns: int,
        rows: int,
        link: Link | None = None,
        environment: Mapping[str, str | None] | None = None,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._link = link or Link()
        self._asked = b""
        self.started = time.monotonic()
        self.pid, self._end = pty.fork()
        if self.pid == 0:
            self._become(command, environment or {})
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, size)

    @staticmethod
    def _become(command: Sequence[str], environment: Mapping[str, str | None]) -> None:
        given = {"TERM": "xterm-256color", "COLORTERM": "truecolor", **environment}
        for name in ("COLUMNS", "LINES", "NO_COLOR", "SSH_CONNECTION"):
            given.setdefault(name, None)
        wanted = {**os.environ, **given}
        try:
            os.chdir(ROOT)
            # The size is set by the other side, which may be later than this one.
            while os.get_terminal_size(0).columns == 0:
                pass
            kept = {name: value for name, value in wanted.items() if value is not None}
            os.execvpe(command[0], list(command), kept)  # noqa: S606 - no shell is wanted
        finally:
            os._exit(127)

    # ---------------------------------------------------------------------------- reading

    def record(
        self,
        seconds: float,
        keys: Sequence[tuple[float, str]] = (),
        link: Link | None = None,
        enough: Callable[[Recording], bool] = lambda _: False,
    ) -> Recording:
        """Read for so many seconds, and type these keys at their seconds; answers all queries.

        Args:
            seconds: how long at most.
            keys: what to type, and how many seconds from now, in this order.
            link: how it is read; None is as from the start.
            enough: asked after each piece whether that was all.
        """
        link = link or self._link
        found = Recording(time.monotonic())
        waiting = list(keys)
        allowance, counted = 0.0, found.begun
        while (now := time.monotonic()) < found.begun + seconds:
            while waiting and now >= found.begun + waiting[0][0]:
                text = waiting.pop(0)[1]
                os.write(self._end, text.encode())
                found.pressed.append((time.monotonic(), text))
            elapsed = now - found.begun
            if link.stalls_at <= elapsed < link.stalls_at + link.stalls_for:
                time.sleep(min(0.01, link.stalls_at + link.stalls_for - elapsed))
                continue
            limit = MOST_AT_A_TIME
            if link.bytes_per_second is not None:
                portion = link.bytes_per_second / SLICES_A_SECOND
                allowance = min(allowance + (now - counted) * link.bytes_per_second, portion)
                counted = now
                if allowance < max(1.0, portion / 2):
                    time.sleep(0.5 / SLICES_A_SECOND)
                    continue
                limit = int(allowance)
            wait = found.begun + (waiting[0][0] if waiting else seconds) - now
            if not select.select([self._end], [], [], max(0.0, min(wait, 0.05)))[0]:
                continue
            data = self._read(limit)
            if not data:
                break
            allowance -= len(data)
            found.pieces.append((time.monotonic(), data))
            self._answer(data)
            if enough(found):
                break
        found.ended = time.monotonic()
        return found

    def _read(self, limit: int) -> bytes:
        try:
            return os.read(self._end, limit)
        except OSError:
            return b""

    def _answer(self, data: bytes) -> None:
        """Answer what the program asked: a query may come in two parts."""
        asked = self._asked + data
        for query, answer in ((CURSOR_QUERY, CURSOR_ANSWER), (SYNC_QUERY, SYNC_ANSWER)):
            for _ in range(asked.count(query) - self._asked.count(query)):
                with contextlib.suppress(OSError):
                    os.write(self._end, answer)
        self._asked = asked[-(len(SYNC_QUERY) - 1) :]

    # ---------------------------------------------------------------------------- painting

    def paint(self, recording: Recording) -> None:
        """Put what was recorded on the screen."""
        for _ in self.painted(recording):
            pass

    def painted(self, recording: Recording) -> Iterator[float]:
        """Put one piece after the other on the screen, and give its moment."""
        for moment, data in recording.pieces:
            self._stream.feed(data)
            yield moment

    @property
    def lines(self) -> list[str]:
        """The screen's text, line by line, as painted so far."""
        return list(self.screen.display)

    @property
    def text(self) -> str:
        """The screen's text, as painted so far."""
        return "\n".join(self.lines)

    def wait_for(self, *texts: str, patience: float = 60.0) -> float:
        """Read and paint until all these texts are on the screen; gives the moment.

        Raises:
            AssertionError: they never were.
        """
        end = time.monotonic() + patience
        while time.monotonic() < end:
            piece = self.record(end - time.monotonic(), enough=lambda found: bool(found.pieces))
            self.paint(piece)
            if all(text in self.text for text in texts):
                return piece.ended
            if not piece.pieces:
                break
        raise AssertionError(f"waited in vain for {texts}; the screen:\n{self.text}")

    # ---------------------------------------------------------------------------- typing, ending

    def press(self, keys: str) -> None:
        """Type these characters."""
        os.write(self._end, keys.encode())

    def close(self) -> None:
        """End the program."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        self.record(10.0)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.close(self._end)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
