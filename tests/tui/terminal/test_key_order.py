"""Keys wait for each other, but never forever."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import cast

import pytest
from textual import events
from textual.app import App

from tui.terminal import key_order
from tui.terminal.key_order import KeyOrder, Typed


class Deaf:
    """In place of an app: what has the focus is closed, and answers nothing."""

    focused: object = None
    AUTO_FOCUS = ""

    @property
    def screen(self) -> Deaf:
        return self

    def post_message(self, _: object) -> bool:
        return False

    def call_later(self, then: Callable[[], Awaitable[None]]) -> None:
        self.set_timer(0, then)

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


async def test_a_key_waits_until_what_closes_itself_has_lost_the_focus(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(key_order, "_SOON", 0.0)
    app = Deaf()
    addressed: list[tuple[str, object]] = []
    done = asyncio.Event()

    async def address(key: Typed) -> None:
        assert isinstance(key, events.Key)
        addressed.append((key.key, app.focused))
        if key.key == "escape":
            app.focused = closing
        else:
            done.set()

    closing, behind = SimpleNamespace(leaves=True, post_message=app.post_message), Deaf()
    order = KeyOrder(cast("App[int]", app), address)
    await order.take(events.Key("escape", None))
    order.dealt_with()
    await order.take(events.Key("2", "2"))
    for _ in range(5):
        await asyncio.sleep(0)
    assert len(addressed) == 1
    app.focused = behind
    await asyncio.wait_for(done.wait(), 5)
    assert addressed[1:] == [("2", behind)]


async def test_a_dialog_that_lost_its_focus_does_not_delay_every_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(key_order, "LONGEST", 0.02)
    app = Deaf()
    app.AUTO_FOCUS = "*"
    addressed: list[float] = []
    done = asyncio.Event()
    keys = 40

    async def address(_: Typed) -> None:
        addressed.append(asyncio.get_running_loop().time())
        order.dealt_with()
        if len(addressed) == keys:
            done.set()

    order = KeyOrder(cast("App[int]", app), address)
    for _ in range(keys):
        await order.take(events.Key("x", "x"))
    await asyncio.wait_for(done.wait(), 10)
    waits = [later - earlier for earlier, later in itertools.pairwise(addressed)]
    assert key_order._TIMES <= sum(wait >= key_order.LONGEST for wait in waits) < keys // 2
