"""Keeps pictures from running ahead of a slow terminal.

What is written to a terminal at the end of a slow line piles up in buffers on the way, and a key's
effect is seen just after all of it. A terminal asked for its cursor's position answers when it has
drawn all that came before, so the next picture waits for the answer. One that never answered the
first question is not asked again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

QUERY = "\x1b[6n"
"""DSR 6, report the cursor's position: ECMA-48, section 8.3.35."""

PATIENCE = 2.0
"""Seconds; an answer that takes longer may have been lost."""


class FlowControl:
    """Asks the terminal whether it has caught up.

    Args:
        write: writes to the terminal, after all that was written before.
        patience: seconds to wait for an answer.
    """

    def __init__(self, write: Callable[[str], None], patience: float = PATIENCE) -> None:
        self._write = write
        self._patience = patience
        self._answers = False
        self._idle = asyncio.Event()
        self._idle.set()

    def probe(self) -> None:
        """Ask once, to learn whether this terminal answers."""
        self._write(QUERY)

    def answered(self) -> None:
        """The terminal has answered."""
        self._answers = True
        self._idle.set()

    async def caught_up(self) -> None:
        """Wait until the terminal has drawn all that was written to it, if it can tell."""
        if self._answers:
            self._idle.clear()
            self._write(QUERY)
            await self.settled()

    async def settled(self) -> None:
        """Wait for an answer that is still to come, which would else be typed into the shell."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), self._patience)
