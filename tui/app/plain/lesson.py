"""A lesson as lines of text: what is new on its page is printed once."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING

from tui.app.controllers.changes import ChangesController
from tui.app.controllers.desk import Desk
from tui.app.controllers.lesson.pages import TYPED
from tui.app.controllers.lessons import Lessons
from tui.app.plain.words import applies_here
from tui.keys.table import BY_ID
from tui.text.markdown.lines import lines_of
from tui.text.markdown.wrapping import plain
from tui.widgets.lesson.page import Kind, Page, Part

if TYPE_CHECKING:
    # Imported late: only an open lesson needs it.
    from tui.app.controllers.lesson.controller import LessonController
    from tui.app.controllers.lesson.shelf import Shelf

WIDTH = 78
"""Cells of a line where nobody says how many there are."""
_PASSING = (Kind.RUN, Kind.ASIDE, Kind.LOOK)
"""Parts that are replaced by others, not followed."""


class PlainLesson:
    """Prints a lesson.

    Args:
        write: prints a line.
        width: cells of a line.
    """

    words = TYPED

    def __init__(self, write: Callable[[str], None], width: Callable[[], int]) -> None:
        self._write, self._width = write, width
        self._page = Page()
        self._title = ""
        self._printed: list[Kind] = []
        self._passing: tuple[str, ...] = ()

    def show(self, page: Page) -> None:
        """Print what is new: the whole page of another step, else what was added."""
        self._page = page
        if not page.ready:
            return
        lasting = [part for part in page.parts if part.kind not in _PASSING]
        kinds = [part.kind for part in lasting]
        if page.title != self._title or kinds[: len(self._printed)] != self._printed:
            self._title, self._printed = page.title, []
            self._write("")
            self._write(page.title)
        for part in lasting[len(self._printed) :]:
            self._print(part)
        self._printed = kinds
        passing = tuple(p.text for p in page.parts if p.kind in (Kind.RUN, Kind.ASIDE))
        for text in passing:
            if text not in self._passing:
                self._write(text.lstrip("▶‖… "))
        self._passing = passing

    def _print(self, part: Part) -> None:
        match part.kind:
            case Kind.CHOICE:
                self._text(f"{part.name}) ", part.text)
            case Kind.TITLE:
                self._write(part.text)
            case _ if part.name:
                name = part.name.lstrip("✓✗ ").rstrip(":")
                self._write(f"{name}:")
                self._text("", part.text)
            case _:
                self._write("")
                self._text("", part.text)

    def _text(self, lead: str, text: str) -> None:
        for line in lines_of(text, self._width() - len(lead)):
            self._write(f"{lead}{plain(line)}")
            lead = " " * len(lead)

    def repeat(self) -> None:
        """Print the page again."""
        self._title = ""
        self.show(self._page)

    def close(self) -> None:
        """Print nothing of the next page twice."""
        self._title, self._printed, self._passing = "", [], ()

    def light(self, spot: str) -> None:
        """There is no picture."""

    view = ""

    def reset_view(self) -> None:
        """There is no view."""

    def page_on(self) -> bool:
        """All was printed."""
        return False

    def page_back(self) -> bool:
        """All was printed."""
        return False

    def focus(self) -> None:
        """The next line is the answer."""


def plain_lessons(
    desk: Desk,
    changes: ChangesController,
    do: Callable[[str], bool],
    stage: PlainLesson,
    in_background: Callable[[Coroutine[None, None, None]], None],
) -> Lessons:
    """The lessons, as lines of text.

    Args:
        desk, changes: as of the player of lessons.
        do: carries a command out by its id.
        stage: prints the lesson.
        in_background: runs a coroutine in the background.
    """

    def press(command: str) -> bool:
        # What shows something else on the screen does nothing here.
        return do(command) if applies_here(BY_ID[command]) else True

    def player(shelf: Shelf) -> LessonController:
        from tui.app.controllers.lesson.controller import LessonController

        return LessonController(desk, changes, press, stage, shelf)

    def shelf() -> Shelf:
        from tui.app.controllers.lesson.shelf import Library

        return Library(desk.model.note, in_background)

    return Lessons(player, shelf, lambda: None)
