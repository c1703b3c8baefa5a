"""One-shot timers fire although the process did not run as they began."""

from __future__ import annotations

import asyncio
from itertools import chain, repeat

import pytest
from textual import _time

from tui.terminal.tolerant import TolerantApp

LATE = chain([0.0, 9.0], repeat(9.0))
"""The time when a timer begins, and at its next look: longer than its interval."""


async def test_a_timer_that_is_late_as_it_begins_fires(monkeypatch: pytest.MonkeyPatch) -> None:
    app = TolerantApp()
    fired = asyncio.Event()
    async with app.run_test():
        monkeypatch.setattr(_time, "get_time", lambda: next(LATE))
        timer = app.set_timer(0.02, fired.set)
        assert timer._task is not None
        await timer._task
        monkeypatch.undo()
        await asyncio.wait_for(fired.wait(), 60)
