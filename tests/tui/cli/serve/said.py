"""What a server says, line by line, and waiting for it."""

from __future__ import annotations

import asyncio


class Said:
    """The lines said so far."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._new = asyncio.Event()

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        self._new.set()

    async def until_all_left(self) -> None:
        """Wait for the end of the last session."""
        async with asyncio.timeout(30):
            while not self.lines or "left (0 " not in self.lines[-1]:
                self._new.clear()
                await self._new.wait()
