"""Where a run is trained: on one device, or on the replicas of a strategy.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Protocol

import tensorflow as tf

from engine.arrays import Singles
from engine.worker.training.batch_sums import BatchShape
from engine.worker.training.hosts.joined import Joined
from engine.worker.training.loop import CompiledLoop, NoiseAhead, Recorded, Samples
from engine.worker.training.models.model import Model
from engine.worker.training.parted_loop import PartedLoop, is_parted
from engine.worker.training.update_terms import UpdateTerms


class Loop(Protocol):
    """Makes updates in one call."""

    @property
    def repeats(self) -> bool:
        """Whether every epoch has the same samples in the same order."""

    @property
    def kernels(self) -> int:
        """The kernels that one update starts; 0 if unknown."""

    def __call__(
        self,
        updates: int,
        offset: int,
        row: int,
        samples: Samples,
        noise: NoiseAhead,
        rates: Singles | None = None,
    ) -> Recorded:
        """See `CompiledLoop.__call__`."""


class Placement(Protocol):
    """Makes what a run consists of in its place."""

    @property
    def others(self) -> Joined | None:
        """The processes that train with this one, which are told what is done next."""

    def scope(self) -> AbstractContextManager[Any]:
        """In which variables are made and programs are called."""

    def samples(self, x: Singles, y: Singles) -> Samples:
        """These samples, on each device."""

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
        """See `CompiledLoop`."""


class OneDevice:
    """One device, by TensorFlow's name such as "/CPU:0"."""

    def __init__(self, device: str) -> None:
        self._device = device
        self.others: Joined | None = None

    def scope(self) -> AbstractContextManager[Any]:
        """See `Placement`."""
        scope: AbstractContextManager[Any] = tf.device(self._device)
        return scope

    def samples(self, x: Singles, y: Singles) -> Samples:
        """See `Placement`."""
        return Samples(tf.constant(x, tf.float32), tf.constant(y, tf.float32))

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
        kind = PartedLoop if is_parted(model, shape) else CompiledLoop
        return kind(model, optimizer, shape, terms, repeats=repeats, noise=noise)
