"""Keys wait for each other, but never forever."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast

import pytest
from textual import events
from textual.app import App

from tui.terminal import key_order
from tui.terminal.key_order import KeyOrder, Typed


class Deaf:
    """In place of an app: what has the focus is closed, and answers nothing."""

    focused = None

    @property
    def screen(self) -> Deaf:
        return self

    def post_message(self, _: object) -> bool:
        return False

    def set_timer(self, seconds: float, then: Callable[[], Awaitable[None]]) -> None:
        asyncio.get_running_loop().call_later(seconds, lambda: asyncio.ensure_future(then()))


async def test_keys_whose_effects_are_never_heard_of_are_all_addressed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(key_order, "LONGEST", 0.01)
    addressed: list[str] = []
    done = asyncio.Event()

    async def address(key: Typed) -> None:
        assert isinstance(key, events.Key)
        addressed.append(key.key)
        if len(addressed) == 4:
            done.set()

    order = KeyOrder(cast("App[int]", Deaf()), address)
    for name in "abcd":
        await order.take(events.Key(name, name))
    await asyncio.wait_for(done.wait(), 5)
    assert addressed == ["a", "b", "c", "d"]
