"""Flow control: keeps pictures from running ahead of a slow terminal.

Over a slow line, output queues up in buffers on the way, and the effect of a key shows only after
all of it. So a picture is painted when the system has accepted everything written before, and when
the terminal has answered a query of its cursor position, which it does after drawing everything
that came before. Over a line with high latency the answer takes long although nothing queues up:
then several pictures may be in flight. A terminal that does not answer the first query is not
queried again.

One that answered and then stops (a proxy, a recorder, a multiplexer attached elsewhere), or whose
answers are lost, looks at first like a line that stalls. When an answer is overdue, a few pictures
are painted, each after twice the time of the one before. When keys come meanwhile the line is open,
so the terminal no longer answers: it is no longer waited for, but asked once a second whether it
answers again.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable

QUERY = "\x1b[6n"
"""DSR 6, report the cursor's position: ECMA-48, section 8.3.35."""

PATIENCE = 0.4
"""Least seconds after which an answer is overdue."""
USUAL_TIMES = 4.0
"""It is also not overdue before this many times the usual seconds of an answer."""
MOST_PATIENCE = 5.0
"""Most seconds until an answer is overdue, and from then on until it counts as lost."""
OVERDUE_SECONDS = 0.25
"""Seconds from the first picture to the second while an answer is overdue; they double with each
picture, so that few queue up in a line that stalls.
"""
DEAF_SECONDS = 0.1
"""Seconds between pictures when it has just been found that the terminal no longer answers."""
CAUTION = 3.0
"""Seconds of that: answers that are only late come meanwhile, and show that the line is slow."""
ASKING_SECONDS = 1.0
"""Seconds between queries of a terminal that no longer answers."""
GOODBYE = 2.0
"""Seconds to wait for answers on exit; later ones would end up as input of the shell."""
_LEAST_WAIT = 0.01
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
        self._deaf: float | None = None
        """When it was found that it no longer answers; None while it does."""
        self._given_up = 0.0
        """When the oldest of the queries was sent that count as lost."""
        self._asked: deque[float] = deque()
        self._last_asked = self._last_painted = 0.0
        self._fastest = float("inf")
        self._newest = 0.0
        self._usual = 0.0
        """Seconds of an answer, smoothed."""
        self._unseen = 0
        """The number of pictures painted while an answer was overdue."""
        self._heard: deque[float] = deque()
        """The moments of answers that are not registered yet."""
        self._waiters = 0
        self._ready = asyncio.Event()
        self._ready.set()
        self._let_go = False
        self.pictures_per_second = 30.0

    def probe(self) -> None:
        """Send one query to find out whether this terminal answers."""
        self._write(QUERY)

    def painted(self) -> str:
        """Register a picture being written; returns the text to write after it.

        That text is the cursor query if this terminal answers it, otherwise empty.
        """
        now = self._last_painted = self._clock()
        deaf = self._deaf is not None
        self._unseen = self._unseen + 1 if self._overdue >= 0 else 0
        if not self._answers or (deaf and now - self._last_asked < ASKING_SECONDS):
            return ""
        self._last_asked = now
        if not deaf:
            self._asked.append(now)
            self.look()
        return QUERY

    def answered(self) -> None:
        """The terminal has answered."""
        self.heard()
        self.look()

    def heard(self) -> None:
        """The same, from another thread: it counts at the next look.

        The event loop may be busy when an answer comes, which says nothing of the line.
        """
        self._heard.append(self._clock())

    def _count_answer(self, now: float) -> None:
        """Register an answer that came at this moment."""
        if self._deaf is not None:
            # The answer was late: others will be, too.
            self._usual = max(self._usual, min(now - self._given_up, MOST_PATIENCE))
        elif self._asked:
            self._newest = now - self._asked.popleft()
            self._fastest = min(self._fastest, self._newest)
            self._usual += (self._newest - self._usual) / 4 if self._usual else self._newest
        self._answers, self._deaf = True, None

    def restart(self) -> None:
        """Forget outstanding queries: their answers went to another program."""
        self._asked.clear()
        self._heard.clear()
        self._deaf = None
        self.look()

    def typed(self) -> None:
        """Register a key: it shows that the line is open."""
        self.look()
        if self._overdue >= 0:
            self._give_up()
        self.look()

    def _give_up(self) -> None:
        """Take the answers that have not come for lost."""
        self._given_up, self._deaf = self._asked[0], self._clock()
        self._asked.clear()

    @property
    def _overdue(self) -> float:
        """Seconds since when an answer is overdue; negative if none is.

        None is while bytes are waiting: the terminal cannot have seen all of the query.
        """
        if not self._asked or self._waiting() > 0:
            return -MOST_PATIENCE
        patience = min(max(PATIENCE, USUAL_TIMES * self._usual), MOST_PATIENCE)
        return self._clock() - self._asked[0] - patience

    @property
    def _pause(self) -> float:
        """Seconds between pictures while answers are missing; 0 if none is."""
        if self._deaf is not None:
            return DEAF_SECONDS if self._clock() - self._deaf < CAUTION else 0.0
        return (
            OVERDUE_SECONDS * 2 ** (self._unseen - 1) if self._overdue >= 0 < self._unseen else 0.0
        )

    @property
    def due(self) -> float:
        """Seconds until another picture may be painted, if nothing comes from the terminal.

        While bytes are waiting nobody knows; it is worth another look soon.
        """
        if self._waiting() > 0:
            return OVERDUE_SECONDS
        pause = self._last_painted + self._pause - self._clock()
        return max(0.0, pause, -self._overdue if self._deaf is None else 0.0)

    @property
    def is_ready(self) -> bool:
        """Whether a picture may be painted now."""
        if self._waiting() > 0 or self._clock() < self._last_painted + self._pause:
            return False
        return len(self._asked) < self.window or self._overdue >= 0

    @property
    def window(self) -> int:
        """The number of pictures allowed in flight, from the latency of the line."""
        if not self._answers or self._fastest == float("inf"):
            return 1
        if self._newest > self._fastest + DELAY:
            return 1
        return 1 + int(self._fastest * self.pictures_per_second)

    def look(self) -> bool:
        """Check again whether it is ready; call it again after `due`, in case answers are lost."""
        while self._heard:
            self._count_answer(self._heard.popleft())
        if self._overdue >= MOST_PATIENCE:
            self._give_up()
        ready = self.is_ready
        if ready:
            self._ready.set()
        else:
            self._ready.clear()
        return ready

    @property
    def awaited(self) -> bool:
        """Whether a picture waits until it may be painted."""
        return self._waiters > 0

    async def ready(self) -> None:
        """Wait until the terminal can accept another picture."""
        self._waiters += 1
        try:
            while not self.look() and not self._let_go:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(max(self.due, _LEAST_WAIT)):
                        await self._ready.wait()
        finally:
            self._waiters -= 1

    def let_go(self) -> None:
        """Keep nobody waiting any more."""
        self._let_go = True
        self._ready.set()

    async def settled(self, patience: float = GOODBYE) -> None:
        """Wait for outstanding answers, at most `patience` seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self._asked:
                    self._ready.clear()
                    await self._ready.wait()
