"""One update of data-parallel training: what each device did of it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.problems.base import Theta


@dataclass(frozen=True)
class ReplicaPart:
    """One device's part of an update.

    Attributes:
        count: the number of its samples; 0 if the last batch of an epoch had none left for it.
        loss: their mean loss; nan if there are none.
        gradient: of that loss, by w and b.
    """

    count: int
    loss: float
    gradient: Theta


@dataclass(frozen=True)
class ReplicaStep:
    """The last update, and what the last updates cost.

    Attributes:
        parts: of the devices, in the order of their samples.
        arithmetic: seconds of an update in which a device computes its gradient; the mean over the
            devices and the updates of the last call.
        communication: seconds in which it waits for the others and exchanges the sums with them.
        other: the rest: the optimizer's step, and starting the next update.
    """

    parts: tuple[ReplicaPart, ...]
    arithmetic: float
    communication: float
    other: float

    @property
    def shares(self) -> tuple[float, float, float]:
        """Of the seconds of an update: arithmetic, communication, other; they add up to 1."""
        whole = self.arithmetic + self.communication + self.other
        if not whole > 0:
            return 0.0, 0.0, 1.0
        return self.arithmetic / whole, self.communication / whole, self.other / whole
