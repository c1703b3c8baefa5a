"""The part of the screen with a lesson: its pane beside the plots, and the spotlight on a part."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.widget import Widget

from tui.keys.command import Handlers

if TYPE_CHECKING:
    from tui.widgets.lesson.page import Page
    from tui.widgets.lesson.pane import LessonPane

OPEN, NARROW = "-lesson", "-narrow"
_LIT = "-spotlight"


def _in_panel(focused: Widget | None) -> bool:
    """Whether the focus is in the parameter panel, which the pane of the lesson covers."""
    return focused is not None and any(one.id == "panel" for one in focused.ancestors_with_self)


class LessonSide:
    """The pane of a lesson on a screen, made when the first lesson is opened.

    Args:
        screen: the screen.
        register: registers the commands of the pane.

    Attributes:
        page: what the learner reads; None while no lesson is open.
        spot: the part of the screen to look at; empty for none.
    """

    def __init__(self, screen: Screen[None], register: Callable[[Handlers], None]) -> None:
        self._screen, self._register = screen, register
        self._pane: LessonPane | None = None
        self._lit: Widget | None = None
        self._before: Widget | None = None
        self.page: Page | None = None
        self.spot = ""

    @property
    def pane(self) -> LessonPane | None:
        """The pane, once a lesson was opened."""
        return self._pane

    @property
    def is_open(self) -> bool:
        """Whether the pane is on the screen, or just covered by the panel."""
        return self._screen.has_class(OPEN)

    @property
    def narrow(self) -> bool:
        """Whether it leaves so little room that the dashboard has two plots."""
        return self.is_open and not self._screen.has_class("-wide")

    @property
    def holds_focus(self) -> bool:
        """Whether keys go to the pane."""
        return self._pane is not None and self._pane.holds_focus

    @property
    def typing(self) -> bool:
        """Whether keys go to the line for an answer."""
        return self._pane is not None and self._pane.typing

    def show(self, page: Page, for_speaker: Page | None = None) -> None:
        """Show a page, beside the plots, or that for the speaker instead."""
        self.page, page = page, for_speaker or page
        if self._pane is None:
            from tui.widgets.lesson.pane import LessonPane

            self._pane = LessonPane()
            self._register(self._pane.handlers)
            self._screen.query_one("#body").mount(self._pane)
        self._screen.add_class(OPEN)
        if self._pane.typing and not page.prompt:
            self._give_focus_back()
        self._pane.show(page)

    def close(self) -> None:
        """Give the room back to the plots."""
        if self.holds_focus:
            self._give_focus_back()
        self._screen.remove_class(OPEN)
        self.page, self.spot = None, ""
        self.light(None)

    def focus(self) -> None:
        """Give the pane the keys, and show it if the panel covers it."""
        if self._pane is not None and self.is_open:
            self._screen.remove_class("-panel-on", "-with-panel")
            focused = self._screen.focused
            if not self.holds_focus and not _in_panel(focused):
                self._before = focused
            self._pane.take_focus()

    def _give_focus_back(self) -> None:
        """Give the keys to the plot that had them before."""
        before = self._before
        seen = before is not None and before.is_attached and before.display
        self._screen.set_focus(before if seen else None)

    def light(self, part: Widget | None) -> None:
        """Put the spotlight on a part of the screen, instead of the last one."""
        if part is not self._lit:
            if self._lit is not None:
                self._lit.remove_class(_LIT)
            if part is not None:
                part.add_class(_LIT)
            self._lit = part
