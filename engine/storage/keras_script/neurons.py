"""A neuron as code: a Dense layer of Keras with one unit, and a loss of Keras."""

from __future__ import annotations

from engine.config.problem import Activation, Loss, ProblemConfig
from engine.problems.base import Theta
from engine.problems.neurons.problem import LOSS_TITLES

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
neuron = keras.layers.Dense(1{activation})
neuron.build((None, 1))
w, b = neuron.kernel, neuron.bias
w.assign([[{w0!r}]])
b.assign([{b0!r}])
mean_loss = keras.losses.{loss}()


def loss_at(w, b, x, y):
    """The loss of the neuron with these weights over samples."""
    weights = [tf.reshape(w, (1, 1)), tf.reshape(b, (1,))]
    predicted, _ = neuron.stateless_call(weights, [], x[:, None])
    return mean_loss(y[:, None], predicted)'''


def title(config: ProblemConfig) -> str:
    """What is trained, in a few words."""
    if config.activation is Activation.LINEAR:
        return f"one linear neuron with {LOSS_TITLES[config.loss]}"
    return f"one {config.activation} neuron with {LOSS_TITLES[config.loss]}"


def text(config: ProblemConfig) -> str:
    """What the code does."""
    f = "" if config.activation is Activation.LINEAR else f"{config.activation}"
    formula = f"y = {f}(w x + b)" if f else "y = w x + b"
    return (
        f"One neuron, {formula}, as a layer of Keras with one unit. The loss over a batch is "
        f"Keras' {LOSS_TITLES[config.loss]}."
    )


def setup(config: ProblemConfig, start: Theta) -> str:
    """The lines that make the neuron, its variables w and b, and its loss."""
    w0, b0 = start
    return _SETUP.format(
        activation=_ACTIVATIONS[config.activation], loss=_LOSSES[config.loss], w0=w0, b0=b0
    )
