"""How the screen is set, for followers; what the one with control can do."""

from __future__ import annotations

from collections.abc import Callable

from engine.sweeps.spec import SweepSpec
from engine.sweeps.tradeoff import TradeoffSpec
from tui.app.controllers.changes import ChangesController
from tui.app.controllers.view import ViewController
from tui.app.sharing.publisher import Acts
from tui.app.sharing.schema import ScreenPart
from tui.screens.dashboard import DashboardScreen
from tui.terminal.display import TerminalApp


def acts_of(
    do: Callable[..., None],
    changes: ChangesController,
    begin: Callable[[SweepSpec | TradeoffSpec], None],
    view: ViewController,
    app: TerminalApp,
) -> Acts:
    """What a follower with control can do in an app."""
    return Acts(do, changes, begin, lambda: screen_of(view.dashboard, view, changes, app.theme))


def screen_of(
    dashboard: DashboardScreen, view: ViewController, changes: ChangesController, theme: str
) -> ScreenPart:
    """How the screen is set, as far as that does not depend on the terminal."""
    return ScreenPart(
        view=dashboard.view_name,
        focus=dashboard.focused_plot or "",
        beside=dashboard.beside,
        options=view.options,
        plots={name: dict(dashboard.plot(name).settings) for name in dashboard.seen},
        theme=theme,
        can_undo=changes.can_undo,
        can_redo=changes.can_redo,
        preparing=changes.is_preparing,
    )
