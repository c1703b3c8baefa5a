"""Lessons and numbers for tests, made without a file."""

from __future__ import annotations

from types import MappingProxyType

from engine.config.run import RunConfig
from engine.history.values import RunState
from tui.lessons.document import Block, Lesson, Step
from tui.lessons.goal import Moment
from tui.lessons.numbers import NAMES, Numbers


def lesson_of(*steps: tuple[Block, ...]) -> Lesson:
    """A lesson with these steps."""
    made = tuple(Step(f"step {k}", blocks, 1) for k, blocks in enumerate(steps, 1))
    return Lesson("test", "A test", 5, RunConfig(), made)


def numbers(
    updates: int = 0, epoch: int = 0, state: RunState = RunState.PAUSED, **values: float
) -> Numbers:
    """Numbers of a run; those that are not given are 1."""
    given = {**dict.fromkeys(NAMES, 1.0), "updates": updates, "epoch": epoch, **values}
    return Numbers(MappingProxyType(given), Moment(updates, epoch, state))
