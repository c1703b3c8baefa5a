"""Exercises: what a learner types is judged, and each common mistake has its own answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """What an exercise says about an answer.

    Attributes:
        right: whether the answer solves the exercise.
        say: one or more sentences: why it is right, or where it fails and why.
    """

    right: bool
    say: str


@dataclass(frozen=True)
class Mistake:
    """A common mistake.

    Attributes:
        answer: a typical answer that makes it.
        say: the explanation, which is part of what is said about such an answer.
    """

    answer: str
    say: str


@dataclass(frozen=True)
class Exercise:
    """An exercise that can be judged.

    Attributes:
        name: its name in lessons.
        solution: an answer that is right.
        mistakes: the mistakes that it recognizes.
        judge: the verdict on an answer; it never raises, whatever was typed.
    """

    name: str
    solution: str
    mistakes: tuple[Mistake, ...]
    judge: Callable[[str], Verdict]
