"""A GPU against the processor beside it: the table of `docs/performance.md`.

Run as `python -m bench.gpu`, it prints the table in Markdown, after some minutes; words leave out
what contains none of them. Each device is measured in a process of its own, the one after the
other, as chosen with `--device`. Without a GPU it says so and ends with status 1. No row of
`make bench` is among them: a ratio to another part of the machine has no bound that serves all.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from bench import phase_maps
from bench.apart import printed_by
from bench.configs import forever
from bench.timing import median, seconds_of
from engine.config.run import RunConfig
from engine.data.dataset import Dataset, load

DEVICES = ("gpu:0", "cpu")
REPEATS = 3
SECONDS = 0.5
"""Of a repeat, at least."""
CALL_SECONDS = 0.1
"""Of a call of the trainer, at least, if it can make so many updates."""
WARMING_SECONDS = 1.0
"""In which, and in three calls at least, slices find their length and programs are compiled."""

Speed = Callable[[str], float]


@dataclass(frozen=True)
class Comparison:
    """Something that both devices do.

    Attributes:
        what: in words.
        unit: of the speed.
        speed: measures it on a device, compilation excluded.
    """

    what: str
    unit: str
    speed: Speed


def _repeated(work: Callable[[], int]) -> float:
    """How much a second of work that returns how much it did, once it is warm; a median."""
    speeds = []
    begun, calls = time.perf_counter(), 0
    while time.perf_counter() - begun < WARMING_SECONDS or calls < 3:
        work()
        calls += 1
    for _ in range(REPEATS):
        done, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < SECONDS:
            done += work()
        speeds.append(done / (time.perf_counter() - begun))
    return median(speeds)


def _training(config: RunConfig, data: Dataset) -> Speed:
    """Updates a second in long calls."""

    def speed(device: str) -> float:
        from engine.worker.training.loop import CAPACITY
        from engine.worker.training.trainer import Trainer

        trainer = Trainer(config, data, device)
        trainer.prepare()
        updates = 1
        while updates < CAPACITY and seconds_of(partial(trainer.advance, updates)) < CALL_SECONDS:
            updates *= 2
        return _repeated(lambda: len(trainer.advance(updates).recorded))

    return speed


def _sweep(runs: int, **values: object) -> Speed:
    """Updates of all runs of a sweep a second."""

    def speed(device: str) -> float:
        from engine.worker.sweeps.batched_runs import ManyRuns

        rates = np.geomspace(1e-5, 1e-3, runs)
        configs = [forever(**values, learning_rate=float(rate)) for rate in rates]
        many = ManyRuns(configs, {configs[0].data: load(configs[0].data)}, device)

        def work() -> int:
            before = many.update
            many.advance()
            return runs * (many.update - before)

        return _repeated(work)

    return speed


def _phase_map(**values: object) -> Speed:
    """Runs of a phase map a second, the host's judging included."""

    def speed(device: str) -> float:
        from engine.worker.sweeps.lane_programs import Loops

        spec = phase_maps.map_of(phase_maps.CELLS, **values)
        loops: Loops = {}

        def work() -> int:
            phase_maps.train(spec, device, loops)
            return spec.runs

        return _repeated(work)

    return speed


def _landscape(samples: int) -> Speed:
    """Losses of a network of 337 weights a second, on a plane."""

    def speed(device: str) -> float:
        from bench.networks import network
        from engine.protocol.landscape_messages import MapLoss
        from engine.worker.activity import Activity
        from engine.worker.devices import Device
        from engine.worker.landscape.job import LandscapeJob

        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            network(folder, samples)

            def work() -> int:
                request = MapLoss(folder / "m.keras", folder / "d.npz")
                job = LandscapeJob(request, Device(device, device), Activity())
                while job.idle_seconds == 0:
                    job.work()
                return request.grid**2

            return _repeated(work)

    return speed


def comparisons() -> Iterator[Comparison]:
    """What is compared, the shortest first."""
    for samples, size in (
        (100, 1),
        (100, "full"),
        (10**4, "full"),
        (10**5, "full"),
        (10**6, "full"),
        (10**7, "full"),
        (10**7, 1000),
        (10**7, 10**5),
    ):
        config = forever(samples=samples, batch_size=size)
        what = f"n = {samples:,}, M = {size}"
        yield Comparison(what, "updates/s", _training(config, load(config.data)))
    for size in (1000, 10**5):
        config = forever(samples=10**6, batch_size=size, shuffle=True)
        what = f"n = 1,000,000, M = {size}, shuffled"
        yield Comparison(what, "updates/s", _training(config, load(config.data)))
    for values in (
        {"optimizer": "adam"},
        {"activation": "tanh", "loss": "huber"},
        {"activation": "sigmoid", "loss": "crossentropy"},
        {"schedule": "cosine"},
    ):
        config = forever(samples=10**6, batch_size="full", **values)
        what = f"n = 1,000,000, M = full, {', '.join(map(str, values.values()))}"
        yield Comparison(what, "updates/s", _training(config, load(config.data)))
    for runs in (200, 2_000, 20_000):
        what = f"sweep of {runs:,} runs, n = 100, M = 16"
        yield Comparison(what, "updates/s", _sweep(runs, batch_size=16))
    yield Comparison(
        "sweep of 400 runs, n = 10,000, M = full",
        "updates/s",
        _sweep(400, samples=10**4, batch_size="full"),
    )
    for values in ({}, {"activation": "tanh"}, {"optimizer": "adam"}):
        what = ", ".join(["phase map of 200 × 200, M = full", *map(str, values.values())])
        yield Comparison(what, "runs/s", _phase_map(**values))
    for samples in (1000, 10**5):
        what = f"landscape of 337 weights, {samples:,} samples"
        yield Comparison(what, "points/s", _landscape(samples))


def _measure(device: str, words: list[str]) -> None:
    """Print what this device is and how fast it does everything, as JSON."""
    from engine.worker.devices import choose_device

    chosen = choose_device(device)
    rows = [
        (one.what, one.unit, one.speed(chosen.name))
        for one in comparisons()
        if not words or any(word in one.what for word in words)
    ]
    json.dump({"title": chosen.title, "rows": rows}, sys.stdout)


def main(words: list[str]) -> int:
    """Print the table of what contains one of the words, or of everything."""
    if words[:1] == ["--device"]:
        _measure(words[1], words[2:])
        return 0
    try:
        gpu, cpu = (printed_by("bench.gpu", "--device", device, *words) for device in DEVICES)
    except subprocess.CalledProcessError:
        print("no GPU can be used here: see descent doctor", file=sys.stderr)
        return 1
    print(f"| what | unit | {gpu['title']} | {cpu['title']} | ratio |\n|---|---|---|---|---|")
    for (what, unit, fast), (_what, _unit, slow) in zip(gpu["rows"], cpu["rows"], strict=True):
        print(f"| {what} | {unit} | {fast:,.0f} | {slow:,.0f} | {fast / slow:.3g} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
