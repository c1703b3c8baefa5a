"""Commands of lessons, whose player is imported when the first one is opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tui.keys.command import Handlers
from tui.model.situation import LessonAtHand

if TYPE_CHECKING:
    from engine.storage.sessions.content import LessonContent

    # Imported late: it would slow down the start.
    from tui.app.controllers.lesson.controller import LessonController
    from tui.app.controllers.lesson.shelf import Shelf

_NONE = LessonAtHand()
_COMMANDS = (
    "lesson-next", "lesson-back", "lesson", "lesson-hint", "lesson-skip", "lesson-again",
    "lesson-restart", "lesson-close",
)  # fmt: skip


class Lessons:
    """Opens lessons, and passes their commands on.

    Args:
        make: makes what plays them.
        make_shelf: makes what holds them.
        show_list: shows the list of lessons.
        mark: puts a marker into the recording of the terminal, if there is one.
    """

    def __init__(
        self,
        make: Callable[[Shelf], LessonController],
        make_shelf: Callable[[], Shelf],
        show_list: Callable[[], None],
        mark: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._make, self._make_shelf, self._show_list = make, make_shelf, show_list
        self._made: LessonController | None = None
        self._mark, self._marked = mark, ("", -1)
        self._shelf: Shelf | None = None

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        return {
            **{id_: partial(self._do, id_) for id_ in _COMMANDS},
            "lessons": self._show_list,
        }

    def _do(self, id_: str) -> str | None:
        return self.controller.handlers[id_]()

    @property
    def shelf(self) -> Shelf:
        """The lessons."""
        if self._shelf is None:
            self._shelf = self._make_shelf()
        return self._shelf

    @property
    def controller(self) -> LessonController:
        """What plays the lessons."""
        if self._made is None:
            self._made = self._make(self.shelf)
        return self._made

    @property
    def at_hand(self) -> LessonAtHand:
        """What determines whether commands apply."""
        return _NONE if self._made is None else self._made.at_hand

    @property
    def busy(self) -> bool:
        """Whether something of the lesson is still to be done before its user goes on."""
        return self._made is not None and self._made.busy

    @property
    def content(self) -> LessonContent | None:
        """The open lesson as a session keeps it; None if none is open."""
        return None if self._made is None else self._made.content

    @property
    def mark(self) -> tuple[object, ...]:
        """Differs whenever what a session keeps of the lesson does."""
        return () if self._made is None else self._made.mark

    @property
    def begun(self) -> bool:
        """Whether something was done in the open lesson."""
        play = None if self._made is None else self._made.play
        return play is not None and bool(play.step or play.answers)

    def resume(self, content: LessonContent) -> None:
        """Open the lesson of a session that is resumed."""
        self.controller.resume(content)

    def look(self) -> None:
        """Go on with what the lesson does, and show it; call it after every change."""
        if self._made is not None:
            self._made.look()
            self._mark_step()

    def _mark_step(self) -> None:
        """Mark the step in the recording when it is reached."""
        play = None if self._made is None else self._made.play
        if play is None or self._marked == (play.lesson.name, play.step):
            return
        self._marked = play.lesson.name, play.step
        step = "" if play.step < 0 else play.lesson.steps[play.step].title
        self._mark(f"{play.lesson.title}: {step}".removesuffix(": "))

    def answer(self, text: str) -> None:
        """Record an answer, if a lesson is open."""
        if self._made is not None:
            self._made.answer(text)

    def takes(self, ids: tuple[str, ...]) -> bool:
        """Take a command as the answer to a question for a key."""
        return self._made is not None and self._made.takes(ids)
