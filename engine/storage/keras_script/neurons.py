"""A neuron as code: a Dense layer of Keras with one unit, and a loss of Keras."""

from __future__ import annotations

from engine.config.problem import Activation, Loss, ProblemConfig
from engine.problems.base import Theta
from engine.problems.neurons.problem import keras_title, loss_title

_ACTIVATIONS = {
    Activation.LINEAR: "",
    Activation.RELU: ', activation="relu"',
    Activation.LEAKY_RELU: ', activation="leaky_relu"',
    Activation.TANH: ', activation="tanh"',
    Activation.SIGMOID: ', activation="sigmoid"',
    Activation.SINE: ", activation=tf.sin",
}

_LOSSES = {
    Loss.MSE: "MeanSquaredError",
    Loss.MAE: "MeanAbsoluteError",
    Loss.HUBER: "Huber",
    Loss.LOG_COSH: "LogCosh",
    Loss.CROSSENTROPY: "BinaryCrossentropy",
}

_SETUP = '''\
tf.config.experimental.enable_tensor_float_32_execution(False)  # all digits, on a GPU too
neuron = keras.layers.Dense(1{activation}{regularizer})
neuron.build((None, 1))
w, b = neuron.kernel, neuron.bias
w.assign([[{w0!r}]])
b.assign([{b0!r}])
mean_loss = keras.losses.{loss}()


def loss_at(w, b, x, y):
    """The loss of the neuron with these weights over samples."""
    weights = [tf.reshape(w, (1, 1)), tf.reshape(b, (1,))]
    predicted, _ = neuron.stateless_call(weights, [], x[:, None])
    return mean_loss(y[:, None], predicted){penalty}'''


def title(config: ProblemConfig) -> str:
    """What is trained, in a few words."""
    if config.activation is Activation.LINEAR:
        return f"one linear neuron with {loss_title(config)}"
    return f"one {config.activation} neuron with {loss_title(config)}"


def text(config: ProblemConfig) -> str:
    """What the code does."""
    f = "" if config.activation is Activation.LINEAR else f"{config.activation}"
    formula = f"y = {f}(w x + b)" if f else "y = w x + b"
    return (
        f"One neuron, {formula}, as a layer of Keras with one unit. The loss over a batch is "
        f"Keras' {keras_title(config.loss)}{penalty_text(config)}."
    )


def penalty(config: ProblemConfig) -> str:
    """What L2 regularization adds to the code of the loss."""
    return " + neuron.kernel_regularizer(w)" if config.l2 else ""


def penalty_text(config: ProblemConfig) -> str:
    """What L2 regularization adds to the loss, in words."""
    return f" plus {config.l2:g} w², the L2 regularization of w" if config.l2 else ""


def setup(config: ProblemConfig, start: Theta) -> str:
    """The lines that make the neuron, its variables w and b, and its loss."""
    w0, b0 = start
    regularizer = f", kernel_regularizer=keras.regularizers.L2({config.l2!r})" if config.l2 else ""
    return _SETUP.format(
        regularizer=regularizer,
        penalty=penalty(config),
        activation=_ACTIVATIONS[config.activation],
        loss=_LOSSES[config.loss],
        w0=w0,
        b0=b0,
    )
