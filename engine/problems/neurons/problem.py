"""The neurons: ŷ = f(w·x + b) with an activation f and a loss."""

from __future__ import annotations

from engine.arrays import AnyFloats
from engine.config.numbers import number
from engine.config.problem import NEURON, Activation, Loss, ProblemConfig
from engine.problems.base import Objective, Problem
from engine.problems.linear_neuron.moments import Moments
from engine.problems.neurons.objective import NeuronObjective

_TITLES = {
    Activation.LINEAR: "ŷ = w·x + b",
    Activation.RELU: "ŷ = relu(w·x + b)",
    Activation.LEAKY_RELU: "ŷ = leaky_relu(w·x + b)",
    Activation.TANH: "ŷ = tanh(w·x + b)",
    Activation.SIGMOID: "ŷ = sigmoid(w·x + b)",
    Activation.SINE: "ŷ = sin(w·x + b)",
}
_LOSS_TITLES = {
    Loss.MSE: "mean squared error",
    Loss.MAE: "mean absolute error",
    Loss.HUBER: "Huber loss",
    Loss.LOG_COSH: "log-cosh loss",
    Loss.CROSSENTROPY: "binary cross-entropy",
}
_SHORT_TITLES = {
    Loss.MSE: "MSE",
    Loss.MAE: "MAE",
    Loss.HUBER: "Huber",
    Loss.LOG_COSH: "log-cosh",
    Loss.CROSSENTROPY: "cross-entropy",
}


def keras_title(loss: Loss) -> str:
    """What the loss of a sample is called."""
    return _LOSS_TITLES[loss]


def loss_title(config: ProblemConfig, *, short: bool = False) -> str:
    """What the loss of a neuron is called, with its L2 regularization."""
    penalty = f" + {number(config.l2)}·w²" if config.l2 else ""
    return f"{(_SHORT_TITLES if short else _LOSS_TITLES)[config.loss]}{penalty}"


def neuron(config: ProblemConfig) -> Problem:
    """The neuron of a configuration."""

    def objective(x: AnyFloats, y: AnyFloats) -> Objective:
        if config.is_quadratic:
            return Moments.of(x, y).with_l2(config.l2)
        return NeuronObjective(x, y, config.activation, config.loss, config.l2)

    title, quadratic = _TITLES[config.activation], config.is_quadratic
    return Problem(NEURON, title, objective, is_quadratic=quadratic, l2=config.l2)
