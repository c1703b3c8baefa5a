"""Runs the app line by line on stdin and stdout, with a worker process."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from engine.errors import DescentError, harmless
from tui.app.plain.console import Console
from tui.app.ports import real_engine
from tui.model.app_model import AppModel

if TYPE_CHECKING:
    from engine.client.spawn import Spawned
    from tui.app.launch import Launch

_PROMPT = "> "


def run_plain(launch: Launch, worker: Spawned | None = None) -> int:
    """Run it; returns the exit status.

    Args:
        launch: what it is opened with.
        worker: a worker process that was started beforehand; None starts one.

    Raises:
        DescentError: the worker rejected the request, such as an unavailable device.
        OSError: stdout cannot be written.
    """
    opened = launch.opened
    model = AppModel(launch.config, launch.pace)
    if opened is not None:
        model.open(opened.frame)
    model.set_aside(launch.note)
    printer = Printer()
    console = Console(model, real_engine(opened, worker), printer.write)
    name = "" if launch.lesson is None else launch.lesson.name
    asyncio.run(console.run(typed_lines(), name, patient=not sys.stdin.isatty()))
    if printer.failure is not None:
        raise printer.failure
    if console.failure:
        raise DescentError(console.failure)
    return 0


class Printer:
    """Prints lines, until stdout cannot be written.

    Attributes:
        failure: why it cannot be written; None while it can.
    """

    def __init__(self) -> None:
        self.failure: OSError | None = None

    def write(self, text: str) -> None:
        """Print lines; what a terminal would obey is escaped."""
        if self.failure is None:
            try:
                sys.stdout.write(f"{harmless(text)}\n")
                sys.stdout.flush()
            except OSError as error:
                self.failure = error


async def typed_lines() -> AsyncIterator[str]:
    """The lines of stdin as they are typed; a prompt is shown to people only."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()
    prompt = _PROMPT if sys.stdin.isatty() and sys.stdout.isatty() else ""

    def read() -> None:
        try:
            for line in iter(sys.stdin.readline, ""):
                loop.call_soon_threadsafe(queue.put_nowait, line)
        except (OSError, ValueError):  # closed, or not text
            pass
        finally:
            loop.call_soon_threadsafe(queue.put_nowait, None)

    # It waits for a line that may never come: the end of the program does not wait for it.
    threading.Thread(target=read, daemon=True).start()
    while True:
        if prompt:
            sys.stdout.write(prompt)
            sys.stdout.flush()
        line = await queue.get()
        if line is None:
            return
        yield line
