"""Runs the app line by line on stdin and stdout, with a worker process."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import signal
import sys
import threading
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from engine.errors import DescentError, harmless
from tui.app.launch import Launch, resuming
from tui.app.plain.console import Console
from tui.app.plain.lesson import WIDTH
from tui.app.ports import real_engine
from tui.app.sessions import SIGNALLED
from tui.app.signals import heed, heeded_signals, terminal_is_gone
from tui.model.app_model import AppModel
from tui.text.columns import wrapped
from tui.text.farewell import COMMAND
from tui.text.width import text_width

if TYPE_CHECKING:
    from engine.client.spawn import Spawned

_PROMPT = "> "
_NARROWEST = 20


def _fitting(line: str, columns: int | None) -> list[str]:
    """A line as lines of at most this many cells; one that fits stays as it is."""
    fits = columns is None or text_width(line) <= columns
    return [line] if fits else wrapped([line], columns)


def run_plain(launch: Launch, worker: Spawned | None = None) -> int:
    """Run it; returns the exit status.

    Args:
        launch: what it is opened with.
        worker: a worker process that was started beforehand; None starts one.

    Raises:
        DescentError: the worker rejected the request, such as an unavailable device.
        OSError: stdout cannot be written.
    """
    printer, lines = Printer(), TypedLines()
    signals = heeded_signals()
    while True:
        console = _console(launch, worker, printer)
        name = "" if launch.lesson is None else launch.lesson.name
        asyncio.run(_until_the_end(console, lines, name, signals))
        taken = console.autosave.earlier.taken
        if taken is None:
            break
        launch, worker = resuming(launch, taken), None
    printer.write(console.autosave.farewell.replace(COMMAND, f"{COMMAND} --plain").rstrip())
    if printer.failure is not None:
        raise printer.failure
    if console.failure:
        raise DescentError(console.failure)
    return console.status


def _console(launch: Launch, worker: Spawned | None, printer: Printer) -> Console:
    opened = launch.opened
    model = AppModel(launch.config, launch.pace)
    if opened is not None:
        model.open(opened.frame)
    model.set_aside(launch.note)
    engine = real_engine(opened, worker)
    return Console(model, engine, printer.write, printer.columns, launch.sessions, launch.runs_dir)


async def _until_the_end(
    console: Console, lines: TypedLines, lesson: str, signals: tuple[int, ...]
) -> None:
    """Run the console; a signal ends it as its user would, with the session saved."""
    loop = asyncio.get_running_loop()

    def end(number: int) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended already
            loop.call_soon_threadsafe(console.leave, SIGNALLED + number)

    heed(signals, end)
    await console.run(lines.typed(), lesson, patient=not sys.stdin.isatty())


class Printer:
    """Prints lines, broken between words at the width of the terminal.

    What cannot be written is dropped.

    Attributes:
        failure: why it cannot be written; None while it can.
    """

    def __init__(self) -> None:
        self.failure: OSError | None = None

    def columns(self) -> int:
        """Cells of a line of text."""
        return min(self._terminal() or WIDTH, WIDTH)

    def _terminal(self) -> int | None:
        """Cells of a line of the terminal; None if it is none."""
        if not sys.stdout.isatty():
            return None
        return max(shutil.get_terminal_size().columns - 1, _NARROWEST)

    def write(self, text: str) -> None:
        """Print lines; what a terminal would obey is escaped."""
        if self.failure is None:
            columns = self._terminal()
            lines = harmless(text).split("\n")
            shown = [part for line in lines for part in _fitting(line, columns)]
            try:
                sys.stdout.write("".join(f"{line}\n" for line in shown))
                sys.stdout.flush()
            except OSError as error:
                self.failure = error


class TypedLines:
    """The lines of stdin as they are typed; a prompt is shown to people only."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def typed(self) -> AsyncIterator[str]:
        """Each line; after a session that was left for another one, the next lines."""
        begun, self._loop = self._loop is not None, asyncio.get_running_loop()
        self._queue = asyncio.Queue()
        if not begun:
            # It waits for a line that may never come: the end of the program does not wait for it.
            threading.Thread(target=self._read, daemon=True).start()
        prompt = _PROMPT if sys.stdin.isatty() and sys.stdout.isatty() else ""
        while True:
            if prompt:
                sys.stdout.write(prompt)
                sys.stdout.flush()
            line = await self._queue.get()
            if line is None:
                if terminal_is_gone():
                    signal.raise_signal(signal.SIGHUP)
                return
            yield line

    def _read(self) -> None:
        try:
            for line in iter(sys.stdin.readline, ""):
                self._put(line)
        except (OSError, ValueError):  # closed, or not text
            pass
        finally:
            self._put(None)

    def _put(self, line: str | None) -> None:
        with contextlib.suppress(RuntimeError):  # the program has ended
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._queue.put_nowait, line)
