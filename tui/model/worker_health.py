"""How the worker is: whether there is one, on which device, and what it failed at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from engine.protocol.events import Event, Failed, Lost, Ready, Starting, StateChanged


class WorkerPhase(Enum):
    """What a worker is doing."""

    STARTING = auto()
    READY = auto()
    LOST = auto()


@dataclass(frozen=True)
class WorkerHealth:
    """What is known of the worker.

    Attributes:
        phase: what it is doing.
        device: what it trains on, as people call it; empty until known.
        good_device: the setting with which a worker was last ready; None before the first.
        failure: why it cannot go on, if it said so.
        silence: seconds since it was last heard of, while it should report something.
    """

    phase: WorkerPhase = WorkerPhase.STARTING
    device: str = ""
    good_device: str | None = None
    failure: Failed | None = None
    silence: float = 0.0

    @property
    def lost(self) -> bool:
        """Whether it is gone."""
        return self.phase is WorkerPhase.LOST

    @property
    def starting(self) -> bool:
        """Whether it is not ready yet."""
        return self.phase is WorkerPhase.STARTING

    @property
    def refused_at_first(self) -> bool:
        """Whether the first worker there ever was could not do what was asked for."""
        return self._input_at_fault and self.good_device is None

    def device_refused(self, wanted: str) -> bool:
        """Whether it was lost for the device `wanted`, and another one has worked before."""
        return self._input_at_fault and self.lost and self.good_device not in (None, wanted)

    @property
    def _input_at_fault(self) -> bool:
        return self.failure is not None and self.failure.usage

    def after(self, event: Event, wanted: str) -> WorkerHealth:
        """What is known after an event, with `wanted` as the setting of the device."""
        heard = replace(self, silence=0.0)
        match event:
            case Starting():
                return replace(heard, phase=WorkerPhase.STARTING, device="", failure=None)
            case Ready():
                return replace(
                    heard, phase=WorkerPhase.READY, device=event.device, good_device=wanted
                )
            case StateChanged():
                return replace(heard, phase=WorkerPhase.READY)
            case Failed():
                return replace(heard, failure=event)
            case Lost():
                return replace(heard, phase=WorkerPhase.LOST)
            case _:
                return heard

    def silent(self, seconds: float) -> WorkerHealth:
        """It was last heard of this long ago."""
        return replace(self, silence=seconds)
