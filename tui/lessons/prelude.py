"""The effects that bring a run to where it is at some place of a lesson."""

from __future__ import annotations

from itertools import chain

from engine.config.notes import Effect as Takes
from engine.config.parameters import PARAMETERS
from tui.lessons.document import Block, Do, Lesson, Remember, RunTo, Set
from tui.lessons.effects import Change, Effect, Press, Recall, Reset, Run

RESTARTS = ("restart", "new-seed")
"""Commands after which the run is at its start."""


def prelude(lesson: Lesson, step: int, block: int, *, in_play: bool = False) -> tuple[Effect, ...]:
    """What happened on the path before a block of a step.

    Runs are made fast; those whose result nothing shows any more are left out.

    Args:
        lesson: the lesson.
        step: the step, from 0.
        block: its block, from 0.
        in_play: whether the last run, if the place is right behind it, is still going on.
    """
    steps = lesson.steps
    before = [*chain.from_iterable(one.blocks for one in steps[:step]), *steps[step].blocks[:block]]
    effects: list[Effect] = [Reset(lesson.config)]
    for place, one in enumerate(before):
        effects += _effects(one, before[place + 1 :], last=in_play and place + 1 == len(before))
    return tuple(effects)


def _effects(block: Block, later: list[Block], *, last: bool) -> list[Effect]:
    match block:
        case Do(commands=commands):
            return [Press(command) for command in commands]
        case Set(values=values):
            return [Change(values)]
        case Remember(name=name):
            return [Recall(name)]
        case RunTo(goal=goal) if not _is_forgotten(later):
            return [Run(goal, fast=not last)]
        case _:
            return []


def _is_forgotten(later: list[Block]) -> bool:
    """Whether the run is restarted before anything depends on it."""
    for block in later:
        match block:
            case Remember():
                return False
            case Do(commands=commands):
                if any(command in RESTARTS for command in commands):
                    return not any(_depends(command) for command in commands)
                if any(map(_depends, commands)):
                    return False
            case Set(values=values):
                if any(PARAMETERS[name].notes.effect is Takes.RESTART for name, _ in values):
                    return True
            case _:
                pass
    return False


def _depends(command: str) -> bool:
    """Whether a command takes something from the run that a restart does not have."""
    return command in ("pin", "fork", "race")
