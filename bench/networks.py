"""The loss of a network on a plane, against a loop over `model.evaluate`.

Run as `python -m bench.networks`, it prints its figures as JSON: TensorFlow is imported only there.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.apart import printed_by
from bench.registry import Measurement, row

SAMPLES = 1000
EVALUATED = 5
"""Points of a repeat of the loop; a repeat of ours takes the grid's 2,601."""
REPEATS = 3


def network(folder: Path, samples: int = SAMPLES) -> Any:
    """A network of 337 weights, compiled and saved in a folder, with samples beside it."""
    import keras

    layers = [keras.layers.Dense(16, activation="tanh") for _ in range(2)]
    model = keras.Sequential(
        [keras.Input((2,)), *layers, keras.layers.Dense(1, activation="sigmoid")]
    )
    model.compile(loss="binary_crossentropy")
    model.save(folder / "m.keras")
    x = np.random.default_rng(0).normal(size=(samples, 2)).astype(np.float32)
    np.savez(folder / "d.npz", x=x, y=(np.hypot(*x.T) > 1).astype(np.float32))
    return model


def _points_per_second(folder: Path) -> tuple[list[float], list[float]]:
    """Points a second of ours and of the loop, in turn; neither with its compilation."""
    from engine.protocol.landscape_messages import MapLoss
    from engine.worker.activity import Activity
    from engine.worker.devices import Device
    from engine.worker.landscape.job import LandscapeJob
    from engine.worker.landscape.span import random_span

    model = network(folder)
    with np.load(folder / "d.npz", allow_pickle=False) as file:
        x, y = file["x"], file["y"]
    u, v = random_span(model, 0).directions
    theta = model.get_weights()
    model.evaluate(x, y, verbose=0)
    ours, theirs = [], []
    for _ in range(REPEATS):
        request = MapLoss(folder / "m.keras", folder / "d.npz")
        job = LandscapeJob(request, Device("/CPU:0", "CPU"), Activity())
        begun = time.perf_counter()
        while job.idle_seconds == 0:
            job.work()
        ours.append(request.grid**2 / (time.perf_counter() - begun))
        begun = time.perf_counter()
        for a, b in np.linspace(-1, 1, 2 * EVALUATED).reshape(EVALUATED, 2):
            model.set_weights([t + a * p + b * q for t, p, q in zip(theta, u, v, strict=True)])
            model.evaluate(x, y, verbose=0)
        theirs.append(EVALUATED / (time.perf_counter() - begun))
    return ours, theirs


def main() -> None:
    """Measure and print it."""
    with tempfile.TemporaryDirectory() as folder:
        json.dump(_points_per_second(Path(folder)), sys.stdout)


@row("landscape of a network of 337 weights", against="a loop of model.evaluate", at_least=50)
def landscape() -> Measurement:
    """51 × 51 points over 1,000 samples; the loop sets the weights and evaluates them."""
    ours, theirs = printed_by("bench.networks")
    return Measurement.of_pairs(ours, theirs, "points/s")


if __name__ == "__main__":
    main()
