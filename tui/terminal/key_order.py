"""Keys and pastes take effect one after another, however many arrive at once.

Textual addresses a key to what has the focus when the key arrives. If it moves the focus or opens a
dialog, those written together with it would miss that: here each waits for the one before it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable
from weakref import WeakKeyDictionary

from textual import events
from textual.app import App
from textual.message import Message
from textual.screen import Screen

Typed = events.Key | events.Paste
LONGEST = 0.5
"""Seconds after which a key no longer waits: what had the focus may be gone."""
_TIMES = 4
"""How often keys wait in vain for the focus of a dialog."""
_SOON = 0.02
"""Seconds until the next look whether a new dialog has the focus."""


class DealtWith(Message, bubble=True):
    """Follows a key on its way up, from what had the focus to the app."""


class KeyOrder:
    """Addresses keys, each after the one before it has had its effect.

    Args:
        app: gets `DealtWith` after each key.
        address: forwards a key or a paste to what has the focus.
    """

    def __init__(self, app: App[int], address: Callable[[Typed], Awaitable[None]]) -> None:
        self._app = app
        self._address = address
        self._waiting: deque[Typed] = deque()
        self._since: float | None = None
        self._in_vain: WeakKeyDictionary[Screen[object], int] = WeakKeyDictionary()

    @property
    def _waits_long(self) -> bool:
        """Whether the last key was addressed so long ago that the next one waits no longer."""
        return self._since is not None and time.monotonic() - self._since >= LONGEST

    async def take(self, key: Typed) -> None:
        """Address a key or a paste, now or after those before it."""
        self._waiting.append(key)
        if self._since is None or self._waits_long:
            await self._next()
        else:
            self._app.set_timer(LONGEST + _SOON, self._go_on)

    def dealt_with(self) -> None:
        """The last key has had its effect; a change of focus that it asked for comes first."""
        self._app.call_later(self._next_when_ready)

    async def _go_on(self) -> None:
        """Address the next key, if the one before it was not dealt with for too long."""
        if self._waits_long:
            await self._next()

    async def _next_when_ready(self) -> None:
        """Address the next key, as soon as a dialog that opens has the focus.

        A widget that closes itself says so: what it has `leaves`, until the focus is elsewhere. A
        dialog that has lost its focus, to a click beside it, is waited for some times, not
        at each key.
        """
        screen = self._app.screen
        without = screen.focused is None and screen.AUTO_FOCUS != ""
        opens = without and self._in_vain.get(screen, 0) < _TIMES
        leaves = getattr(screen.focused, "leaves", False)
        late = self._since is None or self._waits_long
        if ((self._waiting and opens) or leaves) and not late:
            self._app.set_timer(_SOON, self._next_when_ready)
        else:
            await self._next()

    async def _next(self) -> None:
        if not self._waiting:
            self._since = None
            return
        if self._waits_long and self._app.screen.focused is None:
            screen = self._app.screen
            self._in_vain[screen] = self._in_vain.get(screen, 0) + 1
        self._since = time.monotonic()
        key = self._waiting.popleft()
        target = self._app.focused or self._app.screen
        await self._address(key)
        target.post_message(DealtWith())
        if self._waiting:
            # That message is lost if the key closes its target: keys must not wait for it forever.
            self._app.set_timer(LONGEST + _SOON, self._go_on)
