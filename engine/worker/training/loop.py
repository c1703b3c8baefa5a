"""Makes n updates in one compiled call: the only place where a training step is executed.

The loop is one `tf.function(jit_compile=True)` around a `tf.while_loop`. Three traps, all measured:

- Inside XLA, indexing with a traced number (`x[j]`) makes that number a compile-time constant and
  compiles the function again at every call. `tf.slice` does not.
- So does `tf.slice` of a matrix, of which one bound is a constant: use `tf.gather` there.
- The number of updates must be a tensor, or each different number is compiled again.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from engine.arrays import Singles
from engine.history.replicas import ReplicaStep
from engine.problems.base import NAMES, Theta
from engine.worker.training.batch_sums import BatchShape, Number, loss_and_gradient
from engine.worker.training.gradient_noise import noisy
from engine.worker.training.kernels import kernels_per_update
from engine.worker.training.models.model import Model
from engine.worker.training.update_terms import UpdateTerms

# The most updates of one call: the length of the arrays that record them.
CAPACITY = 1 << 16


@dataclass(frozen=True)
class Samples:
    """Samples on the training device in the order of use, for several consecutive epochs.

    x and y are both float32, of shape (epochs * n,).
    """

    x: tf.Tensor
    y: tf.Tensor


@dataclass(frozen=True)
class NoiseAhead:
    """The noise of consecutive updates.

    Attributes:
        normal: standard normal numbers for each, float32, (updates, 2).
        row: of the next update.
    """

    normal: tf.Tensor
    row: int = 0


@dataclass(frozen=True)
class Recorded:
    """The results of updates.

    Attributes:
        columns: the batch loss before each, and θ after it, float32, (3, updates).
        replicas: what several devices did; None with one, or without updates.
    """

    columns: Singles
    replicas: ReplicaStep | None = None

    def __len__(self) -> int:
        """Updates."""
        return int(self.columns.shape[1])

    @property
    def loss(self) -> Singles:
        """(updates,)."""
        loss: Singles = self.columns[0]
        return loss

    @property
    def theta(self) -> Singles:
        """(updates, 2), each column contiguous."""
        return self.columns[1:].T

    def after(self, place: int) -> Theta:
        """θ after the update in `place`."""
        first, second = self.columns[1:, place].tolist()
        return first, second

    def divergence(self, before: int, place: int) -> str:
        """What is not finite after the update in `place`, as text; `before` updates came first."""
        names = ("the batch loss", *NAMES)
        values = zip(names, self.columns[:, place].tolist(), strict=True)
        what, value = next((name, value) for name, value in values if not math.isfinite(value))
        fault = "is not a number" if math.isnan(value) else "overflows float32"
        if what == names[0] and value == -math.inf:
            fault = "is minus infinity"
        return f"{what} {fault} at update {before + place + 1:,}"

    @property
    def finite(self) -> NDArray[np.bool_]:
        """Whether batch loss and θ of each are finite, (updates,)."""
        loss, first, second = np.isfinite(self.columns)
        finite: NDArray[np.bool_] = loss & first & second
        return finite


class CompiledLoop:
    """Updates of one optimizer with batches of one shape.

    Args:
        model: what is trained; its variables are changed by a call.
        optimizer: a Keras optimizer that was built for the model's variables.
        shape: of the batches.
        repeats: whether every epoch has the same samples in the same order; if not, each is passed.
        terms: what else is part of the program.
        noise: the standard deviation of the noise that a sample adds to the gradient.
    """

    def __init__(
        self,
        model: Model,
        optimizer: Any,
        shape: BatchShape,
        terms: UpdateTerms,
        *,
        repeats: bool,
        noise: float = 0.0,
    ) -> None:
        self._model, self._noise = model, noise
        self._optimizer = optimizer
        self._shape = shape
        self._terms = terms
        self.repeats = repeats
        self._program = tf.function(self._updates, jit_compile=True, autograph=False)
        self._compiled: Any = None
        self._given: tuple[tf.TensorSpec, ...] = ()

    def __call__(
        self,
        updates: int,
        offset: int,
        row: int,
        samples: Samples,
        noise: NoiseAhead,
        rates: Singles | None = None,
    ) -> Recorded:
        """Make `updates` updates (at most CAPACITY), from sample `offset` of an epoch.

        `samples` must have the same shape at each call. If they do not repeat, they contain the
        epochs that the updates enter; `row` is the current epoch. `noise` has that of the updates.
        `rates` are their learning rates, if the terms have them scheduled.
        """
        numbers = tf.constant((updates, offset, row, noise.row), tf.int32)
        given = [numbers, samples.x, samples.y]
        if self._noise:
            given.append(noise.normal)
        if self._terms.scheduled:
            padded = np.zeros(CAPACITY, np.float32)
            if rates is not None:
                padded[: len(rates)] = rates
            given.append(tf.constant(padded))
        if self._compiled is None:
            # A direct call avoids the lookup by argument types.
            self._compiled = self._program.get_concrete_function(*given)
            # Their shapes alone: the samples may be large.
            self._given = tuple(tf.TensorSpec(one.shape, one.dtype) for one in given)
        columns = self._compiled(*given)
        return Recorded(np.stack([column.numpy()[:updates] for column in columns]))

    @cached_property
    def kernels(self) -> int:
        """The kernels that one update starts; it must have been called before.

        XLA compiles the program once more to tell.
        """
        program = self._program.experimental_get_compiler_ir(*self._given)
        return kernels_per_update(program(stage="optimized_hlo"))

    def _updates(
        self, numbers: tf.Tensor, x: tf.Tensor, y: tf.Tensor, *more: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Batch losses, and the columns of θ; `more`: noise and learning rates, if there are."""
        given = list(more)
        normal = given.pop(0) if self._noise else None
        rates = given.pop(0) if self._terms.scheduled else None
        shape, model = self._shape, self._model
        updates, offset, row, first_noise = tf.unstack(numbers)

        def body(
            i: tf.Tensor,
            row: tf.Tensor,
            offset: tf.Tensor,
            first: tf.Tensor,
            second: tf.Tensor,
            loss: tf.Tensor,
        ) -> tuple[tf.Tensor, ...]:
            def read(position: Number, size: int) -> tuple[tf.Tensor, tf.Tensor]:
                place = position if self.repeats else row * shape.samples + position
                return tf.slice(x, [place], [size]), tf.slice(y, [place], [size])

            batch_loss, gradient = loss_and_gradient(model, read, shape, offset)
            if normal is not None:
                now = tf.gather(normal, first_noise + i)
                gradient = noisy(gradient, self._noise, shape.used(offset), now)
            if rates is not None:
                # Computed before the call, so that no change of a schedule compiles anything.
                self._optimizer.learning_rate.assign(tf.reshape(tf.slice(rates, [i], [1]), []))
            self._optimizer.apply(self._terms.clipped(gradient), model.variables)
            seen = offset + shape.used(offset)
            ended = seen >= shape.samples
            return (
                i + 1,
                tf.where(ended, row + 1, row),
                tf.where(ended, 0, seen),
                _record(first, i, model.variables[0].value),
                _record(second, i, model.variables[1].value),
                _record(loss, i, batch_loss),
            )

        blank = tf.zeros(CAPACITY)
        *_, first, second, loss = tf.while_loop(
            lambda i, *_: i < updates, body, [tf.constant(0), row, offset, blank, blank, blank]
        )
        return loss, first, second


def _record(column: tf.Tensor, i: tf.Tensor, value: tf.Tensor) -> tf.Tensor:
    return tf.tensor_scatter_nd_update(column, [[i]], [tf.reshape(value, [])])
