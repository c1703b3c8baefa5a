"""What the first process tells the others to do with it, as plain data."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.config.optimizer import OptimizerConfig
from engine.config.run import RunConfig
from engine.data.dataset import Dataset
from engine.problems.base import Theta
from engine.worker.training.place import Place

BEGIN, OPTIMIZER, PREPARE, RUN, END = "begin", "optimizer", "prepare", "run", "end"

Order = dict[str, Any]


def begin_order(config: RunConfig, dataset: Dataset) -> Order:
    """Make the model of this run, on the same samples."""
    return {"do": BEGIN, "config": _plain(config), "samples": sign_of(dataset)}


def optimizer_order(config: OptimizerConfig) -> Order:
    """Make this optimizer."""
    return {"do": OPTIMIZER, "optimizer": config.model_dump(mode="json")}


def prepare_order(config: RunConfig, offset: int) -> Order:
    """Compile the program of the next update."""
    return {"do": PREPARE, "config": _plain(config), "offset": offset}


def run_order(
    config: RunConfig,
    place: Place,
    updates: int,
    theta: Theta,
    slots: Mapping[str, NDArray[np.generic]],
) -> Order:
    """Make updates from this state."""
    return {
        "do": RUN,
        "config": _plain(config),
        "place": astuple(place),
        "updates": updates,
        "theta": theta,
        "slots": {name: value.tolist() for name, value in slots.items()},
    }


def end_order() -> Order:
    """The run is over."""
    return {"do": END}


def sign_of(dataset: Dataset) -> int:
    """Equal for the same samples, and hardly for others: a checksum."""
    return zlib.crc32(dataset.y.tobytes(), zlib.crc32(dataset.x.tobytes()))


def config_in(order: Order) -> RunConfig:
    """The configuration in an order."""
    return RunConfig.model_validate(order["config"])


def _plain(config: RunConfig) -> dict[str, Any]:
    return config.model_dump(mode="json")
