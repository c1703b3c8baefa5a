"""The state of a lesson that is being played: a frozen value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from tui.lessons.ask import Ask, Kind
from tui.lessons.document import Block, Lesson, Question, Reveal, RunTo, Step
from tui.lessons.effects import Effect
from tui.lessons.numbers import Numbers
from tui.lessons.page import Page, Passage


class Phase(StrEnum):
    """What the lesson waits for."""

    READING = "reading"
    """`forward`."""
    ASKING = "asking"
    """An answer; until then, the run is locked."""
    RUNNING = "running"
    """The run, to its goal."""
    OVER = "over"
    """Nothing: all steps are done."""


class Next(StrEnum):
    """What `forward` does next."""

    RUN = "run"
    REVEAL = "reveal"
    STEP = "step"
    END = "end"


@dataclass(frozen=True)
class Given:
    """An answer that was given.

    Attributes:
        step, ask: the question: which of which step, from 0.
        text: as typed.
        right: whether it is; None until it is judged.
        skipped: whether it was filled in.
    """

    step: int
    ask: int
    text: str
    right: bool | None = None
    skipped: bool = False


@dataclass(frozen=True)
class Play:
    """The state.

    Attributes:
        lesson: the lesson.
        step: the step that is played, from 0.
        block: its next block.
        phase: what is waited for.
        shown: the step whose page is read; an earlier one after `back`.
        pages: of the steps so far, by step; without passages where a step was not played.
        hints: hints shown of the current question.
        spotlight: the part of the screen to look at; empty for none.
        answers: the answers given.
        done: the steps that were played to their end.
        remembered: numbers by the names that the lesson gave them.
    """

    lesson: Lesson
    step: int = 0
    block: int = 0
    phase: Phase = Phase.READING
    shown: int = 0
    pages: tuple[Page, ...] = (Page(),)
    hints: int = 0
    spotlight: str = ""
    answers: tuple[Given, ...] = ()
    done: frozenset[int] = frozenset()
    remembered: tuple[tuple[str, Numbers], ...] = ()

    @property
    def current(self) -> Step:
        """The step that is played."""
        return self.lesson.steps[self.step]

    @property
    def page(self) -> Page:
        """The page that is read."""
        return self.pages[self.shown]

    @property
    def ask(self) -> Ask | None:
        """The question that waits for an answer."""
        if self.phase is not Phase.ASKING:
            return None
        block = self.current.blocks[self.block]
        return block.ask if isinstance(block, Question) else None

    @property
    def asks_for_text(self) -> bool:
        """Whether a question waits for an answer that is typed."""
        return self.ask is not None and self.ask.kind is not Kind.KEY

    @property
    def locked(self) -> str:
        """Why the run is locked, in one line; empty if it is not."""
        ask = self.ask
        if ask is None:
            return ""
        return "the lesson asks first: " + ("find the key" if ask.kind == "key" else "answer it")

    @property
    def next(self) -> Next:
        """What `forward` does next, while the lesson waits for it."""
        for block in self.rest:
            if isinstance(block, RunTo | Question):
                return Next.RUN
            if isinstance(block, Reveal):
                return Next.REVEAL
        return Next.END if self.step + 1 == len(self.lesson.steps) else Next.STEP

    @property
    def rest(self) -> tuple[Block, ...]:
        """The blocks of the step that are still to come."""
        return self.current.blocks[self.block :]

    @property
    def last_answer(self) -> Given | None:
        """The answer given last to a question of the current step; None if there is none."""
        here = [given for given in self.answers if given.step == self.step]
        return here[-1] if here else None

    def known(self, numbers: Numbers) -> Numbers:
        """The numbers, with those that were remembered."""
        for name, then in self.remembered:
            numbers = numbers.remembering(name, then)
        return numbers

    def remembering(self, name: str, then: Numbers) -> Play:
        """With these numbers under a name."""
        others = tuple(one for one in self.remembered if one[0] != name)
        return replace(self, remembered=(*others, (name, then)))

    def adding(self, *passages: Passage) -> Play:
        """With more passages on the page of the current step."""
        pages = (*self.pages[: self.step], self.pages[self.step].adding(*passages))
        return replace(self, pages=pages)


@dataclass(frozen=True)
class Turn:
    """What follows from a key.

    Attributes:
        play: the new state.
        effects: to be carried out in order, before the next turn.
        said: a line for the learner; empty for none.
        replayed: how many of the first effects were done before, on the path.
    """

    play: Play
    effects: tuple[Effect, ...] = ()
    said: str = ""
    replayed: int = 0
