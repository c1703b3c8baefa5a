"""How the screen is set, for followers; what the one with control can do."""

from __future__ import annotations

from collections.abc import Callable

from engine.storage.sessions.sweep_text import AnySpec
from tui.app.controllers.changes import ChangesController
from tui.app.controllers.lessons import Lessons
from tui.app.controllers.view import ViewController
from tui.app.sharing.publisher import Acts
from tui.app.sharing.schema import LessonPart, ScreenPart
from tui.model.situation import LessonAtHand, Situation
from tui.screens.lesson_side import LessonSide
from tui.terminal.display import TerminalApp


def acts_of(
    do: Callable[..., None],
    changes: ChangesController,
    begin: Callable[[AnySpec], None],
    lessons: Lessons,
    view: ViewController,
    situation: Callable[[], Situation],
    app: TerminalApp,
) -> Acts:
    """What a follower with control can do in an app."""
    return Acts(
        do,
        changes,
        begin,
        lessons.answer,
        lambda name: lessons.controller.open(name),  # noqa: PLW0108 - made when first needed
        view.dashboard.plots.choose_rate,
        lambda: screen_of(view, situation(), app.theme),
        lambda: lesson_of(view.dashboard.lesson, lessons.at_hand),
    )


def lesson_of(side: LessonSide, at_hand: LessonAtHand) -> LessonPart | None:
    """The lesson on the screen, as its learner reads it; None if there is none."""
    page, pane = side.page, side.pane
    if page is None or pane is None:
        return None
    parts = tuple((part.kind.name, part.text, part.name) for part in page.parts)
    return LessonPart(
        page.title, page.step, parts, page.prompt, page.keys, side.spot, pane.scrolled, at_hand
    )


def screen_of(view: ViewController, here: Situation, theme: str) -> ScreenPart:
    """How the screen is set, as far as that does not depend on the terminal."""
    dashboard = view.dashboard
    return ScreenPart(
        view=dashboard.view_name,
        focus=dashboard.focused_plot or "",
        beside=dashboard.beside,
        options=view.options,
        plots={name: dict(dashboard.plot(name).settings) for name in dashboard.seen},
        theme=theme,
        can_undo=here.can_undo,
        can_redo=here.can_redo,
        preparing=here.preparing,
        replaying=here.replaying,
    )
