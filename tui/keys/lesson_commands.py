"""Commands of lessons: on and back, the path, hints, answers; and those of the pane."""

from __future__ import annotations

from functools import partial

from tui.keys import enabled
from tui.keys.command import Command, Context

_lesson = partial(Command, context=Context.LESSON, enabled=enabled.in_lesson, shy=True)
LESSON = (
    _lesson(
        "lesson-next", "pagedown", "pgdn", "next", "read on, then go to the next step", footer=1
    ),
    _lesson(
        "lesson-back", "pageup", "pgup", "step back", "read back, then go back a step", footer=2
    ),
    _lesson(
        "lesson",
        "j",
        "j",
        "lesson",
        "return to the lesson (your run is kept); go to its text",
        footer=2,
    ),
    _lesson(
        "lesson-hint",
        "ctrl+g",
        "ctrl+g",
        "hint",
        "show the next hint for the question",
        footer=2,
        enabled=enabled.lesson_asks,
    ),
    _lesson(
        "lesson-skip",
        "ctrl+o",
        "ctrl+o",
        "show the answer",
        "skip the question: fill the answer in",
        footer=3,
        enabled=enabled.lesson_asks,
    ),
    _lesson(
        "lesson-again",
        "J",
        "J",
        "step again",
        "start this step over, from the lesson's seed",
        footer=3,
    ),
    _lesson(
        "lesson-restart",
        "",
        "ctrl+p",
        "start the lesson over",
        "go to the first step and forget the answers; asks first",
    ),
    _lesson("lesson-close", "", "ctrl+p", "close the lesson", "close it; its place is kept"),
    Command(
        "lessons",
        "",
        "ctrl+p",
        "lessons",
        "list the lessons, with progress, and open one",
        Context.LESSON,
    ),
)

_pane = partial(Command, context=Context.PANE, palette=False, footer=4, group="read")
PANE = (
    _pane("lesson-up", "up", "↑", "up", "scroll up, or pick the choice above"),
    _pane("lesson-down", "down", "↓", "down", "scroll down, or pick the choice below"),
)
