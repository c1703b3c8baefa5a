"""Flow control: keeps pictures from running ahead of a slow terminal.

Over a slow line, output queues up in buffers on the way, and the effect of a key shows only after
all of it. So a picture is painted when the system has accepted everything written before, and when
the terminal has answered a query of its cursor position, which it does after drawing everything
that came before. Over a line with high latency the answer takes long although nothing queues up:
then several pictures may be in flight. A terminal that does not answer the first query is not
queried again.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable

QUERY = "\x1b[6n"
"""DSR 6, report the cursor's position: ECMA-48, section 8.3.35."""

PATIENCE = 10.0
"""Seconds after which an answer counts as lost, if nothing is waiting to be written."""
LATE = 1.0
"""Seconds after which it counts as lost if a key has arrived meanwhile."""
GOODBYE = 2.0
"""Seconds to wait for answers on exit; later ones would end up as input of the shell."""
DELAY = 0.06
"""Seconds by which an answer may exceed the fastest one before output counts as queued up."""


class FlowControl:
    """Decides whether the terminal can accept another picture.

    Args:
        write: writes to the terminal, after everything written before.
        waiting: returns the bytes written that the system has not accepted yet.
        clock: returns the seconds of a monotonic clock.
    """

    def __init__(
        self,
        write: Callable[[str], None],
        waiting: Callable[[], int],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._write = write
        self._waiting = waiting
        self._clock = clock
        self._answers = False
        self._asked: deque[float] = deque()
        self._fastest = float("inf")
        self._newest = 0.0
        self._ready = asyncio.Event()
        self._ready.set()
        self.pictures_per_second = 30.0

    def probe(self) -> None:
        """Send one query to find out whether this terminal answers."""
        self._write(QUERY)

    def painted(self) -> str:
        """Register a picture being written; returns the text to write after it.

        That text is the cursor query if this terminal answers it, otherwise empty.
        """
        if not self._answers:
            return ""
        self._asked.append(self._clock())
        self.look()
        return QUERY

    def answered(self) -> None:
        """The terminal has answered."""
        self._answers = True
        if self._asked:
            self._newest = self._clock() - self._asked.popleft()
            self._fastest = min(self._fastest, self._newest)
        self.look()

    def restart(self) -> None:
        """Forget outstanding queries: their answers went to another program."""
        self._asked.clear()
        self.look()

    def typed(self) -> None:
        """Register a key: it shows that the line is not blocked."""
        if self._asked and self._clock() - self._asked[0] > LATE and self._waiting() == 0:
            self._asked.clear()
        self.look()

    @property
    def is_ready(self) -> bool:
        """Whether a picture painted now would be visible without delay."""
        return self._waiting() == 0 and len(self._asked) < self.window

    @property
    def window(self) -> int:
        """The number of pictures allowed in flight, from the latency of the line."""
        if not self._answers or self._fastest == float("inf"):
            return 1
        if self._newest > self._fastest + DELAY:
            return 1
        return 1 + int(self._fastest * self.pictures_per_second)

    def look(self) -> bool:
        """Check again whether it is ready; call it regularly, in case answers were lost."""
        if self._asked and self._clock() - self._asked[0] > PATIENCE and self._waiting() == 0:
            self._asked.clear()
        ready = self.is_ready
        if ready:
            self._ready.set()
        else:
            self._ready.clear()
        return ready

    async def ready(self) -> None:
        """Wait until the terminal can accept another picture."""
        while not self.look():
            await self._ready.wait()

    async def settled(self, patience: float = GOODBYE) -> None:
        """Wait for outstanding answers, at most `patience` seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self._asked:
                    self._ready.clear()
                    await self._ready.wait()
