"""The page of a lesson, made again only when something that it shows has changed."""

from __future__ import annotations

from operator import is_not

from tui.app.controllers.lesson.conductor import Conductor
from tui.app.controllers.lesson.pages import Course, KeyWords, page_of
from tui.app.controllers.lesson.shelf import Entry
from tui.lessons.numbers import numbers_of
from tui.lessons.play import Play
from tui.model.app_model import AppModel
from tui.widgets.lesson.page import Page


class Showing:
    """Makes pages.

    Args:
        model: the state of the app.
        conductor: carries out what the lesson does.
        words: what the user presses or types.
    """

    def __init__(self, model: AppModel, conductor: Conductor, words: KeyWords) -> None:
        self._model, self._conductor, self._words = model, conductor, words
        self._shown: tuple[object, ...] = ()
        self._course = Course()

    def forget(self) -> None:
        """Nothing is shown any more."""
        self._shown = ()

    def page(self, play: Play, off: bool, following: Entry | None) -> Page | None:
        """The page of a lesson; None if it is the one made last.

        Args:
            play: the state of the lesson.
            off: whether the run has left its path.
            following: the lesson after it.
        """
        conductor, model = self._conductor, self._model
        starting = model.worker.starting and not model.worker.lost
        course = Course(
            conductor.goal,
            halted=conductor.halted,
            off=off,
            getting_ready=conductor.busy and conductor.goal is None,
            waiting="TensorFlow is starting…" if starting else "",
        )
        state = play, model.frame, model.config, model.problem
        if course == self._course and self._shown and not any(map(is_not, state, self._shown)):
            return None
        self._shown, self._course = state, course
        numbers = numbers_of(model.config, model.problem, model.frame)
        title = "" if following is None else following.title
        return page_of(play, numbers, course, title, self._words)
