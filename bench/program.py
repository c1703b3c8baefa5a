"""The whole program: how soon it is there, what it weighs, what the screen costs the training."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.row import Row, median_of, seconds
from bench.terminal import Terminal, terminal, updates_shown
from engine.client import Engine
from engine.config import RunConfig
from engine.messages import EpochRows, Ready, StateChanged, Watch
from engine.parameters import with_values
from engine.snapshot import RunState

_MEGABYTE = 1e6
_ENDLESS = {"batch_size": 1, "stop": "never", "epochs": 10**12}
_ENDLESS_OPTIONS = ("--batch-size", "1", "--stop", "never", "--epochs", str(10**12))
_WATCHED_SECONDS = 3.0


def _import_seconds(module: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True, capture_output=True)
    return time.perf_counter() - begun


def _painted(text: str) -> bool:
    """The surface with its axes, the data and the loss are all there."""
    return all(title in text for title in ("surface", "data", "loss")) and "optimum" in text


def start() -> list[Row]:
    """First paint against Python with Textual alone; first update after TensorFlow's import."""

    def first_paint() -> float:
        with terminal() as app:
            return app.wait(_painted)

    textual = median_of(lambda: _import_seconds("textual.app"))
    paint = median_of(first_paint)
    ready, first = asyncio.run(_first_update())
    return [
        Row(
            "first paint, in seconds",
            seconds(paint),
            f"{seconds(textual)} for Python to import Textual",
            paint,
            0.7,
            at_least=False,
        ),
        Row(
            "first update after TensorFlow's import, in seconds",
            seconds(first),
            f"{seconds(ready)} until TensorFlow is imported",
            first,
            1,
            at_least=False,
        ),
    ]


async def _first_update() -> tuple[float, float]:
    begun = time.perf_counter()
    ready = begun
    async with Engine(RunConfig(), watch=Watch(frames=False, every=1)) as engine:
        await engine.run()
        async for event in engine.events():
            if isinstance(event, Ready):
                ready = time.perf_counter()
            if isinstance(event, EpochRows):
                break
    return ready - begun, time.perf_counter() - ready


def _peak(pid: int) -> float:
    """Peak resident memory of a process, bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return float(status.split("VmHWM:")[1].split()[0]) * 1024


def memory() -> list[Row]:
    """Both processes after a run, with the default data and with ten million samples."""
    rows = []
    for title, options, bound in (
        ("100 samples", (), 0.0),
        ("10 million samples", ("--samples", "10000000", "--epochs", "30"), 2500.0),
    ):
        with terminal(*options) as app:
            app.press(" ")
            app.wait(lambda text: "converged" in text or "max epochs" in text)
            own, worker = _peak(app.pid) / _MEGABYTE, _peak(app.worker_pid) / _MEGABYTE
            maps = Path(f"/proc/{app.pid}/maps").read_text()
        loaded = "tensorflow" in maps
        rows.append(
            Row(
                f"the app's peak memory, {title}, in MB",
                f"{own:.0f} MB",
                f"{worker:.0f} MB for its worker",
                own,
                150,
                at_least=False,
                note="TensorFlow is mapped into the app!" if loaded else "",
            )
        )
        if bound:
            rows.append(
                Row(
                    f"the worker's peak memory, {title}, in MB",
                    f"{worker:.0f} MB",
                    "80 MB of samples",
                    worker,
                    bound,
                    at_least=False,
                )
            )
    return rows


def _rate_on_screen(app: Terminal) -> float:
    """Updates a second from two looks at the status line."""
    looks = []
    for pause in (0.0, _WATCHED_SECONDS):
        time.sleep(pause)
        looks.append((time.perf_counter(), updates_shown("\n".join(app.lines()))))
    (begun, first), (ended, last) = looks
    return (last - first) / (ended - begun)


async def _rate_headless() -> float:
    """Updates a second of the engine alone, nobody watching."""
    config = with_values(RunConfig(), _ENDLESS)
    async with Engine(config, watch=Watch(frames=False)) as engine:
        await engine.run()
        begun = 0.0
        async for event in engine.events():
            if isinstance(event, StateChanged) and event.state is RunState.RUNNING:
                begun = time.perf_counter()
                await asyncio.sleep(_WATCHED_SECONDS)
                await engine.pause()
            elif isinstance(event, StateChanged) and event.state is RunState.PAUSED:
                return event.update / (time.perf_counter() - begun)
    raise RuntimeError("the engine ended")


def live() -> list[Row]:
    """What drawing costs: updates a second with the app open against without it, in turn."""
    shown, alone = [], []
    with terminal(*_ENDLESS_OPTIONS) as app:
        app.press(" ")
        for _ in range(3):
            app.wait(lambda text: updates_shown(text) > 0)
            shown.append(_rate_on_screen(app))
            app.press(" ")
            app.wait(lambda text: "paused" in text)
            alone.append(asyncio.run(_rate_headless()))
            app.press(" ")
    with_app, without = statistics.median(shown), statistics.median(alone)
    return [
        Row(
            "updates/s with the app open, n = 100, M = 1",
            f"{with_app / 1e6:.2f} M/s",
            f"{without / 1e6:.2f} M/s without it",
            with_app / without,
            note="two cores for everything: the app, the worker and the pseudo-terminal's reader",
        )
    ]
