"""Opens a follower on this terminal."""

from __future__ import annotations

from collections.abc import Callable

from engine.sharing.knock import Line
from tui.app.following.app import FollowerApp
from tui.app.running import FAILED_STATUS, run_to_end
from tui.app.signals import heeded_signals
from tui.terminal.settings import ScreenSettings


def follow(
    line: Line, screen: ScreenSettings, another: Callable[[], bool] | None = None
) -> int | None:
    """Follow an app on this terminal; returns the exit status.

    Args:
        line: the connection to it.
        screen: the settings of the screen.
        another: whether there is another app to follow, once this one ended: then the status
            is None.
    """
    app = FollowerApp(line, heeded_signals(), screen, another)
    if not run_to_end(app, app.ending, "the app that it followed goes on"):
        return FAILED_STATUS
    return None if app.goes_on else app.return_code or 0
