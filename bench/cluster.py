"""A sweep on two Dask workers of this machine against the same sweep in one process.

Run as `python -m bench.cluster`, it prints its figures as JSON: the workers are processes that
import this module again.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import AsyncExitStack
from typing import Any

import numpy as np

from bench.apart import printed_by
from bench.registry import Measurement, row
from engine.client.engine import Engine
from engine.cluster.scheduler import ClusterEngine
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.protocol.commands import Watch
from engine.protocol.events import Failed, Lost, Refused
from engine.protocol.sweep_messages import Sweep, SweepEnded
from engine.sweeps.spec import SweepSpec

WORKERS = 2
ROUNDS = 2
_SAMPLES = 20_000
_RUNS = 200
_EPOCHS = 4000
_WATCH = Watch(frames=False)


def _sweep() -> Sweep:
    """It trains longer than its programs take to compile: each part compiles one."""
    base = with_values(RunConfig(), {"samples": _SAMPLES, "epochs": _EPOCHS, "stop": "never"})
    return Sweep(SweepSpec(base, learning_rates=tuple(np.geomspace(1e-5, 1e-2, _RUNS).tolist())))


async def _seconds(engine: Engine | ClusterEngine) -> float:
    """How long the sweep takes, from the command to its end."""
    begun = time.perf_counter()
    await engine.send(_sweep())
    async for event in engine.events():
        match event:
            case SweepEnded(done=done, total=total):
                assert done == total == _RUNS, "all runs were trained"
                return time.perf_counter() - begun
            case Failed() | Lost() | Refused():
                raise AssertionError(str(event))
            case _:
                pass
    raise AssertionError("the events ended before the sweep did")


async def _measure() -> dict[str, list[float]]:
    from distributed import LocalCluster

    found: dict[str, list[float]] = {"cluster": [], "alone": []}
    async with AsyncExitStack() as stack:
        workers: Any = LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=WORKERS, threads_per_worker=1, dashboard_address=None, asynchronous=True
        )
        cluster = await stack.enter_async_context(workers)
        alone = await stack.enter_async_context(Engine(_sweep().spec.base, watch=_WATCH))
        for _ in range(ROUNDS + 1):
            async with ClusterEngine(cluster.scheduler_address) as engine:
                found["cluster"].append(await _seconds(engine))
            found["alone"].append(await _seconds(alone))
    return {name: seconds[1:] for name, seconds in found.items()}


def main() -> None:
    """Measure and print: seconds of each round but the first, which compiles."""
    json.dump(asyncio.run(_measure()), sys.stdout)


@row("a sweep on two Dask workers here", against="the same in one process", at_most=3)
def two_workers() -> Measurement:
    """On one machine nothing is gained: one process uses all cores, for more runs in a call."""
    found = printed_by("bench.cluster")
    return Measurement.of_pairs(found["cluster"], found["alone"], "s")


if __name__ == "__main__":
    main()
