"""What the check of a lesson needs of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from engine.config.run import RunConfig
from engine.errors import DescentError
from tui.lessons.goal import Goal
from tui.lessons.numbers import Numbers


class RunOverError(DescentError):
    """No run obeys the lesson any longer; the text says why."""


class Performer(Protocol):
    """A run that obeys a lesson.

    Every method raises RunOverError if what it asked for ended the run for good.
    """

    @property
    def numbers(self) -> Numbers:
        """The numbers of the run now."""

    async def reset(self, config: RunConfig) -> None:
        """Use this configuration, at the start."""

    async def change(self, values: Mapping[str, object]) -> None:
        """Change parameters.

        Raises:
            DescentError: a value is invalid.
        """

    async def press(self, command: str) -> None:
        """Do what a command does to the run; most do nothing to it."""

    async def run(self, goal: Goal) -> None:
        """Run until this goal, counted from the start of the run, is over."""
