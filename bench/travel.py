"""Looking back in a run of ten million updates: from the command to the frame of the moment.

Run as `python -m bench.travel`, it prints its figures as JSON: TensorFlow is imported only there.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

from bench.apart import printed_by
from bench.conditions import measured_once
from bench.configs import forever
from bench.registry import Measurement, row

if TYPE_CHECKING:
    from engine.worker.session.session import Session

UPDATES = 10_000_000
MOMENTS = (1, UPDATES // 2, UPDATES - 1, UPDATES // 3, 2 * UPDATES // 3, UPDATES // 7)


def _run(batch_size: int | str) -> tuple[Session, float]:
    """A session after all updates, and their seconds."""
    from engine.protocol.commands import Step, Watch
    from engine.worker.session.session import Session

    session = Session(forever(batch_size=batch_size), "/CPU:0")
    session.obey(Watch(steps=8, optimizer_state=True, optimizer_before=True))
    session.obey(Step(1))
    _settle(session)
    begun = time.perf_counter()
    session.obey(Step(UPDATES - 1))
    _settle(session)
    return session, time.perf_counter() - begun


def _settle(session: Session) -> int | None:
    """Work until nothing is due; returns the update of the last frame."""
    from engine.history.frame import Frame
    from engine.protocol.commands import Acknowledge

    shown = None
    while session.idle_seconds is not None:
        session.work()
        for event in session.outbox:
            if isinstance(event, Frame):
                shown = event.update
                session.obey(Acknowledge())
        session.outbox.clear()
    return shown


def _slowest(batch_size: int | str) -> tuple[float, float]:
    """Seconds until the slowest of several moments is shown, and the seconds of the run."""
    from engine.protocol.commands import Seek

    session, trained = _run(batch_size)
    slowest = 0.0
    for update in MOMENTS:
        begun = time.perf_counter()
        session.obey(Seek(update))
        shown = _settle(session)
        slowest = max(slowest, time.perf_counter() - begun)
        assert shown == update
    return slowest, trained


def main() -> None:
    """Measure and print."""
    json.dump({str(size): _slowest(size) for size in (1, "full")}, sys.stdout)


@measured_once
def _figures() -> dict[str, tuple[float, float]]:
    return {name: (pair[0], pair[1]) for name, pair in printed_by("bench.travel").items()}


@row("back in 10 million updates, batch size 1", against="training them", at_most=0.05)
def single_samples() -> Measurement:
    """The slowest of update 1, the middle one, the last but one, and others."""
    return Measurement(*_figures()["1"], "s")


@row("back in 10 million updates, full batch", against="training them", at_most=0.05)
def full_batch() -> Measurement:
    """As above, with all 100 samples in each update."""
    return Measurement(*_figures()["full"], "s")


if __name__ == "__main__":
    main()
