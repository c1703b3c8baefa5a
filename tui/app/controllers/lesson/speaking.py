"""A lesson for its speaker: the notes, what comes next, the time; none of it for the audience."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace

from tui.app.controllers.lesson.on_screen import ScreenStage
from tui.lessons.document import Block, Prose, Question, Reflect, Reveal, RunTo
from tui.lessons.play import Play
from tui.screens.dashboard import DashboardScreen
from tui.widgets.lesson.page import Kind, Page, Part

_NUMBER = re.compile(r"\{[^{}]*\}")
"""A number of the run, which is not known yet."""
_LONGEST = 160
"""Characters of what comes next."""


class SpeakerStage(ScreenStage):
    """Shows a lesson to its speaker.

    Args:
        dashboard: the main screen.
        usual_options: sets the options of the plots to the usual ones.
        play: the state of the lesson.
        clock: seconds of a monotonic clock.
    """

    def __init__(
        self,
        dashboard: DashboardScreen,
        usual_options: Callable[[], None],
        play: Callable[[], Play | None],
        clock: Callable[[], float],
    ) -> None:
        super().__init__(dashboard, usual_options)
        self._side, self._play, self._clock = dashboard.lesson, play, clock
        self._begun: tuple[str, float] | None = None
        dashboard.set_interval(1.0, self._tick)

    def show(self, page: Page) -> None:
        play = self._play()
        if play is None:
            super().show(page)
            return
        if self._begun is None or self._begun[0] != play.lesson.name:
            self._begun = play.lesson.name, self._clock()
        title, *rest = page.parts
        ahead = next_words(play)
        last = (Part(Kind.NOTE, ahead, "next:"),) if ahead else ()
        parts = (title, *notes_of(play), *rest, *last)
        self._side.show(page, replace(page, parts=parts))
        self._tick()

    def _tick(self) -> None:
        """Show the time."""
        play, pane = self._play(), self._side.pane
        if play is not None and pane is not None and self._begun is not None and self._side.page:
            seconds = self._clock() - self._begun[1]
            told = time_words(seconds, play.lesson.minutes)
            pane.say(f"{told} · {time.strftime('%H:%M')}")


def notes_of(play: Play) -> tuple[Part, ...]:
    """The notes of the step that is read."""
    return tuple(Part(Kind.NOTE, text, "note:") for text in play.lesson.steps[play.shown].notes)


def next_words(play: Play) -> str:
    """What comes after what is shown: the next text of the step, or the next step."""
    if play.shown < play.step:
        return ""
    for block in play.rest[play.ask is not None :]:
        if words := _words(block):
            return words
    steps = play.lesson.steps
    if play.step + 1 == len(steps):
        return "the end of the lesson"
    following = steps[play.step + 1]
    first = next(filter(None, map(_words, following.blocks)), "")
    return _short(f"**{following.title}**: {first}" if first else f"**{following.title}**")


def _words(block: Block) -> str:
    match block:
        case Prose(text=text) | Reflect(text=text):
            return _short(text)
        case Question(ask=ask):
            return _short(f"question: {ask.question}")
        case RunTo(goal=goal):
            return f"run {goal}"
        case Reveal():
            return ""
        case _:
            return ""


def _short(text: str) -> str:
    plain = " ".join(_NUMBER.sub("…", text).split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rstrip() + "…"


def time_words(seconds: float, minutes: int) -> str:
    """The time since the lesson began, against its length."""
    return f"{int(seconds // 60)}:{int(seconds % 60):02} of {minutes} min"
