"""The neurons: Keras' own activations and losses.

Imports TensorFlow and Keras: for the worker only.
"""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from engine.config.problem import Activation, Loss, ProblemConfig
from engine.worker.training.models.model import Loss as SampleLoss


def _activation_of(kind: Activation) -> Any:
    match kind:
        case Activation.RELU:
            return keras.activations.relu
        case Activation.LEAKY_RELU:
            return keras.activations.leaky_relu
        case Activation.TANH:
            return keras.activations.tanh
        case Activation.SIGMOID:
            return keras.activations.sigmoid
        case Activation.SINE:
            return tf.sin
        case _:
            return None


def _loss_of(kind: Loss) -> Any:
    match kind:
        case Loss.MSE:
            return keras.losses.mean_squared_error
        case Loss.MAE:
            return keras.losses.mean_absolute_error
        case Loss.HUBER:
            return keras.losses.huber
        case Loss.LOG_COSH:
            return keras.losses.log_cosh
        case Loss.CROSSENTROPY:
            return keras.losses.binary_crossentropy


def squared_error(
    w: tf.Tensor, b: tf.Tensor, x: tf.Tensor, y: tf.Tensor, mask: tf.Tensor | None = None
) -> tf.Tensor:
    """The loss of the linear neuron, as a notebook has it."""
    error = w * x + b - y
    return error * error if mask is None else mask * error * error


def loss_of(config: ProblemConfig) -> SampleLoss:
    """The loss of each sample for a neuron.

    Keras takes the mean over the last axis, the outputs of a sample, of which there is one. Where
    the activation is Keras' sigmoid, its cross-entropy takes the argument of it.
    """
    each = squared_error if config.is_quadratic else _loss_in_keras(config)
    return penalized(each, config.l2) if config.l2 else each


def penalized(each: SampleLoss, l2: float | tf.Tensor) -> SampleLoss:
    """The loss of each sample with the penalty of w, whose mean is that of Keras' L2.

    The factor `l2` is a number, or a tensor of the shape of w: one for each run.
    """

    def losses(
        w: tf.Tensor, b: tf.Tensor, x: tf.Tensor, y: tf.Tensor, mask: tf.Tensor | None = None
    ) -> tf.Tensor:
        found = each(w, b, x, y) + l2 * w * w
        return found if mask is None else mask * found

    return losses


def _loss_in_keras(config: ProblemConfig) -> SampleLoss:
    """The loss of each sample in Keras' functions."""
    activation, loss = _activation_of(config.activation), _loss_of(config.loss)

    def losses(
        w: tf.Tensor, b: tf.Tensor, x: tf.Tensor, y: tf.Tensor, mask: tf.Tensor | None = None
    ) -> tf.Tensor:
        z = tf.expand_dims(w * x + b, -1)
        predicted = z if activation is None else activation(z)
        labels = tf.broadcast_to(tf.expand_dims(y, -1), tf.shape(z))
        each = loss(labels, predicted)
        return each if mask is None else mask * each

    return losses
