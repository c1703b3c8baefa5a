"""The state of the worker: whether it exists, its device, and its failure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, auto

from engine.config.devices import Devices
from engine.protocol.events import (
    JOINING,
    Event,
    Failed,
    Lost,
    Ready,
    Silence,
    Standstill,
    Starting,
    StateChanged,
)

MOST_PATIENCE = 30.0
"""Seconds after which even a worker that uses the processor may be one that hangs."""


class WorkerPhase(Enum):
    """The phase of a worker."""

    STARTING = auto()
    READY = auto()
    LOST = auto()


@dataclass(frozen=True)
class WorkerHealth:
    """The state of the worker.

    Attributes:
        phase: its phase.
        device: the name of its device for the user; empty until known.
        bus: the PCI bus id of a GPU; empty for none.
        good_devices: those with which a worker was last ready; None before the first.
        failure: why it cannot continue, if it reported that.
        silence: whether it does not answer, and why; 0 seconds if it does.
    """

    phase: WorkerPhase = WorkerPhase.STARTING
    device: str = ""
    bus: str = ""
    good_devices: Devices | None = None
    failure: Failed | None = None
    silence: Silence = field(default_factory=lambda: Silence(0.0))

    @property
    def lost(self) -> bool:
        """Whether it is lost."""
        return self.phase is WorkerPhase.LOST

    @property
    def starting(self) -> bool:
        """Whether it is not ready yet."""
        return self.phase is WorkerPhase.STARTING

    @property
    def silent(self) -> bool:
        """Whether it does not answer."""
        return self.silence.seconds > 0 and not self.lost

    @property
    def hangs(self) -> bool:
        """Whether it does not answer, and will hardly do so again."""
        busy = self.silence.how is Standstill.BUSY and self.silence.seconds < MOST_PATIENCE
        joining = self.silence.doing == JOINING and self.silence.how is not Standstill.STOPPED
        return self.silent and not busy and not joining

    @property
    def refused_at_first(self) -> bool:
        """Whether the very first worker rejected the configuration."""
        return self._input_at_fault and self.good_devices is None

    def devices_refused(self, wanted: Devices) -> bool:
        """Whether it was lost because of the devices `wanted`, and others worked before."""
        return self._input_at_fault and self.lost and self.good_devices not in (None, wanted)

    @property
    def _input_at_fault(self) -> bool:
        return self.failure is not None and self.failure.usage

    def after(self, event: Event, wanted: Devices) -> WorkerHealth:
        """The state after an event, with `wanted` as the devices that are configured."""
        heard = replace(self, silence=Silence(0.0))
        match event:
            case Silence():
                return replace(self, silence=event)
            case Starting():
                return replace(heard, phase=WorkerPhase.STARTING, device="", bus="", failure=None)
            case Ready():
                ready = replace(heard, phase=WorkerPhase.READY, good_devices=wanted)
                return replace(ready, device=event.device, bus=event.bus)
            case StateChanged():
                return replace(heard, phase=WorkerPhase.READY)
            case Failed():
                return replace(heard, failure=event)
            case Lost():
                return replace(heard, phase=WorkerPhase.LOST)
            case _:
                return heard
