"""The tests of the app wait until nothing is left to do, and not for the processor or a timer.

Textual's pilot takes a process for idle that has used little of the processor for a while; on a
shared machine it waits long, and for the wrong thing. What the screen will draw at its timer's next
tick, a sixtieth of a second later, is drawn at once.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
import textual.app
import textual.pilot
from textual._context import active_app

from tui.terminal.key_order import KeyOrder

_ROUNDS = 3
"""Times in a row that nothing may be left."""
_ROUND_SECONDS = 0.001
"""How long the last one waits, for what comes from other threads."""
_PATIENCE_SECONDS = 2.0
"""How long threads and timers are waited for; a thread that a test holds up takes longer."""
_in_threads: set[asyncio.Future[Any]] = set()
"""What threads have been given to do and have not done, by this event loop."""
_run_in_executor = asyncio.base_events.BaseEventLoop.run_in_executor


def _watched(loop: Any, *given: Any) -> asyncio.Future[Any]:
    """Have a thread do something, and know whether it has done it; arguments as in asyncio."""
    found = _run_in_executor(loop, *given)
    _in_threads.add(found)
    found.add_done_callback(_in_threads.discard)
    return found


def _draws(app: Any) -> bool:
    """Draw or lay out the screen now and not at its timer's next tick; whether there was need."""
    screen = app.screen
    wanted = screen._layout_required or screen._repaint_required or screen._dirty_widgets
    if not wanted or not screen.is_running or app._batch_count:
        return False
    screen._on_timer_update()
    return True


def _is_due(app: Any) -> bool:
    """Whether a timer of milliseconds has something left to do: a new size, a key, a picture."""
    keys: KeyOrder | None = getattr(app, "_keys", None)
    waiting = app._resize_timer or app._batch_count or (keys is not None and keys._waiting)
    return bool(waiting) and not app._exit


async def nothing_left(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Return when the event loop has run all that was ready; arguments as in Textual."""
    del min_sleep
    loop = asyncio.get_running_loop()
    # Time of this process: on a machine with much else to do, a second may be nothing.
    end, last, rounds = time.process_time() + max_sleep, loop.time() + 10 * max_sleep, 0
    patience = loop.time() + _PATIENCE_SECONDS
    app, pause = active_app.get(None), 0.0
    while rounds < _ROUNDS and time.process_time() < end and loop.time() < last:
        await asyncio.sleep(pause)
        shown = app is not None and bool(app.screen_stack)
        # The loop's own queue is private, but nothing else knows whether anything is ready.
        busy = bool(vars(loop)["_ready"]) or (shown and _draws(app))
        waits = loop.time() < patience and (bool(_in_threads) or (shown and _is_due(app)))
        rounds = 0 if busy or waits else rounds + 1
        pause = _ROUND_SECONDS if not busy and (waits or rounds == _ROUNDS - 1) else 0.0


async def _screen_is_idle(*_given: Any, **_named: Any) -> bool:
    """Wait without a message to every widget, which Textual sends; arguments as there."""
    await nothing_left()
    return True


def wait_for_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pilot wait in this way."""
    _in_threads.clear()
    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "run_in_executor", _watched)
    monkeypatch.setattr(textual.app, "wait_for_idle", nothing_left)
    monkeypatch.setattr(textual.pilot, "wait_for_idle", nothing_left)
    monkeypatch.setattr(textual.pilot.Pilot, "_wait_for_screen", _screen_is_idle)
