"""Landscapes without a worker, for tests: a bowl whose losses are known."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

import numpy as np

from engine.networks.landscape.order import order_of
from engine.protocol.events import Beat, Event, Failed, Lost, Ready, Starting
from engine.protocol.landscape_messages import LossPart, MapDone, MapLoss, PlaneKnown


def bowl(first: Any, second: Any) -> Any:
    return 0.5 + (first - 0.2) ** 2 + 3 * (second + 0.1) ** 2


def plane(request: MapLoss, *, path: bool = False) -> PlaneKnown:
    limits = request.part or ((-1.0, 1.0), (-1.0, 1.0))
    first, second = (np.linspace(*ends, request.grid) for ends in limits)
    way = np.array([[-0.8, 0.7], [-0.4, 0.3], [-0.1, 0.1]]) if path else np.empty((0, 2))
    explained = np.array([0.9, 0.08]) if path else np.full(2, np.nan)
    centre = float(bowl(np.float64(0), np.float64(0)))
    return PlaneKnown("net", 1000, 900, "mse", 50, 200, first, second, centre, way,
                      np.arange(float(len(way))), explained, 0.01, "CPU")  # fmt: skip


def events(
    *, path: bool = False, stop_at: int = 10**9, fault: Event | None = None,
    asked: list[MapLoss] | None = None,
) -> Callable[[MapLoss], AsyncGenerator[Event]]:  # fmt: skip
    """A worker that evaluates in parts of 40 points, up to `stop_at`, then waits or has a fault."""

    async def worker(request: MapLoss) -> AsyncGenerator[Event]:
        if asked is not None:
            asked.append(request)
        yield Starting()
        yield Ready("CPU", "2", "3", 1.0)
        yield Beat("reading the model", 0.1)
        if isinstance(fault, Failed):
            yield fault
            return
        known = plane(request, path=path)
        yield known
        left = [point for point in order_of(request.grid) if int(point) not in request.done]
        for begin in range(0, min(len(left), stop_at), 40):
            points = np.array(left[begin : begin + 40], np.intp)
            rows, columns = np.divmod(points, request.grid)
            yield LossPart(points, bowl(known.first[columns], known.second[rows]), 50)
            await asyncio.sleep(0)
        if isinstance(fault, Lost):
            yield fault
            return
        if len(left) > stop_at:
            await asyncio.Event().wait()
        yield MapDone(1.5)

    return worker
