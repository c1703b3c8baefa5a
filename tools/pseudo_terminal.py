"""A program in a pseudo-terminal, and the screen that a person would see.

pyte paints the screen. Painting takes longer than most programs take to write, so it can be put
off: `record` keeps what comes in with the moment at which it came, `paint` shows it afterwards.
Nothing here sleeps to wait for a program: waiting means reading until the screen shows something.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import select
import signal
import subprocess
import tempfile
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pyte

from tools.link import Link, Throttle
from tools.recording import Recording

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
"""Seconds to wait for a screen before giving up."""
CURSOR_QUERY = b"\x1b[6n"
SYNC_QUERY = b"\x1b[?2026$p"
_ANSWERS = {CURSOR_QUERY: b"\x1b[1;1R", SYNC_QUERY: b"\x1b[?2026;2$y"}
_LOOK = 0.25
"""Seconds after which a condition is looked at again although nothing was written."""
_STATES = tempfile.TemporaryDirectory(prefix="descent-states-", ignore_cleanup_errors=True)
"""What programs remember: a folder for each."""
atexit.register(_STATES.cleanup)
_GOODBYE = 10.0
"""Seconds that a program has to end when asked to."""
_GONE = (ProcessLookupError, PermissionError)


class PseudoTerminal:
    """A program in a terminal of its own.

    Args:
        command: the program and its arguments.
        columns, rows: the terminal's size.
        link: how fast it is read.
        environment: variables besides a plain environment; None removes one. What the program
            remembers lies in a folder of its own, unless XDG_STATE_HOME is among them.
        answers: whether it answers what terminals are asked: cursor position, synchronized output.
    """

    def __init__(
        self,
        command: Sequence[str],
        columns: int = 120,
        rows: int = 40,
        link: Link | None = None,
        *,
        environment: Mapping[str, str | None] | None = None,
        answers: bool = True,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._link = link or Link()
        self._answers = answers
        self._asked = b""
        self._open = True
        state = tempfile.mkdtemp(dir=_STATES.name)
        self._end, other = os.openpty()
        termios.tcsetwinsize(self._end, (rows, columns))
        self.started = time.monotonic()
        try:
            self.process = subprocess.Popen(
                command,
                stdin=other,
                stdout=other,
                stderr=other,
                cwd=ROOT,
                env=_environment({"XDG_STATE_HOME": state, **(environment or {})}),
                start_new_session=True,
                preexec_fn=_control_terminal,  # noqa: PLW1509 - one system call, no lock
            )
        finally:
            os.close(other)

    @property
    def pid(self) -> int:
        """The program's process."""
        return self.process.pid

    # ---------------------------------------------------------------------------- reading

    def record(
        self,
        seconds: float,
        keys: Sequence[tuple[float, str]] = (),
        link: Link | None = None,
        enough: Callable[[Recording], bool] = lambda _: False,
    ) -> Recording:
        """Read, and type these keys meanwhile; queries are answered.

        Args:
            seconds: how long at most.
            keys: what to type, each with its seconds from now, in this order.
            link: how fast it is read; None is as from the start.
            enough: asked after each piece whether to stop.
        """
        found = Recording(time.monotonic())
        throttle = Throttle(link or self._link, found.begun)
        waiting = list(keys)
        while (now := time.monotonic()) < found.begun + seconds:
            while waiting and now >= found.begun + waiting[0][0]:
                text = waiting.pop(0)[1]
                self.press(text)
                found.pressed.append((time.monotonic(), text))
            if pause := throttle.pause(now):
                time.sleep(pause)
                continue
            wait = found.begun + (waiting[0][0] if waiting else seconds) - now
            if not select.select([self._end], [], [], max(0.0, min(wait, 0.05)))[0]:
                continue
            data = self._read(throttle.limit)
            if not data:
                break
            throttle.took(len(data))
            found.pieces.append((time.monotonic(), data))
            if self._answers:
                self._answer(data)
            if enough(found):
                break
        found.ended = time.monotonic()
        return found

    def _read(self, limit: int) -> bytes:
        """What there is; nothing once the program and its children have closed the terminal."""
        try:
            return os.read(self._end, limit)
        except OSError:
            return b""

    def _answer(self, data: bytes) -> None:
        """Answer each query; one may come in two parts."""
        asked = self._asked + data
        for query, answer in _ANSWERS.items():
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

    # ---------------------------------------------------------------------------- waiting

    def wait_until(self, seen: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
        """Read and paint until `seen()`, which may also look elsewhere than at the screen.

        Raises:
            AssertionError: it never was, with `what` and the screen.
        """
        end = time.monotonic() + patience
        while not seen():
            look = min(time.monotonic() + _LOOK, end)
            piece = self.record(look - time.monotonic(), enough=lambda found: bool(found.pieces))
            self.paint(piece)
            now = time.monotonic()
            closed = not piece.pieces and now < look
            if (closed or now >= end) and not seen():
                raise AssertionError(f"waited in vain for {what}; the screen:\n{self.text}")

    def wait_for(self, *texts: str, patience: float = PATIENCE) -> None:
        """Read and paint until the screen shows all these texts at once; raises as `wait_until`."""
        self.wait_until(lambda: all(text in self.text for text in texts), f"{texts}", patience)

    def wait_for_exit(self, patience: float = PATIENCE) -> int:
        """Read and paint to the end of the output; gives the exit status.

        Raises:
            AssertionError: a signal ended the program.
            subprocess.TimeoutExpired: it did not end.
        """
        try:
            return self.wait_for_exit_status(patience)
        finally:
            self.close()

    def wait_for_exit_status(self, patience: float = PATIENCE) -> int:
        """As `wait_for_exit`, but the terminal stays open."""
        begun = time.monotonic()
        self.paint(self.record(patience))
        status = self.process.wait(max(1.0, begun + patience - time.monotonic()))
        assert status >= 0, f"ended by signal {-status}:\n{self.text}"
        return status

    # ---------------------------------------------------------------------------- typing, ending

    def press(self, keys: str | bytes) -> None:
        """Type these characters, or send these bytes."""
        os.write(self._end, keys if isinstance(keys, bytes) else keys.encode())

    def interrupt(self) -> None:
        """Type ctrl+C."""
        self.press("\x03")

    def resize(self, columns: int, rows: int) -> None:
        """Change the size and blank the screen, whose contents were drawn for the old size."""
        self.screen.resize(rows, columns)
        self.screen.erase_in_display(2)
        termios.tcsetwinsize(self._end, (rows, columns))

    def hang_up(self) -> None:
        """Close the terminal under the program."""
        if self._open:
            self._open = False
            os.close(self._end)

    def close(self) -> None:
        """End the program and everything that it started in this terminal."""
        with contextlib.suppress(*_GONE):
            os.killpg(self.pid, signal.SIGTERM)
        if self._open:
            self.record(_GOODBYE)
        with contextlib.suppress(*_GONE):
            os.killpg(self.pid, signal.SIGKILL)
        self.hang_up()
        self.process.wait()


def _control_terminal() -> None:
    """In the new process: be controlled by the terminal that is its standard input."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _environment(given: Mapping[str, str | None]) -> dict[str, str]:
    """A plain environment of a color terminal, with these changes.

    Variables of the surrounding terminal are left out: programs believe them first.
    """
    plain = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    without = dict.fromkeys(("COLUMNS", "LINES", "NO_COLOR", "SSH_CONNECTION"))
    merged = {**os.environ, **plain, **without, **given}
    return {name: value for name, value in merged.items() if value is not None}
