"""Where a lesson is shown: the screen of the app, or lines of text."""

from __future__ import annotations

from typing import Protocol

from tui.app.controllers.lesson.pages import KeyWords
from tui.widgets.lesson.page import Page


class LessonStage(Protocol):
    """Shows a lesson."""

    @property
    def words(self) -> KeyWords:
        """What the user presses or types."""

    def show(self, page: Page) -> None:
        """Show a page."""

    def close(self) -> None:
        """Show no lesson any more."""

    def light(self, spot: str) -> None:
        """Direct attention to a part of the screen; empty for none."""

    @property
    def view(self) -> str:
        """The view on the screen; empty where there is none."""

    def reset_view(self) -> None:
        """Show the dashboard with its usual options, as if no key had changed a view."""

    def page_on(self) -> bool:
        """Show more of the text; False if its end is seen."""

    def page_back(self) -> bool:
        """Show the text before; False if its beginning is seen."""

    def focus(self) -> None:
        """Give the lesson the keys."""
