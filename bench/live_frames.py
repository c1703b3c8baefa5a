"""What pictures of a run cost its training, where the full loss takes as long as an update.

Run as `python -m bench.live_frames`, it prints its figures as JSON: TensorFlow is imported only
there.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

from bench.apart import printed_by
from bench.configs import forever
from bench.registry import Measurement, row
from engine.history.frame import Frame
from engine.protocol.commands import Acknowledge, Run, Watch

if TYPE_CHECKING:
    from engine.worker.session.session import Session

SAMPLES = 1_000_000
SECONDS, PAIRS = 3.0, 4
FRAMES_A_SECOND = 30


def _speed(session: Session, *, pictures: bool) -> float:
    """Updates per second, with 30 pictures a second or with none."""
    begun, first = time.perf_counter(), session.run.trainer.update
    out, due = False, begun
    while (now := time.perf_counter()) - begun < SECONDS:
        session.work()
        out = out or any(isinstance(event, Frame) for event in session.outbox)
        session.outbox.clear()
        if pictures and now >= due and out:
            session.obey(Acknowledge())
            out, due = False, now + 1 / FRAMES_A_SECOND
    if not pictures:
        session.obey(Acknowledge())
    return (session.run.trainer.update - first) / (time.perf_counter() - begun)


def main() -> None:
    """Measure and print."""
    from engine.worker.session.session import Session

    values = {"activation": "tanh", "loss": "huber", "batch_size": SAMPLES, "samples": SAMPLES}
    session = Session(forever(learning_rate=1e-6, **values), "/CPU:0")
    session.obey(Watch(steps=1))
    session.obey(Run())
    _speed(session, pictures=True)
    pairs = [[_speed(session, pictures=shown) for shown in (True, False)] for _ in range(PAIRS)]
    sys.stdout.write(json.dumps(pairs))


@row("updates/s with pictures, 10^6 samples, tanh and Huber", against="without", at_least=0.85)
def pictures_of_many_samples() -> Measurement:
    """Thirty pictures a second; each has the full loss and its derivatives, or recent ones."""
    ours, theirs = zip(*printed_by("bench.live_frames"), strict=True)
    return Measurement.of_pairs(ours, theirs, "updates/s")


if __name__ == "__main__":
    main()
