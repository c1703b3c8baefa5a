"""The modes of a session: the run, a race, or an earlier moment of the run."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager

from engine.errors import DescentError
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import Command, Step, StepEpoch
from engine.protocol.events import RaceFrame


class Mode(ABC):
    """A mode; the session has exactly one at a time and passes commands to it."""

    def survives(self, command: Command) -> bool:
        """Whether the mode continues with this command; otherwise the session leaves it first."""
        del command
        return True

    @property
    def over(self) -> bool:
        """Whether the mode has ended; the session then returns to the run."""
        return False

    @property
    @abstractmethod
    def run_state(self) -> RunState:
        """The state of the run in the present."""

    def check(self, command: Command) -> None:
        """Check a command before anything changes.

        Raises:
            DescentError: the command is not possible now.
        """
        if isinstance(command, Step | StepEpoch) and self.run_state is RunState.DIVERGED:
            raise DescentError("the run has diverged; restart it with a lower learning rate")

    @abstractmethod
    def obey(self, command: Command) -> None:
        """Carry out a command that was checked."""

    @abstractmethod
    def work(self) -> None:
        """Do one slice of work, if any is due."""

    @abstractmethod
    def idle_seconds(self, now: float) -> float | None:
        """Seconds until `work` has something to do; None means until the next command."""

    @abstractmethod
    def frame(self) -> Frame | RaceFrame | None:
        """The current frame; None while there is nothing to show."""

    @abstractmethod
    def leave(self) -> None:
        """End the mode; the run is then in the present."""

    def in_the_present(self) -> AbstractContextManager[None]:
        """A context in which the trainer of the run is in the present."""
        return contextlib.nullcontext()
