"""Evaluates the loss of a model at points of a plane, in calls that take a fraction of a second."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from engine.arrays import Floats, Singles
from engine.errors import DescentError
from engine.networks.samples import NetworkSamples
from engine.worker.failures import is_out_of_memory

CAPACITY = 64
"""The most points of a call."""
_CALL_SECONDS = 0.15
_XLA_WEIGHTS = 300_000
"""Weights up to which XLA makes up for its compilation and its single thread on a CPU."""
_CACHED_BYTES = 1 << 28


class OutOfMemoryError(DescentError):
    """Not even a single sample at a time fits into memory."""


class Evaluator:
    """The loss of a model with weights θ + a·u + b·v, over all samples.

    Args:
        model: compiled with a loss; its own weights are θ, and stay as they are.
        directions: u and v, array by array.
        samples: of which the loss is the mean, as `model.evaluate` has it.
        chunk: samples that are evaluated at once.
        device: TensorFlow's name of it.

    Attributes:
        chunk: halved where memory did not suffice.
        weights: trainable numbers of the model.
    """

    def __init__(
        self,
        model: Any,
        directions: tuple[list[Singles], list[Singles]],
        samples: NetworkSamples,
        chunk: int,
        device: str,
    ) -> None:
        self._model, self._samples, self._device = model, samples, device
        self.chunk = min(chunk, len(samples))
        self._points = 1
        with tf.device(device):
            # Variables, not constants: those would be part of the compiled program.
            self._moved = [
                (each, tf.Variable(u, trainable=False), tf.Variable(v, trainable=False))
                for each, u, v in zip(model.trainable_variables, *directions, strict=True)
                if u.any() or v.any()
            ]
        self.weights = sum(int(np.prod(each.shape)) for each in model.trainable_variables)
        self._compiled = self.weights <= _XLA_WEIGHTS or "GPU" in device
        self._make()

    def _make(self) -> None:
        self._losses = tf.function(
            self._losses_on_chunk, jit_compile=self._compiled, reduce_retracing=False
        )
        self._chunks: list[tuple[Any, ...]] | None = None

    def centre(self) -> float:
        """The loss of the model as it is."""
        return float(self._summed(np.zeros((1, 2)))[0])

    def next(self, points: Floats) -> Floats:
        """The losses at the first of these points, (n,): as many as take a moment.

        Args:
            points: (a, b) of each, at least one.

        Raises:
            OutOfMemoryError: one sample at a time is too much.
        """
        count = min(self._points, len(points), CAPACITY)
        begun = time.perf_counter()
        losses = self._summed(points[:count])
        took = time.perf_counter() - begun
        if took < _CALL_SECONDS / 2:
            self._points = min(2 * self._points, CAPACITY)
        elif took > 2 * _CALL_SECONDS:
            self._points = max(self._points // 2, 1)
        return losses

    def _summed(self, points: Floats) -> Floats:
        """The mean loss over all samples at each of these points."""
        while True:
            try:
                return self._over_chunks(points)
            except Exception as error:
                if is_out_of_memory(error):
                    self._shrink(error)
                elif self._compiled and isinstance(error, tf.errors.OpError | ValueError):
                    # Some operations are none of XLA's.
                    self._compiled = False
                    self._make()
                else:
                    raise

    def _shrink(self, error: Exception) -> None:
        if self.chunk == 1:
            raise OutOfMemoryError(
                "out of memory with --chunk 1: the model itself does not fit; choose another device"
            ) from error
        self.chunk = max(self.chunk // 2, 1)
        self._make()

    def _over_chunks(self, points: Floats) -> Floats:
        count = len(points)
        padded = np.zeros((CAPACITY, 2), np.float32)
        padded[:count] = points
        total = np.zeros(count)
        with tf.device(self._device):
            places = tf.constant(padded)
            for size, *parts in self._all_chunks():
                losses = self._losses(places, tf.constant(count), *parts)
                total += size * losses.numpy()[:count].astype(np.float64)
        return total / len(self._samples)

    def _all_chunks(self) -> Iterable[tuple[Any, ...]]:
        """The samples in chunks; they stay on the device if they are few."""
        samples = self._samples
        if samples.x.nbytes + samples.y.nbytes > _CACHED_BYTES:
            return _chunks_of(samples, self.chunk)
        if self._chunks is None:
            self._chunks = list(_chunks_of(samples, self.chunk))
        return self._chunks

    def _losses_on_chunk(self, points: Any, count: Any, x: Any, y: Any, weight: Any = None) -> Any:
        """The mean loss over a chunk at the first `count` points."""

        def step(number: Any, losses: Any) -> tuple[Any, Any]:
            loss = self._loss_at(points[number, 0], points[number, 1], x, y, weight)
            return number + 1, tf.tensor_scatter_nd_update(losses, [[number]], [loss])

        _, losses = tf.while_loop(
            lambda number, _: number < count,
            step,
            (tf.constant(0), tf.zeros(CAPACITY, tf.float32)),
            parallel_iterations=1,
        )
        return losses

    def _loss_at(self, first: Any, second: Any, x: Any, y: Any, weight: Any) -> Any:
        mapping = []
        for each, u, v in self._moved:
            # In float32, whatever the weights are: bfloat16 has no room for small steps.
            kind = tf.float64 if each.dtype == "float64" else tf.float32
            moved = tf.cast(each.value, kind) + tf.cast(first * u + second * v, kind)
            mapping.append((each, tf.cast(moved, each.dtype)))
        # What layers add to the loss is part of it.
        with keras.StatelessScope(state_mapping=mapping, collect_losses=True):
            predicted = self._model(x, training=False)
            loss = self._model.compute_loss(
                x=x, y=y, y_pred=predicted, sample_weight=weight, training=False
            )
        return tf.cast(tf.reshape(loss, ()), tf.float32)


def _chunks_of(samples: NetworkSamples, chunk: int) -> Iterator[tuple[Any, ...]]:
    """The samples in chunks: the size of each, and its arrays as tensors."""
    for begin in range(0, len(samples), chunk):
        rows = slice(begin, begin + chunk)
        parts = [samples.x[rows], samples.y[rows]]
        if samples.weight is not None:
            parts.append(samples.weight[rows])
        yield (len(parts[0]), *map(tf.convert_to_tensor, parts))
