"""The worker without a screen: its speed, its first update, ten million samples."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from dataclasses import dataclass

import numpy as np

from bench.conditions import measured_once
from bench.configs import forever
from bench.processes import peak_megabytes
from bench.registry import Measurement, row
from bench.timing import median_seconds
from engine.client.engine import Engine
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.commands import Pause, Run, Step, Watch
from engine.protocol.events import Event, Failed, Lost, Ready, StateChanged

SAMPLES = 10_000_000
MEGABYTES = 2500.0
LARGE_UPDATES = 20
WATCHED_SECONDS = 5.0
STARTS = 3


async def _next(engine: Engine, kind: type[Event] | None, state: RunState | None = None) -> Event:
    """The next event of a kind, or the next change to a state.

    Raises:
        RuntimeError: the worker failed.
    """
    async for event in engine.events():
        if isinstance(event, Failed | Lost):
            raise RuntimeError(str(event))  # noqa: TRY004 - it is no type that is wrong
        if kind is not None and isinstance(event, kind):
            return event
        if isinstance(event, StateChanged) and event.state is state:
            return event
    raise RuntimeError("the engine was closed")


@measured_once
def headless_rate(batch_size: int) -> float:
    """Updates per second without a screen, by wall time."""

    async def measure() -> float:
        async with Engine(forever(batch_size=batch_size), watch=Watch(frames=False)) as engine:
            await engine.send(Run())
            first = await _next(engine, None, RunState.RUNNING)
            begun = time.perf_counter()
            await asyncio.sleep(WATCHED_SECONDS)
            await engine.send(Pause())
            last = await _next(engine, None, RunState.PAUSED)
            assert isinstance(first, StateChanged)
            assert isinstance(last, StateChanged)
            return (last.reached.updates - first.reached.updates) / (time.perf_counter() - begun)

    return asyncio.run(measure())


def _seconds_to_first_update() -> float:
    """From TensorFlow's import to the event of the first update, including compilation."""

    async def measure() -> float:
        async with Engine(RunConfig(), watch=Watch(frames=False)) as engine:
            await engine.send(Step())
            await _next(engine, Ready)
            begun = time.perf_counter()
            await _next(engine, None, RunState.PAUSED)
            return time.perf_counter() - begun

    return asyncio.run(measure())


def _seconds_by_hand() -> float:
    """The same for one hand-written compiled update; see bench.one_update."""
    command = [sys.executable, "-m", "bench.one_update"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return float(done.stdout)


@row("first update after TensorFlow's import", against="one compiled Keras update", at_most=2.5)
def first_update() -> Measurement:
    """Several workers and as many programs that make one update, in turn."""
    ours, theirs = [], []
    for _ in range(STARTS):
        theirs.append(_seconds_by_hand())
        ours.append(_seconds_to_first_update())
    return Measurement.of_pairs(ours, theirs, "ms", 1e3)


@dataclass(frozen=True)
class Large:
    """Full-batch training of ten million samples."""

    seconds_per_update: float
    seconds_per_pass: float
    worker_megabytes: float


@measured_once
def _large() -> Large:
    async def measure() -> tuple[float, float]:
        async with Engine(forever(samples=SAMPLES), watch=Watch(frames=False)) as engine:
            await engine.send(Step(3))
            warm = await _next(engine, None, RunState.PAUSED)
            await engine.send(Step(LARGE_UPDATES))
            done = await _next(engine, None, RunState.PAUSED)
            assert isinstance(warm, StateChanged)
            assert isinstance(done, StateChanged)
            assert engine.worker_pid is not None
            memory = peak_megabytes(engine.worker_pid)
            seconds = done.reached.seconds - warm.reached.seconds
            return seconds / (done.reached.updates - warm.reached.updates), memory

    update, memory = asyncio.run(measure())
    x, y = np.random.default_rng(0).random((2, SAMPLES), np.float32)
    return Large(update, median_seconds(lambda: x.sum() + y.sum(), 11), memory)


@row("10 million samples, one update", against="x.sum() + y.sum() in numpy", at_most=3.0)
def large_update() -> Measurement:
    """An update reads the data once and sums the loss and both gradients in that pass."""
    return Measurement(_large().seconds_per_update, _large().seconds_per_pass, "s")


@row("10 million samples, worker's peak memory", against="2.5 GB", at_most=1.0)
def large_memory() -> Measurement:
    """TensorFlow itself included."""
    return Measurement(_large().worker_megabytes, MEGABYTES, "MB")
