"""A status of a run, and the text of a line."""

from __future__ import annotations

from engine.history.values import RunState
from tui.model.status import Message, Status

RUNNING = Status(
    state=RunState.RUNNING,
    epoch=1000,
    update=1000,
    theta=(9.8412345, -1.3961234),
    batch_loss=94.5612345,
    full_loss=94.4851234,
    updates_per_second=4_123_456,
    pace=None,
    device="CPU",
    message=Message("learning rate 0.001 → 0.002"),
)


def text(pieces):
    return "".join(piece for _, piece in pieces)
