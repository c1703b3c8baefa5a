"""What the learner reads of one step: passages of text, in the order in which they appeared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from tui.lessons.ask import Ask, Choice
from tui.lessons.filling import filled
from tui.lessons.numbers import Numbers


class Manner(StrEnum):
    """What a passage is."""

    TEXT = "text"
    QUESTION = "question"
    HINT = "hint"
    ANSWER = "answer"
    """The answer that was given, before it is judged."""
    RIGHT = "right"
    WRONG = "wrong"
    SOLUTION = "solution"
    REVEAL = "reveal"
    REFLECT = "reflect"


@dataclass(frozen=True)
class Passage:
    """A passage.

    Attributes:
        manner: what it is.
        text: in Markdown, with numbers of the run in braces.
        numbers: those that it was shown with; None while it follows the run.
        ask: of a question.
        slots: whether it has numbers in braces; not in what is said of an answer.
        line, column: of the file; line 0 for what is said of an answer.
    """

    manner: Manner
    text: str
    numbers: Numbers | None = None
    ask: Ask | None = None
    slots: bool = True
    line: int = 0
    column: int = 1

    def filled(self, now: Numbers) -> str:
        """Its text with numbers: its own, or those of now."""
        return filled(self.text, self.numbers or now) if self.slots else self.text

    def choices(self, now: Numbers) -> tuple[Choice, ...]:
        """The choices of a question, with numbers like its text."""
        found = () if self.ask is None else self.ask.choices
        return tuple(replace(one, text=filled(one.text, self.numbers or now)) for one in found)


@dataclass(frozen=True)
class Page:
    """The passages of a step."""

    passages: tuple[Passage, ...] = ()

    def adding(self, *passages: Passage) -> Page:
        """With more passages."""
        return Page((*self.passages, *passages))

    def settled(self, numbers: Numbers) -> Page:
        """With these numbers in the passages that followed the run so far."""
        if all(passage.numbers is not None for passage in self.passages):
            return self
        return Page(
            tuple(
                passage if passage.numbers is not None else replace(passage, numbers=numbers)
                for passage in self.passages
            )
        )
