"""Plays a lesson from start to end."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.errors import DescentError
from tui.lessons import player
from tui.lessons.check.performer import Performer, RunOverError
from tui.lessons.check.questions import question_faults, unknown_in
from tui.lessons.check.screen import ImaginedScreen
from tui.lessons.document import (
    Block,
    Do,
    Lesson,
    Note,
    Question,
    RunTo,
    Set,
    Spotlight,
    Step,
)
from tui.lessons.effects import Change, Effect, Press, Recall, Reset, Run
from tui.lessons.filling import is_known, slots
from tui.lessons.numbers import Numbers
from tui.lessons.page import Manner, Passage
from tui.lessons.play import Phase, Play, Turn
from tui.lessons.reading.faults import LessonFault
from tui.lessons.scene import DASHBOARD, ON_DASHBOARD, VIEWS, scene, view_after

_CAUSES: Mapping[type[Effect], type[Block]] = {
    Reset: Note, Press: Do, Change: Set, Run: RunTo,
}  # fmt: skip
"""The blocks that effects come from; a lesson's configuration comes from none."""


async def check_lesson(lesson: Lesson, performer: Performer) -> tuple[LessonFault, ...]:
    """Play a lesson, and return what is wrong with it, in the order of the file.

    Each question is answered with its solution, each known mistake is tried, each run is made.
    """
    check = _Check(lesson, performer)
    # What ended the run is among the faults; without a run the rest cannot be played.
    with contextlib.suppress(RunOverError):
        await check.play()
    return tuple(sorted(set(check.faults)))


@dataclass
class _Check:
    lesson: Lesson
    performer: Performer
    faults: list[LessonFault] = field(default_factory=list)
    screen: ImaginedScreen = field(default_factory=ImaginedScreen)
    examined: set[tuple[int, int]] = field(default_factory=set)

    async def play(self) -> None:
        play = await self._perform(player.begin(self.lesson))
        # Each turn passes a block or ends a step, so that this ends whatever the lesson says.
        for _ in range(sum(3 + 2 * len(step.blocks) for step in self.lesson.steps)):
            if play.phase is Phase.OVER:
                break
            play = await self._perform(self._turn(play))
        if play.phase is not Phase.OVER:
            self._fault(_of(play.current), "the lesson stops here")

    def _turn(self, play: Play) -> Turn:
        """One key on."""
        numbers = self.performer.numbers
        if play.phase is not Phase.ASKING:
            return player.forward(play, numbers)
        if play.step in play.done:
            self._fault(_next(play), "the step is done before the question is answered")
        turn = player.skip(play, numbers)
        if turn.play.phase is Phase.ASKING and turn.play.block == play.block:
            self._fault(_next(play), "the solution does not end the question")
        return turn

    async def _perform(self, turn: Turn) -> Play:
        """Carry out the effects of a turn, and what follows from its run."""
        play = turn.play
        for effect in turn.effects:
            if isinstance(effect, Recall):
                play = play.remembering(effect.name, self.performer.numbers)
                continue
            try:
                await self._carry_out(effect, play)
            except DescentError as error:
                self._fault(_last(play, _CAUSES[type(effect)]), str(error))
                if isinstance(error, RunOverError):
                    raise
        if play.phase is Phase.RUNNING:
            return await self._perform(player.arrived(play, self.performer.numbers))
        self._look(play)
        return play

    async def _carry_out(self, effect: Effect, play: Play) -> None:
        match effect:
            case Reset(config=config):
                await self.performer.reset(config)
            case Press(command=command):
                reason = self.screen.press(command, self.performer.numbers.moment)
                if reason:
                    self._fault(_last(play, Do), f"do: {command} does not apply: {reason}")
                else:
                    await self.performer.press(command)
            case Change(values=values):
                await self.performer.change(dict(values))
            case Run(goal=goal):
                here = self.performer.numbers.moment
                target = goal.from_here(here)
                if target.reached(here):
                    self._fault(_last(play, RunTo), f"run: {target} is reached before the run")
                    return
                await self.performer.run(target)
                there = self.performer.numbers.moment
                if not target.reached(there):
                    reason = f"{there.state} after epoch {there.epochs:,}, update {there.updates:,}"
                    text = f"run: {target} is not reached; the run is {reason}"
                    self._fault(_last(play, RunTo), text)

    # ------------------------------------------------------------------------------ questions

    def _look(self, play: Play) -> None:
        """What was judged and what can be read, with the numbers of now."""
        now = play.known(self.performer.numbers)
        for given in play.answers:
            key = given.step, given.ask
            if given.right is not None and key not in self.examined:
                self.examined.add(key)
                self._examine(play, given.step, given.ask)
                if not given.right:
                    self._fault(_next(play), "the question is not answered after its solution")
        self._hints(play, now)
        self._spotlight(play)
        for passage in play.pages[play.step].passages:
            self._read(passage, passage.numbers or now)

    def _examine(self, play: Play, step: int, place: int) -> None:
        """Check a question, with the numbers with which its solution was judged."""
        solutions = [one for one in play.pages[step].passages if one.manner is Manner.SOLUTION]
        numbers = solutions[place].numbers
        assert numbers is not None, "what is judged keeps its numbers"
        blocks = self.lesson.steps[step].blocks
        question = [block for block in blocks if isinstance(block, Question)][place]
        for at, text in question_faults(question.ask, numbers):
            self._fault(at or _of(question), text)

    def _spotlight(self, play: Play) -> None:
        """The view in the spotlight is on the screen."""
        view, spot = view_after(scene(play.lesson, play.step, play.block)), play.spotlight
        seen = ON_DASHBOARD if view == DASHBOARD else (view,)
        if spot in VIEWS and spot not in seen:
            reason = f"spotlight: {spot} is not on the screen here; add <!-- do: {spot} -->"
            self._fault(_last(play, Spotlight), reason)

    def _hints(self, play: Play, now: Numbers) -> None:
        """Every number of a hint has a value when it can be shown."""
        question = next((one for one in play.rest if isinstance(one, Question)), None)
        if play.phase is Phase.ASKING and question is not None:
            for text in question.ask.hints:
                for shown in unknown_in(text, now):
                    self._fault(_of(question), f"{shown} has no value when the hint is shown")

    def _read(self, passage: Passage, numbers: Numbers) -> None:
        """Every number of a text has a value."""
        if not passage.slots:
            return
        own = (passage.text, passage.line, passage.column)
        choices = () if passage.ask is None else passage.ask.choices
        for text, line, column in (own, *((one.text, one.line, one.column) for one in choices)):
            for slot in slots(text, numbers.values):
                if not is_known(slot, numbers):
                    before = text[: slot.start].split("\n")
                    first = column if len(before) == 1 else 1
                    at = line + len(before) - 1, first + len(before[-1])
                    shown = text[slot.start : slot.end]
                    self._fault(at, f"{shown} has no value when it is shown")

    def _fault(self, at: tuple[int, int], text: str) -> None:
        self.faults.append(LessonFault(*at, text))


def _of(one: Block | Step) -> tuple[int, int]:
    """The line and the column of a block or a step."""
    return one.line, one.column


def _next(play: Play) -> tuple[int, int]:
    """The place of the block that is next, or of the step."""
    return _of(play.rest[0] if play.rest else play.current)


def _last(play: Play, kind: type[Block]) -> tuple[int, int]:
    """The place of the last block of a kind that was carried out, or of the step."""
    done = [block for block in play.current.blocks[: play.block] if isinstance(block, kind)]
    return _of(done[-1] if done else play.current)
