"""Lets a monkey play with the program, and looks after it now and then."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.monkey.keeper import LIGHT, SIZE, Keeper
from tests.monkey.program import REPORT, REPORTED
from tests.monkey.strokes import Bytes, Harm, Size, Stroke, Strokes
from tools.processes import is_alive

_AT_A_TIME = 8
_MOST_MEGABYTES = 700
_ROWS = 60
"""At least the rows of the parameter panel."""
_PATIENCE, _ANSWER = 120.0, 30.0
"""Seconds that it may take to start and to converge, and to answer a key."""


@dataclass
class Report:
    """What happened, for whoever started it."""

    strokes: int = 0
    ended: int = 0
    killed: int = 0
    stopped: int = 0
    suspended: int = 0
    megabytes: float = 0.0


class Monkey:
    """A monkey at a program that is started again whenever the monkey ends it.

    Args:
        seed: of the strokes.
        folder: an empty folder, where the program runs.
        program: the module to start, and its words on the command line.
        first: keys that are pressed at each start, such as those that open a phase map.

    Attributes:
        report: counts.
        last: the last strokes, to be shown when something is wrong.
    """

    def __init__(
        self, seed: int, folder: Path, program: Sequence[str] = (LIGHT,), first: str = ""
    ) -> None:
        self._strokes = Strokes(seed, SIZE)
        self._folder, self._program, self._first = folder, program, first
        self._stopped: list[int] = []
        self.report = Report()
        self.last: list[Stroke] = []
        self._start()

    def _start(self) -> None:
        self.keeper = Keeper(self._folder, *self._program)
        self.keeper.wait_for("optimizer", "views", patience=_PATIENCE)
        for key in self._first:
            self.keeper.press(key)
            self.keeper.catch_up()

    def leave_out(self, strokes: int) -> None:
        """Begin later in the strokes of the seed."""
        for _ in range(strokes):
            self._strokes.next()

    def in_hand(self) -> str:
        """What the program says of its focus and its last keys, if it answers."""
        answer = self._folder / REPORTED
        (self._folder / REPORT).touch()
        end = time.monotonic() + _ANSWER
        while not answer.exists() and time.monotonic() < end:
            self.keeper.record(0.2)
        return answer.read_text() if answer.exists() else "no report"

    # ------------------------------------------------------------------------------ playing

    def play(self, keys: int, every: int = 500) -> None:
        """Make `keys` strokes, and look after the program after every `every` of them."""
        for made in range(keys):
            self._make(self._strokes.next())
            if made % _AT_A_TIME == 0:
                self.keeper.catch_up()
                if not self.keeper.running:
                    self._ended()
            if (made + 1) % every == 0:
                self.look_after()

    def _make(self, stroke: Stroke) -> None:
        self.report.strokes += 1
        self.last = [*self.last[-60:], stroke]
        with contextlib.suppress(OSError):  # it may have ended
            match stroke:
                case Bytes(data=data):
                    self.keeper.press(data)
                case Size(columns=columns, rows=rows):
                    self.keeper.resize(columns, rows)
                case Harm(what=what):
                    self.harm(what)

    def harm(self, what: str) -> None:
        """Kill or stop the worker, or suspend the program."""
        if what == "suspend":
            self._suspend()
            return
        for worker in self.keeper.workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL if what == "kill" else signal.SIGSTOP)
            if what == "stop":
                self._stopped.append(worker)
                self.report.stopped += 1
            else:
                self.report.killed += 1

    def _suspend(self) -> None:
        """Press ctrl+z; a program that stops goes on after a moment."""
        self.keeper.press("\x1a")
        begun = time.monotonic()
        while not self.keeper.stopped and time.monotonic() < begun + 2:
            self.keeper.record(0.05)
        self.report.suspended += self.keeper.stopped
        self._go_on()

    def _go_on(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.keeper.pid, signal.SIGCONT)

    # ------------------------------------------------------------------------------ looking after

    def look_after(self) -> None:
        """Check that it lives, answers, is small and has one worker at most."""
        self._let_workers_go_on()
        if not self.keeper.running:
            self._ended()
        self.to_the_dashboard()
        self._check_answer()
        megabytes = self.keeper.megabytes
        self.report.megabytes = max(self.report.megabytes, megabytes)
        assert megabytes < _MOST_MEGABYTES
        assert len(self.keeper.workers) <= 1
        self._check_logs()

    def _let_workers_go_on(self) -> None:
        self._go_on()
        for worker in self._stopped:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGCONT)
        self._stopped.clear()

    def to_the_dashboard(self) -> None:
        """Close whatever is open, at an ordinary size."""
        keeper = self.keeper
        keeper.press(b"\x1b\\\x07\x1b[201~")  # the end of whatever was left open
        keeper.resize(*SIZE)
        for _ in range(8):
            # Alone for a while, or it would be alt with the next key.
            keeper.record(0.12)
            keeper.catch_up()
            keeper.press("\x1b")
        keeper.record(0.12)
        keeper.catch_up()
        keeper.clear()
        keeper.press("\x0c")
        self._wait_until(lambda: bool(keeper.lines[-1].strip()), "the key bar, painted last")

    def _check_answer(self) -> None:
        """A view is shown when it is asked for, and another one after it."""
        titles = " 2 surface ", " 3 loss "
        for key in "232":
            self.keeper.press(key)
            shown, other = titles if key == "2" else titles[::-1]
            self._wait_for(shown, other)
        self.keeper.press("1")
        assert "drawing failed" not in self.keeper.text

    def _wait_for(self, shown: str, other: str) -> None:
        def seen() -> bool:
            return shown in self.keeper.text and other not in self.keeper.text

        self._wait_until(seen, shown)

    def _wait_until(self, seen: Callable[[], bool], what: str) -> None:
        def awake_and_seen() -> bool:
            if self.keeper.stopped:  # by ctrl+z, which a busy machine may obey late
                self.report.suspended += 1
                self._go_on()
            return seen()

        self.keeper.wait_until(awake_and_seen, what, _ANSWER)

    @property
    def logs(self) -> list[Path]:
        """The program's logs."""
        return list(self._folder.rglob("*.log*"))

    def _check_logs(self) -> None:
        for file in self.logs:
            text = file.read_text(errors="replace")
            assert "Traceback" not in text, text[-3000:]

    def _ended(self) -> None:
        """It ended: as it should, since a key for that was pressed; another one is started."""
        self._check_end()
        self.report.ended += 1
        self._start()

    def _check_end(self) -> None:
        keeper = self.keeper
        keeper.record(0.2)
        status = keeper.process.wait(20)
        changed = keeper.left_as_found
        workers = keeper.workers
        keeper.close()
        assert status == 0, f"exit status {status}"
        assert not changed, changed
        assert not workers
        self._check_logs()

    # ------------------------------------------------------------------------------ the end

    def converge(self) -> None:
        """From whatever it was left in, the defaults are set and the run is trained to its end."""
        keeper = self.keeper
        self.to_the_dashboard()
        if "restart worker" in keeper.text or "lost" in keeper.text:
            keeper.press("k")
        keeper.press("1\t")
        for _ in range(_ROWS):
            keeper.press("\x7f\x1b[B")
            keeper.record(0.02)
        keeper.press("\x1b")
        keeper.record(0.3)
        keeper.press("S" * 12)
        keeper.press("r")
        keeper.record(0.5)
        keeper.press(" ")
        # Another problem need not be near its minimum where its stop rule is met.
        ends = ("converged",) if len(self._program) == 1 else ("converged", "stopped", "max epochs")
        self.keeper.wait_until(
            lambda: any(end in keeper.text for end in ends), f"{ends}", _PATIENCE
        )

    def quit(self) -> None:
        """End it, and check how it leaves the terminal."""
        keeper = self.keeper
        self.to_the_dashboard()
        worker = keeper.workers
        keeper.press("q")
        begun = time.monotonic()
        while keeper.running and time.monotonic() < begun + 30:
            keeper.record(0.1)
        self._check_end()
        assert not any(map(is_alive, worker))

    def close(self) -> None:
        """End it in any case."""
        self._let_workers_go_on()
        self.keeper.close()


def screen_of(monkey: Monkey) -> str:
    """The screen as last painted, without lines that are empty."""
    return re.sub(r"\n\s*\n", "\n", monkey.keeper.text)
