"""The cost of a long run compared with a short one: a frame, a look back, memory.

Run as `python -m bench.history`, it prints its figures as JSON: TensorFlow is imported only there.
Runs of 10^4, 10^6 and 10^8 updates are held in one process and measured in turn.
"""

from __future__ import annotations

import asyncio
import base64
import json
import pickle
import sys
import time
from typing import TYPE_CHECKING, Any

from bench.apart import printed_by
from bench.conditions import measured_once
from bench.configs import forever
from bench.processes import present_megabytes
from bench.registry import Measurement, row
from bench.timing import median
from engine.client.engine import Engine
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import Step, Watch
from tui.canvas.palette import Look, palette_for
from tui.model.scene import LossX
from tui.views.loss import layers as plot

if TYPE_CHECKING:
    from engine.worker.session.session import Session

UPDATES = (10_000, 1_000_000, 100_000_000)
REPEATS = 25
MOMENTS = (0.9, 0.1, 0.5, 0.35, 0.77)
"""The moments looked back to, as shares of the run."""
_NOT_LONGER = 1.5
_FLAT = 1.05


def _settle(session: Session) -> None:
    """Work until nothing is due."""
    from engine.protocol.commands import Acknowledge

    while session.idle_seconds is not None:
        session.work()
        if any(isinstance(event, Frame) for event in session.outbox):
            session.obey(Acknowledge())
        session.outbox.clear()


def _run(updates: int) -> tuple[Session, float]:
    """A session after this many updates, one sample each, and their seconds."""
    from engine.worker.session.session import Session

    session = Session(forever(batch_size=1), "/CPU:0")
    session.obey(Step(1))
    _settle(session)
    begun = time.perf_counter()
    session.obey(Step(updates - 1))
    _settle(session)
    return session, time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    from engine.protocol.commands import Seek
    from engine.protocol.wire import packed

    runs = {updates: _run(updates) for updates in UPDATES}
    sessions = {updates: session for updates, (session, _) in runs.items()}
    frames: dict[int, Frame] = {}
    costs: dict[int, list[float]] = {updates: [] for updates in UPDATES}
    for _ in range(REPEATS):
        for updates, session in sessions.items():
            begun = time.perf_counter()
            frames[updates] = session.run.frame()
            packed(frames[updates])
            costs[updates].append(time.perf_counter() - begun)
    past: dict[int, list[float]] = {updates: [] for updates in UPDATES}
    back: dict[int, list[float]] = {updates: [] for updates in UPDATES}
    for share in MOMENTS:
        for updates, session in sessions.items():
            begun = time.perf_counter()
            session.obey(Seek(int(share * updates)))
            _settle(session)
            back[updates].append(time.perf_counter() - begun)
            for _ in range(REPEATS // len(MOMENTS)):
                begun = time.perf_counter()
                packed(session.run.frame())
                past[updates].append(time.perf_counter() - begun)
    found = {
        "frame": {updates: median(taken) for updates, taken in costs.items()},
        "past": {updates: median(taken) for updates, taken in past.items()},
        "back": {updates: max(taken) for updates, taken in back.items()},
        "trained": {updates: seconds for updates, (_, seconds) in runs.items()},
        "frames": base64.b64encode(pickle.dumps(frames)).decode(),
    }
    json.dump(found, sys.stdout)


@measured_once
def _figures() -> dict[str, Any]:
    found: dict[str, Any] = printed_by("bench.history")
    return found


def _against_shortest(seconds: dict[str, float], updates: int) -> Measurement:
    return Measurement(1e3 * seconds[str(updates)], 1e3 * seconds[str(UPDATES[0])], "ms")


@row("a frame of 10^6 updates, worker", against="of 10^4", at_most=_NOT_LONGER)
def frame_million() -> Measurement:
    """Thinning the history, and packing."""
    return _against_shortest(_figures()["frame"], UPDATES[1])


@row("a frame of 10^8 updates, worker", against="of 10^4", at_most=_NOT_LONGER)
def frame_hundred_million() -> Measurement:
    """As above."""
    return _against_shortest(_figures()["frame"], UPDATES[2])


@row("a past frame of 10^8 updates, worker", against="of 10^4", at_most=_NOT_LONGER)
def past_frame() -> Measurement:
    """While scrubbing: the run up to an earlier moment; median of several."""
    return _against_shortest(_figures()["past"], UPDATES[2])


@row("back in 10^8 updates, batch size 1", against="training them", at_most=0.05)
def back() -> Measurement:
    """The slowest of several moments across the run, until its frame."""
    length = str(UPDATES[2])
    return Measurement(_figures()["back"][length], _figures()["trained"][length], "s")


@measured_once
def _drawn() -> dict[str, float]:
    """Seconds to draw the loss curve of each frame, medians."""
    frames: dict[int, Frame] = pickle.loads(base64.b64decode(_figures()["frames"]))  # noqa: S301
    look = Look(palette_for(dark=True))
    taken: dict[str, list[float]] = {str(updates): [] for updates in frames}

    def draw(frame: Frame) -> None:
        curves = plot.curves_of(frame, 100, LossX.UPDATES)
        scales = plot.loss_scales(curves, 1.0, log=True, previous=None)
        plan = plot.loss_layout(120, 40, LossX.UPDATES, scales)
        plot.batch_losses(plan, curves, look)
        plot.epoch_means(plan, curves, look)

    for _ in range(REPEATS):
        for updates, frame in frames.items():
            begun = time.perf_counter()
            draw(frame)
            taken[str(updates)].append(time.perf_counter() - begun)
    return {updates: median(times) for updates, times in taken.items()}


@row("the loss curve of 10^8 updates, app", against="of 10^4", at_most=_NOT_LONGER)
def curve() -> Measurement:
    """Limits, band and epoch means at 120 × 40, in the app's process."""
    return _against_shortest(_drawn(), UPDATES[2])


@measured_once
def _worker_megabytes() -> tuple[float, float]:
    """Current memory of a worker after 10^6 and 10^8 updates."""

    async def measure() -> tuple[float, float]:
        async with Engine(forever(batch_size=1), watch=Watch()) as engine:
            found = []
            for updates in (UPDATES[1], UPDATES[2] - UPDATES[1]):
                await engine.send(Step(updates))
                begun = False
                async for event in engine.events():
                    state = getattr(event, "state", None)
                    begun = begun or state is RunState.RUNNING
                    if begun and state is RunState.PAUSED:
                        break
                assert engine.worker_pid is not None
                found.append(present_megabytes(engine.worker_pid))
            return found[1], found[0]

    return asyncio.run(measure())


@row("worker's memory after 10^8 updates", against="after 10^6", at_most=_FLAT)
def worker_memory() -> Measurement:
    """With frames, as under the app."""
    return Measurement(*_worker_megabytes(), "MB")


if __name__ == "__main__":
    main()
