"""From one stop of a lesson to the next: a question, a run, or a text that is read first."""

from __future__ import annotations

from dataclasses import replace

from tui.lessons.document import (
    Block,
    Do,
    Note,
    Prose,
    Question,
    Reflect,
    Remember,
    Reveal,
    RunTo,
    Set,
    Spotlight,
)
from tui.lessons.effects import Change, Effect, Press, Recall, Run
from tui.lessons.judging import judge_pending
from tui.lessons.numbers import Numbers
from tui.lessons.page import Manner, Passage
from tui.lessons.play import Phase, Play, Turn


def walk(play: Play, numbers: Numbers | None) -> Turn:
    """Carry out the blocks of the step up to the next stop.

    A run or a reveal waits for `forward` if text was shown before it. Texts before the first change
    keep these numbers; later ones follow the run until the next turn.

    Args:
        play: the state, at a block of its step.
        numbers: of the run now; None if changes were made before.
    """
    walker = _Walker(play, numbers)
    while walker.goes_on():
        pass
    return Turn(walker.play, tuple(walker.effects))


class _Walker:
    def __init__(self, play: Play, numbers: Numbers | None) -> None:
        self.play, self.effects = play, list[Effect]()
        self._numbers, self._manner = numbers, Manner.TEXT
        if any(isinstance(block, Reveal) for block in play.current.blocks[: play.block]):
            self._manner = Manner.REVEAL
        self._read = False

    def goes_on(self) -> bool:
        """Carry out the next block; whether to go on."""
        if not self.play.rest:
            self.play = judge_pending(self.play, self._numbers)
            return False
        block = self.play.rest[0]
        if self._read and isinstance(block, RunTo | Reveal):
            return False
        match block:
            case Question(ask=ask):
                self._judge()
                passage = Passage(
                    Manner.QUESTION, ask.question, self._numbers, ask,
                    line=ask.line, column=ask.column,
                )  # fmt: skip
                self.play = replace(self.play.adding(passage), phase=Phase.ASKING)
                return False
            case RunTo(goal=goal):
                self.effects.append(Run(goal))
                self.play = replace(self.play, phase=Phase.RUNNING)
                self._pass()
                return False
        self._do(block)
        self._pass()
        return True

    def _do(self, block: Block) -> None:
        match block:
            case Prose():
                self._show(self._passage(self._manner, block))
                self._read = True
            case Reflect():
                self._show(self._passage(Manner.REFLECT, block))
            case Do(commands=commands):
                self._change(*map(Press, commands))
            case Set(values=values):
                self._change(Change(values))
            case Spotlight(spot=spot):
                self.play = replace(self.play, spotlight=spot)
            case Remember(name=name) if self._numbers is None:
                self.effects.append(Recall(name))
            case Remember(name=name):
                assert self._numbers is not None
                self.play = self.play.remembering(name, self._numbers)
                self._numbers = self._numbers.remembering(name, self._numbers)
            case Reveal():
                self._judge()
                self._manner = Manner.REVEAL
            case Note() | _:
                pass

    def _passage(self, manner: Manner, block: Prose | Reflect) -> Passage:
        at, column = block.line, block.column
        return Passage(manner, block.text, self._numbers, line=at, column=column)

    def _show(self, passage: Passage) -> None:
        self.play = self.play.adding(passage)

    def _judge(self) -> None:
        self.play = judge_pending(self.play, self._numbers)

    def _change(self, *effects: Effect) -> None:
        self.effects += effects
        self._numbers = None

    def _pass(self) -> None:
        self.play = replace(self.play, block=self.play.block + 1)
