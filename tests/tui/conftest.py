"""What the tests of the app share: they wait until nothing is left to do, not for the processor.

Textual's pilot takes a process for idle that has used little of the processor for a while; on a
shared machine it waits long, and for the wrong thing.
"""

from __future__ import annotations

import asyncio

import pytest
import textual.app
import textual.pilot
from textual._context import active_app

_ROUNDS = 3
"""Times in a row that nothing may be left: what ends in a thread comes back within one."""
_ROUND_SECONDS = 0.002


def _owes_a_picture() -> bool:
    """Whether the screen will be drawn or laid out at its timer's next tick."""
    app = active_app.get(None)
    if app is None or not app.screen_stack:
        return False
    screen = app.screen
    wanted = screen._layout_required or screen._repaint_required or screen._dirty_widgets
    return bool(wanted) and screen.is_running and app._batch_count == 0


async def nothing_left(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Return when the event loop has run all that was ready; arguments as in Textual."""
    del min_sleep
    loop = asyncio.get_running_loop()
    end, rounds = loop.time() + max_sleep, 0
    while rounds < _ROUNDS and loop.time() < end:
        await asyncio.sleep(_ROUND_SECONDS)
        # The loop's own queue is private, but nothing else knows whether anything is ready.
        busy = bool(vars(loop)["_ready"]) or _owes_a_picture()
        rounds = 0 if busy else rounds + 1


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pilot wait in this way."""
    monkeypatch.setattr(textual.app, "wait_for_idle", nothing_left)
    monkeypatch.setattr(textual.pilot, "wait_for_idle", nothing_left)
