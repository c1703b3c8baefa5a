"""What a session spends its time on: the run, a race, or an earlier moment of the run."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager

from engine.history.frame import Frame
from engine.protocol.commands import Command
from engine.protocol.events import RaceFrame


class Mode(ABC):
    """One of the three; the session holds exactly one at a time and passes commands to it."""

    def survives(self, command: Command) -> bool:
        """Whether the mode goes on under this command; else the session leaves it first."""
        del command
        return True

    @property
    def over(self) -> bool:
        """Whether the mode has come to its end; the session then returns to the run."""
        return False

    @abstractmethod
    def obey(self, command: Command) -> None:
        """Carry out a command.

        Raises:
            DescentError: the command is not possible now; nothing has changed.
        """

    @abstractmethod
    def work(self) -> None:
        """Make one slice of what is due, if anything is."""

    @abstractmethod
    def idle_seconds(self, now: float) -> float | None:
        """Seconds until `work` has something to do; None is until the next command."""

    @abstractmethod
    def frame(self) -> Frame | RaceFrame | None:
        """What is shown now; None while there is nothing to show."""

    @abstractmethod
    def leave(self) -> None:
        """End the mode: afterwards the run stands in the present."""

    def in_the_present(self) -> AbstractContextManager[None]:
        """A context in which the run's trainer stands in the present."""
        return contextlib.nullcontext()
