"""The problem of a run: what is minimized."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from engine.config.notes import Effect, ParameterNotes, Section

NEURON = "neuron"
STARTS: dict[str, tuple[float, float]] = {
    NEURON: (0.0, 0.0),
    "rosenbrock": (-1.2, 1.0),
    "himmelblau": (0.0, 0.0),
    "beale": (1.0, 1.0),
    "rastrigin": (3.3, -2.2),
    "saddle": (1.5, 0.01),
}
"""The built-in problems, each with its starting point, used unless another one is given."""

OWN_SUFFIX = ".py"


class Activation(StrEnum):
    """The activation function of the neuron."""

    LINEAR = "linear"
    RELU = "relu"
    LEAKY_RELU = "leaky_relu"
    TANH = "tanh"
    SIGMOID = "sigmoid"
    SINE = "sine"


class Loss(StrEnum):
    """The loss of the neuron: that of Keras with this meaning."""

    MSE = "mse"
    MAE = "mae"
    HUBER = "huber"
    LOG_COSH = "log_cosh"
    CROSSENTROPY = "crossentropy"


_ALSO: dict[object, Loss] = {
    "binary_crossentropy": Loss.CROSSENTROPY,
    "bce": Loss.CROSSENTROPY,
    "logcosh": Loss.LOG_COSH,
    "mean_squared_error": Loss.MSE,
    "mean_absolute_error": Loss.MAE,
}

CROSSENTROPY_NAMES = (Loss.CROSSENTROPY, *(n for n, of in _ALSO.items() if of is Loss.CROSSENTROPY))
"""Names of the loss that brings the sigmoid with it, unless an activation is given."""

Target = Literal["line", "labels"] | Activation
"""What y of generated samples is, as a function of the noisy line."""


def _known(name: str) -> str:
    if name not in STARTS and not name.endswith(OWN_SUFFIX):
        raise ValueError(f"{name} is not a problem")
    return name


class ProblemConfig(Section):
    """What is minimized: the loss of a neuron over the samples, or a known function of (w, b)."""

    problem: Annotated[
        str,
        AfterValidator(_known),
        ParameterNotes(
            label="problem", effect=Effect.RESTART, step="choice", suggested=tuple(STARTS)
        ),
    ] = Field(
        NEURON,
        max_length=4096,
        description="What is minimized: a neuron's loss, a known function of (w, b), or your own "
        "loss(w, b, x, y) in a Python file.",
    )
    activation: Annotated[
        Activation, ParameterNotes(label="activation", effect=Effect.RESTART, step="choice")
    ] = Field(Activation.LINEAR, description="Activation function of the neuron.")
    loss: Annotated[
        Loss,
        BeforeValidator(lambda name: _ALSO.get(name, name)),
        ParameterNotes(label="loss", effect=Effect.RESTART, step="choice"),
    ] = Field(
        Loss.MSE,
        description="Loss of the neuron; crossentropy is the binary one: it needs the activation "
        "sigmoid and y of 0 and 1.",
    )
    l2: Annotated[float, ParameterNotes(label="L2", effect=Effect.RESTART, step="decade")] = Field(
        0.0,
        ge=0,
        le=1e6,
        description="L2 regularization of the neuron's weight: adds this times w² to the loss, as "
        "Keras' kernel_regularizer; b is free.",
    )
    gradient_noise: Annotated[
        float, ParameterNotes(label="gradient noise", effect=Effect.RESTART, step="decade")
    ] = Field(
        0.0,
        ge=0,
        le=1e6,
        description="Standard deviation of the normal noise that each sample adds to the gradient; "
        "a batch of M has 1/√M of it.",
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        sigmoid = self.activation is Activation.SIGMOID
        if self.is_neuron and self.loss is Loss.CROSSENTROPY and not sigmoid:
            raise IncompatibleError(
                "loss", f"{Loss.CROSSENTROPY} needs the activation sigmoid, not {self.activation}"
            )
        if self.l2 and not self.is_neuron:
            raise IncompatibleError("l2", f"{self.problem} {self._has_no_weight}; must be 0")
        return self

    @property
    def _has_no_weight(self) -> str:
        if self.is_own:
            return "has its own loss, where a penalty belongs"
        return "is a function of two coordinates, not a neuron with a weight"

    @property
    def bare(self) -> Self:
        """Without L2 regularization."""
        return self.model_copy(update={"l2": 0.0}) if self.l2 else self

    @property
    def is_neuron(self) -> bool:
        """Whether a neuron is trained."""
        return self.problem == NEURON

    @property
    def is_own(self) -> bool:
        """Whether the loss is a function in a Python file."""
        return self.problem not in STARTS

    @property
    def takes_data(self) -> bool:
        """Whether the loss depends on samples; that of a landscape does not."""
        return self.is_neuron or self.is_own

    @property
    def is_quadratic(self) -> bool:
        """Whether it is the linear neuron with mean squared error, whose results are exact."""
        linear = self.activation is Activation.LINEAR and self.loss is Loss.MSE
        return self.is_neuron and linear

    @property
    def takes_labels(self) -> bool:
        """Whether y must be 0 or 1."""
        return self.is_neuron and self.loss is Loss.CROSSENTROPY

    @property
    def start(self) -> tuple[float, float]:
        """The starting point, unless another one is given."""
        return STARTS.get(self.problem, STARTS[NEURON])

    @property
    def target(self) -> Target:
        """What y of generated samples is: a neuron of this kind could fit it without noise."""
        if self.takes_labels:
            return "labels"
        if not self.is_neuron or self.activation is Activation.LINEAR:
            return "line"
        return self.activation


class IncompatibleError(ValueError):
    """Values that are valid one by one and not together.

    Attributes:
        parameter: the one that is at fault.
    """

    def __init__(self, parameter: str, reason: str) -> None:
        self.parameter = parameter
        super().__init__(reason)
