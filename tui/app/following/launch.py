"""Opens a follower on this terminal."""

from __future__ import annotations

from engine.sharing.knock import Line
from tui.app.following.app import FollowerApp
from tui.app.running import run_to_end
from tui.app.signals import heeded_signals
from tui.terminal.settings import ScreenSettings

FAILED_STATUS = 1


def follow(line: Line, screen: ScreenSettings) -> int:
    """Follow an app on this terminal; returns the exit status."""
    app = FollowerApp(line, heeded_signals(), screen)
    if not run_to_end(app):
        return FAILED_STATUS
    return app.return_code or 0
