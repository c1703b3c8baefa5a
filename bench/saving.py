"""The cost of saving the session, as a share of the training speed at unlimited pace.

Run as `python -m bench.saving`, it prints its figures as JSON: TensorFlow is imported only there.
One session of more than a million updates trains with saves, as often as the app asks for them, and
without, in turns.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.apart import printed_by
from bench.conditions import measured_once
from bench.configs import forever
from bench.registry import Measurement, row
from bench.timing import median

if TYPE_CHECKING:
    from engine.worker.session.session import Session

BEFORE = 2_000_000
WINDOW = 2.0
TURNS = 3
_LESS = 0.98


def _speed(session: Session, until: Callable[[], bool]) -> float:
    """Updates per second of the processor that the training thread used, until something is so."""
    first, used = session.run.trainer.update, time.thread_time()
    while not until():
        session.work()
    return (session.run.trainer.update - first) / (time.thread_time() - used)


def main() -> None:
    """Measure and print: the speed without saves, and with one as often as the app asks for it."""
    from engine.history.values import RunState
    from engine.protocol.commands import Run, Step, Store, Watch
    from engine.protocol.events import Stored
    from engine.worker.session.session import Session
    from tui.app.controllers.save_times import seconds_after

    session = Session(forever(batch_size=1), "/CPU:0")
    session.obey(Watch(frames=False))
    session.obey(Step(BEFORE))
    while session.run.state is RunState.RUNNING:
        session.work()
    session.obey(Run())
    plain, saving = [], []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(TURNS):
            end = time.perf_counter() + WINDOW

            def over(end: float = end) -> bool:
                return time.perf_counter() > end

            plain.append(_speed(session, over))
            session.outbox.clear()
            begun = time.perf_counter()
            session.obey(Store(Path(folder) / f"{turn}"))
            found: list[Stored] = []

            def written(found: list[Stored] = found) -> bool:
                found += [event for event in session.outbox if isinstance(event, Stored)]
                session.outbox.clear()
                return bool(found)

            meanwhile = _speed(session, written)
            lasted, stored = time.perf_counter() - begun, found[0]
            assert not stored.failure, stored.failure
            every = lasted + seconds_after(stored.cost, stored.size)
            free = plain[-1] * (every - lasted) + meanwhile * (lasted - stored.cost)
            saving.append(free / every)
    json.dump({"saving": median(saving), "not": median(plain)}, sys.stdout)


@measured_once
def _figures() -> dict[str, Any]:
    found: dict[str, Any] = printed_by("bench.saving")
    return found


@row("updates/s, batch size 1, with the session saved", against="not saved", at_least=_LESS)
def saving() -> Measurement:
    """A history of about a million rows, written as often as the app asks for it."""
    found = _figures()
    return Measurement(found["saving"], found["not"], "updates/s")


if __name__ == "__main__":
    main()
