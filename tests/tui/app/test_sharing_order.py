"""What a key changes is seen at its own terminal first."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.screen import Screen

from engine.sharing.house import Guest
from tests.tui.app.follower import following
from tests.tui.stage import stage


async def test_a_key_is_painted_here_before_followers_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    async with stage() as app, following(app) as follower:
        order: list[str] = []
        display, send = app.app._display, Guest.send

        def displayed(screen: Screen[object], renderable: object) -> None:
            order.append("picture")
            display(screen, renderable)

        def sent(guest: Guest, body: bytes) -> None:
            order.append("update")
            send(guest, body)

        monkeypatch.setattr(app.app, "_display", displayed)
        monkeypatch.setattr(Guest, "send", sent)
        await follower.settle()
        order.clear()
        app.app.do("log-y")
        await follower.settle()
        assert order.index("picture") < order.index("update")
