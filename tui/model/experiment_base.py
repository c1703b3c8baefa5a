"""What sweeps, trade-offs and phase maps have in common. No screen."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Self

from tui.text.numbers import whole

if TYPE_CHECKING:
    # Imported late: sweeps would slow down the start by some milliseconds.
    from engine.protocol.sweep_messages import SweepEnded


class Stage(Enum):
    """The stage of an experiment."""

    WAITING = "waiting for the worker"
    RUNNING = "running"
    ENDED = "ended"
    STOPPED = "stopped"
    LOST = "the worker is lost"
    INTERRUPTED = "interrupted with its session"

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self not in (Stage.WAITING, Stage.RUNNING)


@dataclass(frozen=True, eq=False)
class Experiment(ABC):
    """The base of sweeps, trade-offs and phase maps.

    Attributes:
        number: its unique number, assigned by `tui.model.experiments`.
        stage: its stage.
        done: number of rows received.
        device: the device that it runs on.
        compiling: whether a program for it is being compiled; the run continues meanwhile.
        end: its last event; None before it.
        reason: why it failed, or cannot be continued, if so.
    """

    number: int = 0
    stage: Stage = Stage.WAITING
    done: int = 0
    device: str = ""
    compiling: bool = False
    end: SweepEnded | None = None
    reason: str = ""

    @property
    @abstractmethod
    def name(self) -> str:
        """Its name for the user."""

    @property
    @abstractmethod
    def unit(self) -> str:
        """The name of its rows, in the plural."""

    @property
    @abstractmethod
    def total(self) -> int:
        """Number of rows requested."""

    @property
    def has(self) -> str:
        """The amount of results, in words."""
        return f"{whole(self.done)} {self.unit if self.done != 1 else self.unit[:-1]}"

    @property
    def progress(self) -> str:
        """Its progress, in words."""
        return f"{whole(self.done)} of {whole(self.total)} {self.unit}"

    @property
    def step(self) -> str:
        """What it is doing at the moment, in words; empty for nothing worth saying."""
        return "compiling" if self.compiling else ""

    @property
    def activity(self) -> str:
        """What it is doing that may slow down the current run; empty for nothing."""
        return f"{self.name}: compiling" if self.compiling and not self.stage.over else ""

    @property
    def unfinished(self) -> bool:
        """Whether it was stopped or interrupted, and can continue; a failed one fails again."""
        early = (Stage.STOPPED, Stage.LOST, Stage.INTERRUPTED)
        return self.stage in early and not self.reason and self.done < self.total

    @property
    def news(self) -> str:
        """The message when it ends."""
        if self.reason:
            return f"{self.name}: {self.reason}"
        match self.stage:
            case Stage.ENDED:
                return f"{self.name} finished: {self.has}"
            case Stage.STOPPED:
                return f"{self.name} stopped after {self.progress}"
            case _:
                return f"{self.name} lost its worker after {self.progress}"

    def ended(self, event: SweepEnded, refusal: str) -> Self:
        """The experiment after its end; `refusal` is why it failed, if that was just reported."""
        stage = Stage.STOPPED if event.stopped else Stage.ENDED
        reason = refusal if event.stopped else ""
        return replace(self, end=event, stage=stage, reason=reason or self.reason)

    def continued(self) -> Self:
        """The experiment after the rest of it was requested."""
        return replace(self, stage=Stage.WAITING, end=None, compiling=False)

    def lost(self) -> Self:
        """The experiment after the loss of its worker."""
        return replace(self, stage=Stage.LOST)

    def outdated(self, reason: str) -> Self:
        """The experiment once its loss is another one: nothing is added to it any more."""
        return replace(self, reason=reason)

    def restored(self, number: int, end: SweepEnded | None, reason: str) -> Self:
        """The experiment of an earlier session under its number; without an end, interrupted."""
        stage = Stage.INTERRUPTED
        if end is not None:
            stage = Stage.STOPPED if end.stopped else Stage.ENDED
        return replace(self, number=number, end=end, reason=reason, stage=stage)
