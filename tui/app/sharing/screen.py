"""How the screen is set, for followers; what the one with control can do."""

from __future__ import annotations

from collections.abc import Callable

from engine.sweeps.spec import SweepSpec
from engine.sweeps.tradeoff import TradeoffSpec
from tui.app.controllers.changes import ChangesController
from tui.app.controllers.view import ViewController
from tui.app.sharing.publisher import Acts
from tui.app.sharing.schema import LessonPart, ScreenPart
from tui.screens.dashboard import DashboardScreen
from tui.screens.lesson_side import LessonSide
from tui.terminal.display import TerminalApp


def acts_of(
    do: Callable[..., None],
    changes: ChangesController,
    begin: Callable[[SweepSpec | TradeoffSpec], None],
    answer: Callable[[str], None],
    view: ViewController,
    app: TerminalApp,
) -> Acts:
    """What a follower with control can do in an app."""
    dashboard = view.dashboard
    return Acts(
        do,
        changes,
        begin,
        answer,
        lambda: screen_of(dashboard, view, changes, app.theme),
        lambda: lesson_of(dashboard.lesson),
    )


def lesson_of(side: LessonSide) -> LessonPart | None:
    """The lesson on the screen, as its learner reads it; None if there is none."""
    page, pane = side.page, side.pane
    if page is None or pane is None:
        return None
    parts = tuple((part.kind.name, part.text, part.name) for part in page.parts)
    return LessonPart(
        page.title, page.step, parts, page.prompt, page.keys, side.spot, pane.scrolled
    )


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
