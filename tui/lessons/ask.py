"""A question of a lesson, with its right answer and the known mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.expressions.formula import Formula


class Kind(StrEnum):
    """What is asked for."""

    CHOICE = "choice"
    """A letter."""
    NUMBER = "number"
    """A number, compared within a tolerance with one of the run's numbers."""
    EXPRESSION = "expression"
    """A formula, compared with the right one at many points."""
    KEY = "key"
    """The key of a command, found by pressing it."""
    EXERCISE = "exercise"
    """Something longer, judged by `tui.lessons.exercises`."""


@dataclass(frozen=True)
class Choice:
    """One of several answers; line and column are those of its text."""

    letter: str
    text: str
    line: int = 0
    column: int = 1


@dataclass(frozen=True)
class Wrong:
    """A common mistake.

    Attributes:
        answer: the mistaken answer: a letter, a formula, the id of a command; empty for any other.
        formula: the answer, read; None for a letter or an id. If it compares, it is true of the
            answers that make the mistake, under the name `answer`.
        say: why it is wrong.
        line, column: of its direction.
    """

    answer: str
    formula: Formula | None
    say: str
    line: int
    column: int = 1


@dataclass(frozen=True)
class Ask:
    """A question.

    Attributes:
        kind: what is asked for.
        question: in Markdown, without the choices.
        answer: the right one, as written: a letter, a formula, the id of a command, the name of an
            exercise.
        formula: the right answer, read; None where it is no formula.
        choices: of a choice.
        tolerance: of a number, as a share of the right one.
        within: of a number, in its unit; 0 for none.
        hints: in stages.
        right: said of the right answer.
        wrongs: the known mistakes, tried in order.
        retry: whether it is asked again until the answer is right; otherwise any answer is
            recorded, and judged once the run has shown what happens.
        line, column: of its text.
    """

    kind: Kind
    question: str
    answer: str
    formula: Formula | None = None
    choices: tuple[Choice, ...] = ()
    tolerance: float = 0.01
    within: float = 0.0
    hints: tuple[str, ...] = ()
    right: str = ""
    wrongs: tuple[Wrong, ...] = ()
    retry: bool = False
    line: int = 0
    column: int = 1
