"""The lesson of the followed app, in the pane of this one."""

from __future__ import annotations

from tui.app.controllers.lesson.on_screen import ScreenStage
from tui.app.sharing.schema import LessonPart
from tui.screens.dashboard import DashboardScreen
from tui.widgets.lesson.page import Kind, Page, Part

_KEY = "pgdn: "
"""What the key for the next step does is for whoever has it."""


class FollowedLesson:
    """Shows what the learner reads.

    Args:
        dashboard: the screen.
    """

    def __init__(self, dashboard: DashboardScreen) -> None:
        self._side = dashboard.lesson
        self._stage = ScreenStage(dashboard, lambda: None)
        self._shown: tuple[LessonPart | None, bool] = None, False

    def show(self, lesson: LessonPart | None, *, may_answer: bool) -> None:
        """Show a lesson, or none; a line for answers only where they count."""
        shown = lesson, may_answer
        if shown == self._shown:
            return
        self._shown = shown
        if lesson is None:
            self._stage.light("")
            self._stage.close()
            return
        self._stage.show(_page(lesson, may_answer=may_answer))
        self._stage.light(lesson.spot)
        if self._side.pane is not None:
            self._side.pane.call_after_refresh(self._side.pane.scroll_so_far, lesson.scrolled)


def _page(lesson: LessonPart, *, may_answer: bool) -> Page:
    return Page(
        title=lesson.title,
        step=lesson.step,
        parts=tuple(
            Part(Kind[kind], text, name)
            for kind, text, name in lesson.parts
            if may_answer or not (kind == Kind.ASIDE.name and text.startswith(_KEY))
        ),
        prompt=lesson.prompt if may_answer else "",
        keys=lesson.keys if may_answer else "",
    )
