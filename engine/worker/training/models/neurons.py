"""The neurons: Keras' own activations and losses.

Imports TensorFlow and Keras: for the worker only.
"""

from __future__ import annotations

import keras
import tensorflow as tf

from engine.config.problem import Activation, Loss, ProblemConfig
from engine.worker.training.models.model import Loss as SampleLoss

_ACTIVATIONS = {
    Activation.RELU: keras.activations.relu,
    Activation.LEAKY_RELU: keras.activations.leaky_relu,
    Activation.TANH: keras.activations.tanh,
    Activation.SIGMOID: keras.activations.sigmoid,
    Activation.SINE: tf.sin,
}
_LOSSES = {
    Loss.MSE: keras.losses.mean_squared_error,
    Loss.MAE: keras.losses.mean_absolute_error,
    Loss.HUBER: keras.losses.huber,
    Loss.LOG_COSH: keras.losses.log_cosh,
    Loss.CROSSENTROPY: keras.losses.binary_crossentropy,
}


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
    if config.is_quadratic:
        return squared_error
    activation, loss = _ACTIVATIONS.get(config.activation), _LOSSES[config.loss]

    def losses(
        w: tf.Tensor, b: tf.Tensor, x: tf.Tensor, y: tf.Tensor, mask: tf.Tensor | None = None
    ) -> tf.Tensor:
        z = tf.expand_dims(w * x + b, -1)
        predicted = z if activation is None else activation(z)
        labels = tf.broadcast_to(tf.expand_dims(y, -1), tf.shape(z))
        each = loss(labels, predicted)
        return each if mask is None else mask * each

    return losses
