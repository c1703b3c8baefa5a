"""The command and the events of a network's landscape, which a worker of its own computes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats

Limits = tuple[tuple[float, float], tuple[float, float]]
"""The least and the largest coordinate along each direction."""


class Directions(StrEnum):
    """What the two directions of the plane are.

    RANDOM are normally distributed numbers, each filter as long as that of the model: H. Li et al.,
    "Visualizing the Loss Landscape of Neural Nets", NeurIPS 2018. PRINCIPAL are the two principal
    directions of checkpoints.
    """

    RANDOM = "random"
    PRINCIPAL = "principal"


@dataclass(frozen=True)
class MapLoss:
    """Evaluate the loss of a model on a plane through its weights.

    A worker that has done so evaluates another part of the same plane, with other `part` and
    `done`.

    Attributes:
        model: a file in Keras' format, .keras.
        data: a file of samples, .npz or a table.
        target: the column of a table that holds y; None is the last one.
        checkpoints: the folder with those that span the plane; None for random directions.
        loss: the name of a loss of Keras; None for the one that the model is compiled with.
        samples: how many of the samples are used, drawn at random; None for all of them.
        grid: points along each direction, odd, so that the model is one of them.
        reach: the limits along both directions, as multiples of them; None for -1 to 1 with random
            directions, and for what holds the path of the checkpoints.
        seed: of the random directions, and of the samples.
        chunk: samples that are evaluated at once, halved as long as memory does not suffice.
        device: as in a run's configuration.
        run_code: whether code in the model's file may be run, such as that of Lambda layers.
        done: points that were evaluated before: their numbers, row by row.
        part: the limits along each direction in place of `reach`, for a part of the plane.
    """

    model: Path
    data: Path
    target: str | None = None
    checkpoints: Path | None = None
    loss: str | None = None
    samples: int | None = None
    grid: int = 51
    reach: tuple[float, float] | None = None
    seed: int = 0
    chunk: int = 1024
    device: str = "auto"
    run_code: bool = False
    done: frozenset[int] = frozenset()
    part: Limits | None = None


@dataclass(frozen=True)
class StopMap:
    """Evaluate no more points; the worker stays for another part."""


@dataclass(frozen=True, eq=False)
class PlaneKnown:
    """The model and the data are read, and the plane is known.

    Attributes:
        model: the model's name.
        weights: trainable numbers.
        moved: how many of them the directions move.
        loss: the name of the loss.
        samples, of: the samples that are used, and those of the file.
        first, second: the coordinates of the grid's columns and rows, ascending.
        centre: the loss at the model itself.
        path: the checkpoints in the plane, relative to the model, in order, (K, 2).
        updates: their updates, or their numbers from 0, (K,).
        explained: the share of the variance of the checkpoints along each direction; nan for
            random directions.
        cosine: of the angle between the directions.
        device: for the user.
        note: what the user should know; mostly empty.
    """

    model: str
    weights: int
    moved: int
    loss: str
    samples: int
    of: int
    first: Floats
    second: Floats
    centre: float
    path: Floats
    updates: Floats
    explained: Floats
    cosine: float
    device: str
    note: str = ""


@dataclass(frozen=True, eq=False)
class LossPart:
    """Points that were evaluated.

    Attributes:
        points: their numbers, row by row.
        losses: the loss at each.
        chunk: samples that are evaluated at once.
    """

    points: NDArray[np.intp]
    losses: Floats
    chunk: int


@dataclass(frozen=True)
class MapDone:
    """All points are evaluated.

    Attributes:
        seconds: of evaluation, with compilation.
    """

    seconds: float
