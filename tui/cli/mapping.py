"""What is asked of `descent landscape`."""

from __future__ import annotations

from dataclasses import dataclass

from engine.protocol.landscape_messages import MapLoss


@dataclass(frozen=True)
class Mapping2D:
    """How the loss of a network is mapped on a plane.

    Attributes:
        asked: what is evaluated.
        again: whether to evaluate what is kept again.
    """

    asked: MapLoss
    again: bool = False
