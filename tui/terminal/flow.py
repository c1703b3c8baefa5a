"""Keeps pictures from running ahead of a slow terminal.

What is written to a terminal at the end of a slow line piles up in buffers on the way, and a key's
effect is seen just after all of it. So a picture is painted when the system has taken all that was
written before, and a terminal asked for its cursor's position has answered, which it does when it
has drawn all that came before. Over a long line the answer takes long though nothing piles up: then
some pictures more may be on their way. A terminal that never answered the first question is not
asked again.
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
"""Seconds after which an answer counts as lost, if nothing waits to be written."""
LATE = 1.0
"""Seconds after which it counts as lost if a key has come meanwhile."""
GOODBYE = 2.0
"""Seconds to wait at the end for answers, which would else be typed into the shell."""
DELAY = 0.06
"""Seconds that an answer may take longer than the fastest one before something has piled up."""


class FlowControl:
    """Knows whether the terminal can take another picture.

    Args:
        write: writes to the terminal, after all that was written before.
        waiting: bytes written that the system has not taken yet.
        clock: seconds of a steady clock.
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
        """Ask once, to learn whether this terminal answers."""
        self._write(QUERY)

    def painted(self) -> str:
        """A picture is being written; gives what is to be written after it.

        That is the question whether it is drawn, if this terminal can tell.
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

    def typed(self) -> None:
        """A key has come through: a line that stands still would have kept it too."""
        if self._asked and self._clock() - self._asked[0] > LATE and self._waiting() == 0:
            self._asked.clear()
        self.look()

    @property
    def is_ready(self) -> bool:
        """Whether a picture painted now would be seen without delay."""
        return self._waiting() == 0 and len(self._asked) < self.window

    @property
    def window(self) -> int:
        """How many pictures may be on their way: as many as fit the line's length."""
        if not self._answers or self._fastest == float("inf"):
            return 1
        if self._newest > self._fastest + DELAY:
            return 1
        return 1 + int(self._fastest * self.pictures_per_second)

    def look(self) -> bool:
        """Look anew whether it is ready; to be called now and then, for answers that were lost."""
        if self._asked and self._clock() - self._asked[0] > PATIENCE and self._waiting() == 0:
            self._asked.clear()
        ready = self.is_ready
        if ready:
            self._ready.set()
        else:
            self._ready.clear()
        return ready

    async def ready(self) -> None:
        """Wait until the terminal can take another picture."""
        while not self.look():
            await self._ready.wait()

    async def settled(self, patience: float = GOODBYE) -> None:
        """Wait for the answers that are still to come."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self._asked:
                    self._ready.clear()
                    await self._ready.wait()
