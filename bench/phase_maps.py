"""Phase maps: 40,000 runs of 100 updates, against one such run by the trainer; memory; floors.

Run as `python -m bench.phase_maps`, it prints its figures as JSON: TensorFlow is imported only
there.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from bench.apart import printed_by
from bench.conditions import measured_once
from bench.configs import forever
from bench.registry import Measurement, row
from bench.timing import REPEATS, median
from engine.config.parameters import with_values
from engine.data.dataset import load
from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_spec import PhaseSpec

if TYPE_CHECKING:
    from engine.worker.sweeps.lane_programs import Loops

CELLS, FEW_CELLS, UPDATES = 200, 60, 100
ALONE = 50
BOUND = 256.0
"""MiB: of runs that wait 64, of a tile's results 8, and their copies."""


def map_of(cells: int = CELLS, **values: object) -> PhaseSpec:
    """A map of w0 and the learning rate, with these parameters besides."""
    base = with_values(forever(batch_size="full", **values), {"epochs": UPDATES})
    x = Axis("w0", -20.0, 20.0, log=False, cells=cells)
    y = Axis("learning_rate", 1e-4, 1e-2, log=True, cells=cells)
    return PhaseSpec(base, x, y)


def train(spec: PhaseSpec, device: str = "/CPU:0", loops: Loops | None = None) -> None:
    """All runs of a map, with the loops compiled for earlier ones if they are given."""
    from engine.protocol.sweep_messages import SweepEnded
    from engine.worker.sweeps.compiling import SideSteps
    from engine.worker.sweeps.phase_run import PhaseRun

    steps = SideSteps(PhaseRun(spec, device, loops=loops).events())
    while not isinstance(steps.step(), SweepEnded):
        pass


def _map_seconds(cells: int = CELLS) -> float:
    """The wall time of a run of the map, compilation, stages and the host's judging included."""
    spec, begun = map_of(cells), time.perf_counter()
    train(spec)
    return (time.perf_counter() - begun) / spec.runs


def _run_seconds() -> float:
    """The time of one such run in one compiled call, nothing else; the median of many."""
    from engine.worker.training.place import Place
    from engine.worker.training.programs import Programs

    config = map_of().config(0)
    data = load(config.data)
    programs = Programs(config.problem, data, "/CPU:0")
    programs.prepare(config, 0)
    times, place = [], Place(0, 0, 0, len(data.x), len(data.x))
    for _ in range(ALONE):
        programs.start_at(config.start.theta)
        begun = time.perf_counter()
        programs.run(config, place, UPDATES)
        times.append(time.perf_counter() - begun)
    return median(times)


def main() -> None:
    """Measure everything here and print it."""
    alone = _run_seconds()
    _map_seconds(FEW_CELLS)  # compiles the same programs
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    each = median([_map_seconds() for _ in range(REPEATS)])
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    json.dump({"map": each, "alone": alone, "MiB": grown}, sys.stdout)


@measured_once
def _figures() -> dict[str, float]:
    found: dict[str, float] = printed_by("bench.phase_maps")
    return found


@row("a run of a map of 40,000 × 100 updates", against="one such run, compiled", at_most=20)
def a_run_of_a_map() -> Measurement:
    """Seconds of a run, compilation of the map included."""
    return Measurement(_figures()["map"], _figures()["alone"], "s")


@row("memory of a map of 200 × 200, over one of 60 × 60", against="its bound", at_most=1)
def memory_of_a_map() -> Measurement:
    """How much more the process takes than for a map of 60 × 60, at most."""
    return Measurement(_figures()["MiB"], BOUND, "MiB")


@row("noise floor of a run of a map, shuffled, momentum", against="that of one run", at_most=0.1)
def floor_of_a_map() -> Measurement:
    """Seconds of the processor, of runs that differ in learning rate and momentum."""
    from engine.config.run import DataConfig
    from engine.data.preview import preview
    from engine.sweeps.phase_floor import TOGETHER
    from engine.theory.samples import Samples
    from engine.theory.stationary import scatters

    samples = Samples.of(preview(DataConfig()))
    rates = np.geomspace(1e-4, 1e-2, 100).repeat(100)
    betas = np.tile(np.linspace(0.1, 0.95, 100), 100)

    def seconds(first: int, runs: int) -> float:
        some, begun = slice(first, first + runs), time.process_time()
        scatters(rates[some], betas[some], 16, samples, nesterov=False, shuffle=True)
        return time.process_time() - begun

    alone, many = [], []
    for _ in range(REPEATS):
        alone.append(median([seconds(k, 1) for k in range(ALONE)]))
        many.append(median([seconds(k, TOGETHER) for k in range(0, 5000, TOGETHER)]) / TOGETHER)
    return Measurement.of_pairs(many, alone, "s")


if __name__ == "__main__":
    main()
