"""The driver of the terminal: the size that it reports last is the size that the terminal has."""

from __future__ import annotations

import asyncio
import os
import signal
from types import SimpleNamespace
from typing import Any

import pytest
from textual import events
from textual.drivers.linux_driver import LinuxDriver

from tui.terminal.driver import SturdyDriver

SIZES = [(100, 30), (80, 24), (15, 7)]


class Resized(SturdyDriver):
    """Its terminal gets the next size as soon as one was measured, before that one is sent."""

    def __init__(self, descriptor: int) -> None:
        self.fileno = descriptor
        self._loop = asyncio.get_running_loop()
        self._app: Any = SimpleNamespace(post_message=self._post)
        self._in_band_window_resize = False
        self._sizes = list(SIZES)
        self.sent: list[tuple[int, int]] = []
        self.all_sent = asyncio.Event()

    def _post(self, event: events.Resize) -> None:
        self.sent.append((event.size.width, event.size.height))
        if len(self.sent) == len(SIZES):
            self.all_sent.set()

    def _get_terminal_size(self) -> tuple[int, int]:
        size = self._sizes[0]
        if len(self._sizes) > 1:
            self._sizes.pop(0)
            signal.raise_signal(signal.SIGWINCH)
        return size


async def test_a_size_measured_before_another_one_is_not_sent_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def begin_while_the_size_changes(driver: Any) -> None:
        driver._writer_thread = object()
        signal.signal(signal.SIGWINCH, lambda *_: None)  # Textual's, which is replaced
        signal.raise_signal(signal.SIGWINCH)

    monkeypatch.setattr(LinuxDriver, "start_application_mode", begin_while_the_size_changes)
    before, (end, begin) = signal.getsignal(signal.SIGWINCH), os.pipe()
    resized = Resized(end)
    try:
        resized.start_application_mode()
        await asyncio.wait_for(resized.all_sent.wait(), 10)
    finally:
        signal.signal(signal.SIGWINCH, before)
        os.close(end)
        os.close(begin)
    assert resized.sent == SIZES
