"""The cost of saving the session, as a share of the training speed at unlimited pace.

Run as `python -m bench.saving`, it prints its figures as JSON: TensorFlow is imported only there.
One session of more than a million updates trains with saves, as often as the app asks for them, and
without, in turns.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.conditions import measured_once
from bench.configs import forever
from bench.registry import Measurement, row
from bench.timing import median

if TYPE_CHECKING:
    from engine.worker.session.session import Session

BEFORE = 2_000_000
WINDOW = 12.0
TURNS = 2
_LESS = 0.98


def _rate(session: Session, folder: Path | None, costs: list[float]) -> float:
    """Updates per second of the processor over a window, with saves into new folders, or without.

    The processor's seconds, of all threads: what a save takes from a machine with nothing to spare.
    """
    from engine.protocol.commands import Pause, Run, Store
    from engine.protocol.events import Stored
    from tui.app.controllers.save_times import seconds_after

    session.obey(Run())
    first, begun, used = session.run.trainer.update, time.perf_counter(), time.process_time()
    due, number = begun, 0
    while (now := time.perf_counter()) < begun + WINDOW:
        if folder is not None and now >= due:
            number += 1
            session.obey(Store(folder / f"{time.time_ns()}"))
            due = now + WINDOW
        session.work()
        for event in session.outbox:
            if isinstance(event, Stored):
                assert not event.failure, event.failure
                due = time.perf_counter() + seconds_after(event.cost, event.size)
                costs.append(event.cost)
        session.outbox.clear()
    rate = (session.run.trainer.update - first) / (time.process_time() - used)
    session.obey(Pause())
    while session.idle_seconds is not None:
        session.work()
    return rate


def main() -> None:
    """Measure and print."""
    from engine.history.values import RunState
    from engine.protocol.commands import Step, Watch
    from engine.worker.session.session import Session

    session = Session(forever(batch_size=1), "/CPU:0")
    session.obey(Watch(frames=False))
    session.obey(Step(BEFORE))
    while session.run.state is RunState.RUNNING:
        session.work()
    rates: dict[bool, list[float]] = {False: [], True: []}
    costs: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        for turn in range(2 * TURNS):
            saving = turn % 4 in (1, 2)
            rates[saving].append(_rate(session, Path(name) if saving else None, costs))
    found = {
        "saving": median(rates[True]),
        "not": median(rates[False]),
        "saves": len(costs),
        "cost": median(costs),
        "rows": len(session.run.record.updates),
    }
    json.dump(found, sys.stdout)


@measured_once
def _figures() -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.saving"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@row("updates/s, batch size 1, with the session saved", against="not saved", at_least=_LESS)
def saving() -> Measurement:
    """A history of about a million rows, written as often as the app asks for it."""
    found = _figures()
    return Measurement(found["saving"], found["not"], "updates/s")


if __name__ == "__main__":
    main()
