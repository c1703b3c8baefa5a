"""A run on several devices of this machine.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import numpy as np
import tensorflow as tf

from engine.arrays import Singles
from engine.worker.training.batch_sums import BatchShape
from engine.worker.training.hosts.joined import Joined, joined
from engine.worker.training.loop import Samples
from engine.worker.training.models.model import Model
from engine.worker.training.placement import Loop, OneDevice, Placement
from engine.worker.training.replicas.loop import ReplicatedLoop
from engine.worker.training.update_terms import UpdateTerms


class Replicas:
    """Replicas of one strategy: each has all samples, and its own copy of the parameters.

    Args:
        strategy: TensorFlow's, with the devices.
        samples: of an epoch.
        others: the processes of these replicas; None if they are all in this one.
    """

    def __init__(
        self, strategy: tf.distribute.Strategy, samples: int, others: Joined | None = None
    ) -> None:
        self._strategy, self.others = strategy, others
        # So that a part of any batch can be cut out with its full length.
        self._padding = -(-samples // strategy.num_replicas_in_sync)

    def scope(self) -> AbstractContextManager[Any]:
        """See `Placement`."""
        scope: AbstractContextManager[Any] = self._strategy.scope()
        return scope

    def samples(self, x: Singles, y: Singles) -> Samples:
        """See `Placement`."""
        padded = [np.pad(column.astype(np.float32), (0, self._padding)) for column in (x, y)]
        each = self._strategy.experimental_distribute_values_from_function
        return Samples(*(each(lambda _, one=one: tf.constant(one)) for one in padded))

    def loop(
        self,
        model: Model,
        optimizer: Any,
        shape: BatchShape,
        terms: UpdateTerms,
        *,
        repeats: bool,
        noise: float,
    ) -> Loop:
        """See `Placement`."""
        return ReplicatedLoop(
            self._strategy, model, optimizer, shape, terms, repeats=repeats, noise=noise
        )


def placement(device: str, replicas: int, samples: int) -> Placement:
    """Where a run is trained.

    Args:
        device: TensorFlow's name of the first device, such as "/GPU:0".
        replicas: the number of devices of that kind.
        samples: their number.
    """
    if replicas == 1:
        return OneDevice(device)
    if (others := joined()) is not None:
        return Replicas(others.strategy, samples, others)
    kind, _, first = device.rpartition(":")
    names = (f"{kind}:{int(first) + place}" for place in range(replicas))
    return Replicas(_mirrored(tuple(names)), samples)


@cache
def _mirrored(devices: tuple[str, ...]) -> tf.distribute.Strategy:
    """The strategy of these devices: all runs of a process have the same."""
    return tf.distribute.MirroredStrategy(devices)
