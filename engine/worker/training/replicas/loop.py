"""Makes n updates of data-parallel training in one call, on the replicas of a strategy.

In each update, each replica sums the losses of its part of the batch and their gradient, in one
program of XLA; all get the sums of all, which is the communication (all-reduce); and each replica
makes the same step of the optimizer on its own copy of the parameters. Nothing else crosses from
device to device.

The loop around it is no program of XLA, which cannot exchange numbers between the devices of
`tf.distribute`; so an update takes hundreds of microseconds instead of one. That is what is to be
seen: a small model gains nothing from a second device.

Time is taken on each replica before its sums, after them, and after the exchange. On a GPU the sums
are read before the second time is taken, which waits for its kernels.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import tensorflow as tf

from engine.arrays import Floats, Singles
from engine.data.batches import part_begin
from engine.history.replicas import ReplicaPart, ReplicaStep
from engine.worker.training.batch_sums import BatchShape, Number, mean_of, sums_of
from engine.worker.training.first_call import compiled
from engine.worker.training.gradient_noise import noisy
from engine.worker.training.loop import CAPACITY, NoiseAhead, Recorded, Samples
from engine.worker.training.models.model import Model
from engine.worker.training.update_terms import UpdateTerms


class ReplicatedLoop:
    """Updates of one optimizer with batches of one shape, each shared among replicas.

    Args:
        strategy: in whose scope model and optimizer were made.
        model: what is trained.
        optimizer: a Keras optimizer that was built for the model's variables.
        shape: of the whole batches.
        terms: what else is part of the program.
        repeats: whether every epoch has the same samples in the same order; if not, each is passed.
        noise: the standard deviation of the noise that a sample adds to the gradient.
    """

    def __init__(
        self,
        strategy: tf.distribute.Strategy,
        model: Model,
        optimizer: Any,
        shape: BatchShape,
        terms: UpdateTerms,
        *,
        repeats: bool,
        noise: float = 0.0,
    ) -> None:
        self._strategy, self._model, self._optimizer = strategy, model, optimizer
        self._shape, self._terms, self.repeats, self._noise = shape, terms, repeats, noise
        # The sums are added up here; added by Keras again, they would be counted N times.
        optimizer._all_reduce_sum_gradients = list  # noqa: SLF001
        self._sums = tf.function(self._local_sums, jit_compile=True, autograph=False)
        self._program = tf.function(self._updates, autograph=False)
        self._compiled: Any = None

    kernels = 0
    """Unknown: an update is several programs."""

    @property
    def replicas(self) -> int:
        """The number of devices."""
        return int(self._strategy.num_replicas_in_sync)

    def __call__(
        self,
        updates: int,
        offset: int,
        row: int,
        samples: Samples,
        noise: NoiseAhead,
        rates: Singles | None = None,
    ) -> Recorded:
        """Make `updates` updates; see `CompiledLoop.__call__`."""
        begun = time.perf_counter()
        numbers = tf.constant((updates, offset, row, noise.row), tf.int32)
        padded = np.zeros(CAPACITY if self._terms.scheduled else 1, np.float32)
        if rates is not None:
            padded[: len(rates)] = rates
        given = samples.x, samples.y, noise.normal, tf.constant(padded)
        if self._compiled is None:
            self._compiled = compiled(self._program, self._model, self._optimizer, numbers, *given)
        columns, parts, seconds = self._compiled(numbers, *given)
        results = np.ascontiguousarray(columns.numpy().T)
        if not updates:
            return Recorded(results)
        whole = (time.perf_counter() - begun) / updates
        return Recorded(results, _step(parts.numpy(), seconds.numpy() / updates, whole))

    def _local_sums(
        self, x: tf.Tensor, y: tf.Tensor, used: tf.Tensor, w: tf.Tensor, b: tf.Tensor
    ) -> tf.Tensor:
        """The sums over the first `used` samples: loss and gradient, float64, (3,)."""
        length = self._part
        shape = BatchShape(length, length, aligned=False, at_once=self._shape.at_once)

        def read(position: Number, size: int) -> tuple[tf.Tensor, tf.Tensor]:
            return tf.slice(x, [position], [size]), tf.slice(y, [position], [size])

        sums = sums_of(self._model.at([w, b]), read, shape, 0, used)
        return tf.cast(tf.stack(sums), tf.float64)

    @property
    def _part(self) -> int:
        """The most samples of a replica in one update."""
        return -(-self._shape.length // self.replicas)

    def _updates(
        self, numbers: tf.Tensor, x: tf.Tensor, y: tf.Tensor, normal: tf.Tensor, rates: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Batch loss and θ by update, (updates, 3); the last sums of all replicas; seconds."""
        updates, offset, row, first_noise = tf.unstack(numbers)
        shape, replicas = self._shape, self.replicas

        def body(
            i: tf.Tensor,
            row: tf.Tensor,
            offset: tf.Tensor,
            columns: tf.TensorArray,
            _parts: tf.Tensor,
            seconds: tf.Tensor,
        ) -> tuple[tf.Tensor, ...]:
            used = tf.convert_to_tensor(shape.used(offset))
            begin = offset if self.repeats else row * shape.samples + offset
            now = tf.gather(normal, first_noise + i) if self._noise else None
            if self._terms.scheduled:
                self._optimizer.learning_rate.assign(tf.gather(rates, i))
            replica = self._strategy.run(self._replica, (x, y, begin, used, now))
            made = [self._strategy.experimental_local_results(one) for one in replica]
            columns = columns.write(i, made[0][0])
            ended = offset + used >= shape.samples
            return (
                i + 1,
                tf.where(ended, row + 1, row),
                tf.where(ended, 0, offset + used),
                columns,
                made[1][0],
                seconds + tf.add_n(made[2]) / len(made[2]),
            )

        blank = tf.TensorArray(tf.float32, size=updates, element_shape=[3])
        none = tf.zeros([replicas, 4], tf.float64)
        *_, columns, parts, seconds = tf.while_loop(
            lambda i, *_: i < updates,
            body,
            [tf.constant(0), row, offset, blank, none, tf.zeros([2], tf.float64)],
            parallel_iterations=1,
        )
        return columns.stack(), parts, seconds

    def _replica(
        self,
        x: tf.Tensor,
        y: tf.Tensor,
        begin: tf.Tensor,
        used: tf.Tensor,
        normal: tf.Tensor | None,
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """One update as one replica makes it; `normal`: standard normal numbers, for noise.

        Returns:
            Batch loss and θ after the step, (3,); the sums of all replicas and their counts,
            (replicas, 4); the seconds of arithmetic and of communication, (2,).
        """
        context = tf.distribute.get_replica_context()
        place = context.replica_id_in_sync_group
        first, end = (
            part_begin(used, self.replicas, number, tf.minimum) for number in (place, place + 1)
        )
        w, b = (variable.value.read_value() for variable in self._model.variables)
        with tf.control_dependencies([w, b]):
            begun = tf.timestamp()
        with tf.control_dependencies([begun]):
            # Cut here: given to XLA, the place would be a constant, and compiled again each time.
            part = (tf.slice(column, [begin + first], [self._part]) for column in (x, y))
            sums = self._sums(*part, end - first, w, b)
            with tf.device("/CPU:0"):
                read = tf.identity(sums)
        with tf.control_dependencies([read]):
            computed = tf.timestamp()
        with tf.control_dependencies([computed]):
            # A row for each replica: all know what each has computed, with one exchange.
            own = tf.concat([sums, [tf.cast(end - first, tf.float64)]], axis=0)
            rows = tf.scatter_nd([[place]], [own], [self.replicas, 4])
            parts = context.all_reduce(tf.distribute.ReduceOp.SUM, rows)
        with tf.control_dependencies([parts]):
            exchanged = tf.timestamp()
        loss, gradient = mean_of(tf.unstack(tf.reduce_sum(parts[:, :3], axis=0)), used)
        if normal is not None:
            gradient = noisy(gradient, self._noise, used, normal)
        self._optimizer.apply(self._terms.clipped(gradient), self._model.variables)
        theta = [variable.value.read_value() for variable in self._model.variables]
        seconds = tf.stack([computed - begun, exchanged - computed])
        return tf.stack([loss, *theta]), parts, seconds


def _step(parts: Floats, seconds: Floats, whole: float) -> ReplicaStep:
    """What was seen of an update; `parts` are the replicas' sums and counts, (replicas, 4)."""
    with np.errstate(all="ignore"):
        means = (parts[:, :3] / parts[:, 3:]).tolist()
    counts = parts[:, 3].tolist()
    made = [
        ReplicaPart(int(count), loss, (by_w, by_b))
        for count, (loss, by_w, by_b) in zip(counts, means, strict=True)
    ]
    arithmetic, communication = seconds.tolist()
    return ReplicaStep(
        tuple(made), arithmetic, communication, max(whole - arithmetic - communication, 0.0)
    )
