"""Whole epochs of many runs that differ in hyperparameters or start, in one compiled call.

A *lane* is a run. All lanes are at the same sample of the same epoch, so a sample is read once for
all of them.

The sums are taken in the order of a run alone (`engine.worker.sweeps.lane_sums`). So a lane does
what its run does alone, to the bit, unless the optimizer squares the gradient: alone, the length of
a batch is a constant, and XLA makes S² (1/m²) of (S/m)². It does not depend on the other lanes.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from engine.config.optimizer import OptimizerConfig
from engine.problems.base import NAMES
from engine.worker.sweeps.lane_optimizer import LaneOptimizer
from engine.worker.sweeps.lane_sums import RowOrder, in_order, in_rows
from engine.worker.sweeps.lane_values import (
    LaneEpochs,
    LaneInputs,
    LaneShape,
    LaneState,
    LaneValues,
)
from engine.worker.sweeps.many_updates import Tensors, noted, written
from engine.worker.training.gradient_noise import noisy
from engine.worker.training.keras_optimizers import Slots, load_slots, slots_of
from engine.worker.training.models.registry import Losses
from engine.worker.training.update_terms import UpdateTerms


class LaneLoop:
    """Epochs of lanes with one optimizer; its batches have one length in a call.

    Args:
        losses: of the problem; without L2 regularization if each lane has its own.
        config: the optimizer; what differs between lanes is passed to each call.
        varied: the names of its hyperparameters that differ, beside the learning rate.
        shape: what it is made for.
        noise: the standard deviation of the noise that a sample adds to the gradient.

    Attributes:
        shape: what it is made for.
        fresh: the optimizer's state before the first update.
    """

    def __init__(
        self,
        losses: Losses,
        config: OptimizerConfig,
        varied: tuple[str, ...],
        shape: LaneShape,
        noise: float = 0.0,
    ) -> None:
        self._losses, self.shape, self._noise = losses, shape, noise
        self._terms = UpdateTerms.of(config)
        blank = tf.zeros([shape.lanes])
        self._variables = [keras.Variable(blank, dtype="float32", name=name) for name in NAMES]
        self._l2 = keras.Variable(blank, dtype="float32", trainable=False, name="l2")
        self._optimizer = LaneOptimizer(config, varied, self._variables)
        self.fresh: Slots = slots_of(self._optimizer.keras)
        self._program = tf.function(self._epochs, jit_compile=True, autograph=False)

    def __call__(
        self,
        state: LaneState,
        values: LaneValues,
        length: int,
        epochs: int,
        given: LaneInputs,
    ) -> tuple[LaneEpochs, LaneState]:
        """Make `epochs` whole epochs with batches of `length`.

        Args:
            state: where the lanes are; it must be between two epochs.
            values: what differs between them.
            length, epochs: see above.
            given: what is the same for all of them.
        """
        for variable, start in zip(self._variables, state.theta, strict=True):
            variable.assign(start)
        load_slots(self._optimizer.keras, state.slots)
        self._optimizer.set(values.rates, values.varied)
        if self.shape.penalized:
            self._l2.assign(values.l2.astype(np.float32))
        numbers = (tf.constant(number, tf.int32) for number in (length, epochs))
        # As XLA divides by a constant.
        share = tf.constant(np.float32(1) / np.float32(length))
        more = {}
        if self._noise:
            more["normal"] = tf.constant(given.normal)
        if self._terms.scheduled:
            more["schedules"] = tf.constant(given.schedules)
            more["schedule_of"] = tf.constant(values.schedule)
        x, y = tf.constant(given.x), tf.constant(given.y)
        order = RowOrder.of(length)
        sums, ends, broken, *at = self._program(x, y, *numbers, share, order, **more)
        theta = np.stack([variable.numpy() for variable in self._variables])
        done = LaneEpochs(
            sums.numpy()[:epochs],
            ends.numpy()[:epochs],
            broken.numpy(),
            np.stack([part.numpy() for part in at]),
        )
        return done, LaneState(theta, slots_of(self._optimizer.keras))

    # ------------------------------------------------------------------------------ compiled

    @property
    def _theta(self) -> list[tf.Tensor]:
        return [variable.value for variable in self._variables]

    def _epochs(
        self,
        x: tf.Tensor,
        y: tf.Tensor,
        length: tf.Tensor,
        epochs: tf.Tensor,
        share: tf.Tensor,
        order: RowOrder,
        **more: tf.Tensor,
    ) -> tuple[tf.Tensor, ...]:
        shape = self.shape
        lanes, blank = [shape.lanes], tf.zeros([shape.lanes])

        def epoch(e: tf.Tensor, made: tf.Tensor, broken: Tensors, told: Tensors) -> Any:
            base = e * shape.samples if shape.shuffled else tf.constant(0)

            def update(t: tf.Tensor, made: tf.Tensor, sums: Tensors, broken: Tensors) -> Any:
                loss, gradient = self._batch((x, y), base, t, length, share, order)
                used = tf.minimum(length, shape.samples - t)
                self._apply(gradient, made, used, more)
                sums, broken = noted(made + 1, (loss, *self._theta), sums, broken)
                return t + length, made + 1, sums, broken

            zero = tf.zeros(lanes, tf.float64)
            _, made, sums, broken = tf.while_loop(
                lambda t, *_: t < shape.samples,
                update,
                (tf.constant(0), made, (zero, zero, zero), broken),
            )
            return e + 1, made, broken, written(told, e, sums, self._variables)

        told = (
            tf.zeros([shape.epochs, 3, *lanes], tf.float64),
            tf.zeros([shape.epochs, 2, *lanes]),
        )
        broken = (tf.zeros(lanes, tf.int32), blank, blank)
        _, _, broken, told = tf.while_loop(
            lambda e, *_: e < epochs, epoch, (tf.constant(0), tf.constant(0), broken, told)
        )
        return (*told, *broken)

    def _apply(
        self, gradient: list[tf.Tensor], made: tf.Tensor, used: tf.Tensor, more: dict[str, Any]
    ) -> None:
        """An update of all lanes, after `made` others of the call, from a batch of `used`."""
        if self._noise:
            normal = tf.slice(more["normal"], [made, 0], [1, 2])[0]
            gradient = noisy(gradient, self._noise, used, normal)
        if self._terms.scheduled:
            now = tf.slice(more["schedules"], [made, 0], [1, -1])[0]
            self._optimizer.go_at(tf.gather(now, more["schedule_of"]))
        self._optimizer.apply(self._terms.clipped(gradient), self._variables)

    def _batch(
        self,
        samples: Tensors,
        base: tf.Tensor,
        t: tf.Tensor,
        length: tf.Tensor,
        share: tf.Tensor,
        order: RowOrder,
    ) -> tuple[tf.Tensor, list[tf.Tensor]]:
        """The losses of the batch from sample t of the epoch, and their gradient."""
        landscape, theta = self._losses.landscape, self._theta
        if landscape is not None:
            with tf.GradientTape() as tape:
                tape.watch(theta)
                loss = landscape(*theta)
            return loss, _by(tape, loss, theta)
        sums = self._sums(samples, base, t, length, order)
        aligned = self.shape.samples % length == 0
        used = tf.cast(tf.minimum(length, self.shape.samples - t), sums[0].dtype)
        share = tf.cast(share, sums[0].dtype)
        means = [tf.where(aligned, total * share, total / used) for total in sums]
        loss, *gradient = (tf.cast(mean, tf.float32) for mean in means)
        return loss, gradient

    def _sums(
        self,
        samples: Tensors,
        base: tf.Tensor,
        t: tf.Tensor,
        length: tf.Tensor,
        order: RowOrder,
    ) -> list[tf.Tensor]:
        """The sums of a batch: its losses and their derivatives."""
        shape, theta = self.shape, self._theta

        def products(place: tf.Tensor) -> list[tf.Tensor]:
            return self._products(theta, *(tf.slice(part, [place], [1]) for part in samples))

        if shape.small or shape.long:
            zero = tf.zeros([shape.lanes], tf.float64 if shape.long else tf.float32)
            used = tf.minimum(length, shape.samples - t)
            return in_order(products, base + t, used, zero)
        # A batch that is cut short is the end of a whole one.
        start = tf.minimum(t, shape.samples - length)
        always = tf.equal(theta[0], theta[0])
        return in_rows(products, base + start, t - start, length, order, always)

    def _products(self, theta: list[tf.Tensor], x: tf.Tensor, y: tf.Tensor) -> list[tf.Tensor]:
        """The loss of a sample, and its derivatives."""
        if self._losses.whole:
            products: list[tf.Tensor] = tf.vectorized_map(
                lambda at: [tf.reshape(part, []) for part in self._products_at(at, x, y)], theta
            )
            return products
        return self._products_at(theta, x, y)

    def _products_at(self, theta: list[tf.Tensor], x: tf.Tensor, y: tf.Tensor) -> list[tf.Tensor]:
        penalized = self.shape.penalized
        losses = self._losses.penalized(self._l2.value) if penalized else self._losses
        with tf.GradientTape() as tape:
            tape.watch(theta)
            loss = losses.each(theta[0], theta[1], x, y)
        return [loss, *_by(tape, loss, theta)]


def _by(tape: tf.GradientTape, loss: tf.Tensor, theta: list[tf.Tensor]) -> list[tf.Tensor]:
    zero = tf.UnconnectedGradients.ZERO
    gradient: list[tf.Tensor] = tape.gradient(loss, theta, unconnected_gradients=zero)
    return gradient
