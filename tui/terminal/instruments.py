"""The cost of the screen over the last second: pictures, bytes, and the lag of the event loop."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

SPAN = 1.0
BEAT = 0.02
"""Seconds between two measurements of the event loop's lag."""


@dataclass(frozen=True)
class Readings:
    """Figures for the status line.

    Attributes:
        pictures_per_second, bytes_per_second: what was written to the terminal.
        lag: the worst delay of the event loop, in seconds.
    """

    pictures_per_second: float
    bytes_per_second: float
    lag: float


class Instruments:
    """Counts while switched on; costs nothing when off."""

    def __init__(self) -> None:
        self._pictures: deque[tuple[float, int]] = deque()
        self._lags: deque[tuple[float, float]] = deque()
        self._beat: asyncio.TimerHandle | None = None

    @property
    def on(self) -> bool:
        """Whether it is counting."""
        return self._beat is not None

    def switch(self, on: bool) -> None:
        """Start or stop counting; needs a running event loop."""
        if on == self.on:
            return
        if self._beat is not None:
            self._beat.cancel()
            self._beat = None
            self._pictures.clear()
            self._lags.clear()
            return
        self._expect(asyncio.get_running_loop())

    def _expect(self, loop: asyncio.AbstractEventLoop) -> None:
        self._beat = loop.call_later(BEAT, self._looked, loop, loop.time() + BEAT)

    def _looked(self, loop: asyncio.AbstractEventLoop, expected: float) -> None:
        now = loop.time()
        self._lags.append((now, now - expected))
        _forget(self._lags, now)
        self._expect(loop)

    def painted(self, size: int) -> None:
        """A picture of `size` bytes was written."""
        if self.on:
            now = asyncio.get_running_loop().time()
            self._pictures.append((now, size))

    def readings(self) -> Readings:
        """Readings over the last second."""
        now = asyncio.get_running_loop().time()
        _forget(self._pictures, now)
        _forget(self._lags, now)
        return Readings(
            len(self._pictures) / SPAN,
            sum(size for _, size in self._pictures) / SPAN,
            max((lag for _, lag in self._lags), default=0.0),
        )


def _forget(entries: deque[tuple[float, int]] | deque[tuple[float, float]], now: float) -> None:
    while entries and entries[0][0] < now - SPAN:
        entries.popleft()
