"""What a compiled loop of lanes takes and gives, and what it is made for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats, Singles
from engine.worker.training.batch_sums import FEW
from engine.worker.training.keras_optimizers import Slots
from engine.worker.training.short_sums import FEWEST


@dataclass(frozen=True)
class LaneState:
    """The state of lanes between two epochs: θ, (2, lanes), and the optimizer's slots."""

    theta: Singles
    slots: Slots


@dataclass(frozen=True)
class LaneValues:
    """What differs between lanes; arrays are (lanes,).

    Attributes:
        rates: learning rates.
        varied: other hyperparameters, by name, in float64 as in a configuration.
        schedule: the column of `LaneInputs.schedules`, int32.
        l2: factors of L2 regularization, float64, if they differ; otherwise 0.
    """

    rates: Singles
    varied: Mapping[str, Floats]
    schedule: NDArray[np.int32]
    l2: Floats

    def part(self, chosen: slice | NDArray[np.bool_] | NDArray[np.intp]) -> LaneValues:
        """Those of some lanes."""
        varied = {name: values[chosen] for name, values in self.varied.items()}
        return LaneValues(self.rates[chosen], varied, self.schedule[chosen], self.l2[chosen])

    @classmethod
    def joined(cls, many: Sequence[LaneValues]) -> LaneValues:
        """Those of several groups of lanes, at least one, in order."""
        return cls(
            np.concatenate([one.rates for one in many]),
            {name: np.concatenate([o.varied[name] for o in many]) for name in many[0].varied},
            np.concatenate([one.schedule for one in many]),
            np.concatenate([one.l2 for one in many]),
        )


@dataclass(frozen=True)
class LaneInputs:
    """What is the same for all lanes of a call.

    Attributes:
        x, y: of an epoch, (n,), or of as many as the shape has, one after the other.
        normal: standard normal numbers for each update, (updates, 2), if there is noise.
        schedules: the learning rates of each update by each schedule, (updates, schedules), if they
            are scheduled.
    """

    x: Singles
    y: Singles
    normal: Singles
    schedules: Singles


@dataclass(frozen=True)
class LaneEpochs:
    """The results of whole epochs.

    Attributes:
        sums: loss and θ summed over the updates of each epoch, float64, (epochs, 3, lanes), each
            sum taken update by update.
        ends: θ after each epoch, float32, (epochs, 2, lanes).
        broken: the first update of the call, from 1, after which a lane was not finite; 0 is none.
        broken_at: θ after it, (2, lanes).
    """

    sums: Floats
    ends: Singles
    broken: NDArray[np.int32]
    broken_at: Singles


@dataclass(frozen=True)
class LaneShape:
    """What a compiled loop is made for.

    Attributes:
        samples: of an epoch.
        lanes: their number.
        epochs: the most of a call.
        shuffled: whether each epoch has the samples in an order of its own.
        small, long: whether a batch has at most 16 samples; whether it has at least 8,192.
        penalized: whether each lane has a factor of L2 regularization of its own.
    """

    samples: int
    lanes: int
    epochs: int
    shuffled: bool
    small: bool
    long: bool
    penalized: bool

    @classmethod
    def of(
        cls,
        samples: int,
        length: int,
        lanes: int,
        epochs: int,
        *,
        shuffled: bool,
        penalized: bool = False,
    ) -> LaneShape:
        """The shape for batches of this length."""
        small, long = length <= FEWEST, length >= FEW
        return cls(samples, lanes, epochs, shuffled and length < samples, small, long, penalized)
