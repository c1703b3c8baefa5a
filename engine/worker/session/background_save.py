"""Writes the run for the session on disk in a thread, while training goes on.

The histories are copied between two slices; all else is the thread's. It reports what that cost, so
that the app can ask for the next one so much later.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from engine.errors import StoreError
from engine.protocol.events import Stored
from engine.storage.run_summary import SUMMARY
from engine.storage.run_writer import write_run
from engine.storage.saved_run import HISTORY, StoredRun
from engine.storage.seal import digest_of

POLL_SECONDS = 0.02
"""The time after which a resting worker looks whether the thread has finished."""


class BackgroundSave:
    """Writes one run at a time.

    Attributes:
        busy: whether one is being written, or was written and not yet reported.
    """

    def __init__(self) -> None:
        self.busy = False
        self._waiting: tuple[Path, Callable[[], StoredRun]] | None = None
        self._done: SimpleQueue[Stored] = SimpleQueue()

    def begin(self, folder: Path, take: Callable[[], StoredRun]) -> None:
        """Write a run into a new folder.

        Args:
            folder: the folder.
            take: makes a run of which nothing changes any more.
        """
        if self.busy:
            # Its thread is still at the disk; the newer one is worth as much later.
            self._waiting = folder, take
            return
        begun = time.perf_counter()
        try:
            run = take()
        except StoreError as error:
            self._report(Stored(folder, failure=str(error)))
        except MemoryError:
            self._report(Stored(folder, failure=f"{folder}: not enough memory"))
        else:
            seconds = time.perf_counter() - begun
            thread = Thread(target=self._write, args=(folder, run, seconds), daemon=True)
            self.busy = True
            thread.start()

    def _report(self, stored: Stored) -> None:
        self.busy = True
        self._done.put(stored)

    def _write(self, folder: Path, run: StoredRun, seconds: float) -> None:
        """Write the run and report it; the thread's work."""
        begun = time.thread_time()
        stored = Stored(folder, run.checkpoint.update)
        try:
            write_run(folder, run, private=True)
            stored = replace(
                stored,
                digest=digest_of(folder / SUMMARY),
                size=(folder / HISTORY).stat().st_size,
            )
        except (OSError, StoreError) as error:
            stored = replace(stored, failure=str(error))
        except MemoryError:
            stored = replace(stored, failure=f"{folder}: not enough memory")
        cost = seconds + time.thread_time() - begun
        self._done.put(replace(stored, cost=cost))

    def finished(self) -> tuple[Stored, ...]:
        """What has been written since the last call; begins the next, if one is waiting."""
        if not self.busy or self._done.empty():
            return ()
        stored = self._done.get()
        self.busy = False
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.begin(*waiting)
        return (stored,)
