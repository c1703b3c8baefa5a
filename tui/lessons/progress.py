"""What a learner has done, in one file of JSON: for each lesson its finished steps and answers.

Steps are known by their titles, so that a lesson may be revised in between. A file that is damaged
is set aside, not overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from types import MappingProxyType

from engine.errors import StoreError, shown
from engine.files import read_regular
from engine.storage.atomic import atomic_file, make_folder
from engine.storage.plain_json import plain_json, typed
from engine.storage.platform_folders import state_folder
from tui.lessons.document import Lesson
from tui.lessons.play import Given, Play

FORMAT = 1
_LARGEST = 4_000_000
_LONGEST = 400
"""Characters of an answer that are kept."""
_ASIDE = ".damaged"
"""The end of the name of a file that is set aside."""


class _OtherFormatError(ValueError):
    """The file is of a version of the program that has another format."""


@dataclass(frozen=True)
class Kept:
    """An answer that was given.

    Attributes:
        text: as typed.
        right: whether it was; None if it was not judged.
        skipped: whether it was filled in.
    """

    text: str
    right: bool | None
    skipped: bool = False


@dataclass(frozen=True)
class LessonProgress:
    """What was done of a lesson.

    Attributes:
        done: titles of the finished steps, in order.
        at: title of the step that is played; empty at the end.
        answers: by the title of the step and the number of the question in it.
    """

    done: tuple[str, ...] = ()
    at: str = ""
    answers: tuple[tuple[str, int, Kept], ...] = ()

    def steps_done(self, lesson: Lesson) -> frozenset[int]:
        """The finished steps that the lesson still has."""
        return frozenset(k for k, step in enumerate(lesson.steps) if step.title in self.done)

    def step(self, lesson: Lesson) -> int:
        """The step to go on with: the one that was played, or the first that is not done."""
        titles = [step.title for step in lesson.steps]
        if self.at in titles:
            return titles.index(self.at)
        return next((k for k, title in enumerate(titles) if title not in self.done), 0)

    def given(self, lesson: Lesson) -> tuple[Given, ...]:
        """The answers to questions that the lesson still has."""
        places = {step.title: (k, len(step.asks)) for k, step in enumerate(lesson.steps)}
        return tuple(
            Given(places[title][0], ask, kept.text, kept.right, kept.skipped)
            for title, ask, kept in self.answers
            if title in places and 0 <= ask < places[title][1]
        )


@dataclass(frozen=True)
class Progress:
    """What was done of all lessons, by their names."""

    lessons: Mapping[str, LessonProgress] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, name: str) -> LessonProgress:
        """What was done of a lesson."""
        return self.lessons.get(name, LessonProgress())

    def with_lesson(self, name: str, done: LessonProgress) -> Progress:
        """With this of a lesson."""
        return Progress(MappingProxyType({**self.lessons, name: done}))

    def without(self, *names: str) -> Progress:
        """Without anything of these lessons."""
        kept = {name: one for name, one in self.lessons.items() if name not in names}
        return Progress(MappingProxyType(kept))


def progress_of(play: Play, before: LessonProgress) -> LessonProgress:
    """What is done of a lesson that is being played; answers of steps not played again stay."""
    lesson = play.lesson
    titles = [step.title for step in lesson.steps]
    done = tuple(title for k, title in enumerate(titles) if k in play.done)
    new = {
        (titles[given.step], given.ask): Kept(given.text[:_LONGEST], given.right, given.skipped)
        for given in play.answers
    }
    old = {(title, ask): kept for title, ask, kept in before.answers if title in titles}
    answers = tuple((title, ask, kept) for (title, ask), kept in {**old, **new}.items())
    over = len(play.done) == len(titles)
    return replace(before, done=done, at="" if over else titles[play.step], answers=answers)


# ------------------------------------------------------------------------------ the file


def progress_file() -> Path:
    """The file in the platform's folder for the state of programs; raises as `state_folder`."""
    return state_folder() / "lessons.json"


def read_progress(path: Path) -> Progress:
    """What was done; nothing if there is no file.

    Raises:
        StoreError: the file cannot be read, or is not one of progress.
    """
    try:
        data = read_regular(path, _LARGEST)
    except FileNotFoundError:
        return Progress()
    except OSError as error:
        raise StoreError(f"{shown(str(path))}: cannot be read: {error.strerror}") from None
    try:
        return _progress(plain_json(data))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        wrong = str(error) if isinstance(error, _OtherFormatError) else "is damaged"
        kept = f"it is kept as {path.name}{_ASIDE} when progress is saved"
        raise StoreError(f"{shown(str(path))}: {wrong}, and not read; {kept}") from None


def update_progress(path: Path, name: str, done: LessonProgress | None) -> Progress:
    """Write what was done of one lesson, or forget it; what others wrote of others stays.

    Raises:
        StoreError: the file cannot be written; one that was there is as it was.
    """
    try:
        known = read_progress(path)
    except StoreError:
        known = Progress()
    new = known.without(name) if done is None else known.with_lesson(name, done)
    write_progress(path, new)
    return new


def write_progress(path: Path, progress: Progress) -> None:
    """Write what was done; a damaged file is kept beside it.

    Raises:
        StoreError: the file cannot be written; one that was there is as it was.
    """
    try:
        make_folder(path.parent, private=True)
        _set_damaged_aside(path)
        with atomic_file(path, private=True) as file:
            file.write((json.dumps(_plain(progress), indent=1) + "\n").encode())
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"{shown(str(path))}: cannot be written: {reason}") from None


def _set_damaged_aside(path: Path) -> None:
    try:
        read_progress(path)
    except StoreError:
        if path.is_file():
            path.replace(next(name for name in _names_aside(path) if not name.exists()))


def _names_aside(path: Path) -> Iterator[Path]:
    """Names for a file that is set aside: an earlier one stays."""
    yield path.with_name(f"{path.name}{_ASIDE}")
    yield from (path.with_name(f"{path.name}{_ASIDE}-{number}") for number in count(2))


def _plain(progress: Progress) -> dict[str, object]:
    return {
        "format": FORMAT,
        "lessons": {
            name: {
                "done": list(one.done),
                "at": one.at,
                "answers": [
                    {"step": title, "question": ask, "text": kept.text, "right": kept.right,
                     "skipped": kept.skipped}
                    for title, ask, kept in one.answers
                ],
            }
            for name, one in progress.lessons.items()
        },
    }  # fmt: skip


def _progress(found: object) -> Progress:
    """What a file says; ValueError, TypeError, KeyError if it is not one of ours."""
    table = typed(found, dict)
    if table["format"] != FORMAT:
        if type(table["format"]) is int:
            raise _OtherFormatError("is of another version of descent")
        raise ValueError("no format")
    lessons = {
        typed(name, str): LessonProgress(
            tuple(typed(title, str) for title in typed(one["done"], list)),
            typed(one["at"], str),
            tuple(_answer(typed(each, dict)) for each in typed(one["answers"], list)),
        )
        for name, one in typed(table["lessons"], dict).items()
    }
    return Progress(MappingProxyType(lessons))


def _answer(found: Mapping[str, object]) -> tuple[str, int, Kept]:
    right = found["right"]
    kept = Kept(
        typed(found["text"], str),
        None if right is None else typed(right, bool),
        typed(found["skipped"], bool),
    )
    return typed(found["step"], str), typed(found["question"], int), kept
