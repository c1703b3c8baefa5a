"""A landscape that is mapped in this process, for tests."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import keras
import numpy as np

from engine.errors import DescentError
from engine.networks.landscape.result import Landscape
from engine.protocol.events import Event, Failed, Starting
from engine.protocol.landscape_messages import Directions, LossPart, MapDone, MapLoss, PlaneKnown
from engine.worker.activity import Activity
from engine.worker.devices import Device
from engine.worker.landscape.job import LandscapeJob
from tests.device import DEVICE

CPU = Device(DEVICE, "CPU")
X = np.random.default_rng(0).normal(size=(30, 2)).astype(np.float32)
Y = (X @ [[1.0], [-2.0]] + 0.5).astype(np.float32)
PENALTY = 0.01


def linear(folder: Path, **options: Any) -> Path:
    """A linear neuron with L2, whose loss is a quadratic; and its samples beside it."""
    keras.utils.set_random_seed(4)
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(1, kernel_regularizer=keras.regularizers.L2(PENALTY)),
        ]
    )
    model.compile(loss="mse", **options)
    path = folder / "linear.keras"
    model.save(path)
    np.savez(folder / "d.npz", x=X, y=Y)
    return path


def mapped(request: MapLoss) -> tuple[PlaneKnown, Landscape, list[LossPart]]:
    """The plane, all of the landscape, and its parts."""
    job = LandscapeJob(request, CPU, Activity())
    (plane,) = job.outbox
    assert isinstance(plane, PlaneKnown)
    landscape, parts = Landscape.empty(Directions.RANDOM, plane), []
    job.outbox.clear()
    while job.idle_seconds == 0:
        job.work()
    *events, done = job.outbox
    assert isinstance(done, MapDone)
    for event in events:
        assert isinstance(event, LossPart)
        parts.append(event)
        landscape = landscape.with_part(event)
    return plane, landscape, parts


class WorkerHere:
    """What `engine.client.landscape.LandscapeWorker` does, without a process."""

    async def events(self, request: MapLoss) -> AsyncGenerator[Event]:
        yield Starting()
        try:
            job = LandscapeJob(request, CPU, Activity())
        except DescentError as error:
            yield Failed(str(error), usage=True)
            return
        while True:
            for event in job.outbox:
                yield event
            job.outbox.clear()
            if job.idle_seconds != 0:
                return
            job.work()

    async def close(self) -> None:
        """There is no process to end."""
