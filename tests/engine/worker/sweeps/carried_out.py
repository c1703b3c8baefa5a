"""A sweep or measurement carried out to its end."""

from __future__ import annotations

from engine.protocol.events import Event
from tests.device import DEVICE


def carried_out(command):
    """All events of a command, as a session would tell them."""
    from engine.worker.sweeps.side_job import Aside

    aside = Aside(DEVICE)
    told: list[Event] = [*aside.obey(command)]
    while aside.busy:
        told += aside.work()
    return told
