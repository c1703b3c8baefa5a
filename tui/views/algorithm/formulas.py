"""The formulas of a loss and of its derivatives, as text, and the terms of its sums.

Of a neuron with z = w·x + b, ŷ = f(z) and the loss l of a sample, δ is ∂l/∂z. So ∂L/∂w is the mean
of δ·x, and ∂L/∂b that of δ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.config.problem import Activation, Loss, ProblemConfig
from engine.problems.neurons.activations import FUNCTIONS, LEAKY_SLOPE
from engine.problems.neurons.losses import LOSSES, crossentropy
from engine.problems.registry import problem_of
from tui.text.numbers import number

_ACTIVATIONS = {
    Activation.LINEAR: "w·x + b",
    Activation.RELU: "max(z, 0)",
    Activation.LEAKY_RELU: f"z if z > 0, else {LEAKY_SLOPE:g}·z",
    Activation.TANH: "tanh z",
    Activation.SIGMOID: "1/(1 + exp(−z))",
    Activation.SINE: "sin z",
}
_SLOPES = {
    Activation.LINEAR: "",
    Activation.RELU: "(1 if z > 0, else 0)",
    Activation.LEAKY_RELU: f"(1 if z > 0, else {LEAKY_SLOPE:g})",
    Activation.TANH: "(1 − ŷ²)",
    Activation.SIGMOID: "ŷ·(1 − ŷ)",
    Activation.SINE: "cos z",
}
"""f' at z."""
_LOSSES = {
    Loss.MSE: "(y − ŷ)²",
    Loss.MAE: "|y − ŷ|",
    Loss.HUBER: "h(y − ŷ)",
    Loss.LOG_COSH: "ln cosh(ŷ − y)",
    Loss.CROSSENTROPY: "l",
}
_DEFINITIONS = {
    Loss.HUBER: "h(e) = e²/2 if |e| ≤ 1, else |e| − 1/2",
    Loss.CROSSENTROPY: "l = −y·ln ŷ − (1 − y)·ln(1 − ŷ)",
}
_BY_PREDICTION = {
    Loss.MSE: "2·(ŷ − y)",
    Loss.MAE: "sign(ŷ − y)",
    Loss.HUBER: "max(−1, min(ŷ − y, 1))",
    Loss.LOG_COSH: "tanh(ŷ − y)",
}
"""The derivative of the loss of a sample by ŷ."""
_LANDSCAPES = {
    "rosenbrock": ("−2·(1 − w) − 400·w·(b − w²)", "200·(b − w²)"),
    "himmelblau": (
        "4·w·(w² + b − 11) + 2·(w + b² − 7)", "2·(w² + b − 11) + 4·b·(w + b² − 7)"
    ),
    "beale": (
        "2·Σ (c − w·(1 − bᵏ))·(bᵏ − 1)", "2·Σ (c − w·(1 − bᵏ))·w·k·bᵏ⁻¹"
    ),
    "rastrigin": ("2·w + 20·π·sin(2·π·w)", "2·b + 20·π·sin(2·π·b)"),
    "saddle": ("2·w", "b³ − 2·b"),
}  # fmt: skip
"""The derivatives by w and by b."""
_BEALE = "k = 1, 2, 3 with c = 1.5, 2.25, 2.625"


@dataclass(frozen=True)
class Formulas:
    """The formulas of a loss.

    Attributes:
        forward: what is computed of a sample, or the function itself.
        loss: the loss of a batch.
        definitions: of what the loss and the derivatives are written with.
        by_w, by_b: the derivatives.
    """

    forward: str
    loss: str
    by_w: str
    by_b: str
    definitions: tuple[str, ...] = ()


def formulas_of(kind: ProblemConfig) -> Formulas:
    """The formulas of this loss."""
    loss, by_w = penalties(kind.l2)
    if kind.is_quadratic:
        return Formulas(
            "ŷ = w·x + b",
            f"L = 1/M Σ (y − ŷ)²{loss}",
            f"∂L/∂w = −2/M Σ (y − ŷ)·x{by_w}",
            "∂L/∂b = −2/M Σ (y − ŷ)",
        )
    if kind.is_own:
        return Formulas("loss(w, b, x, y)", "L", "∂L/∂w", "∂L/∂b", (f"as {kind.problem} has it",))
    if not kind.is_neuron:
        slopes = _LANDSCAPES[kind.problem]
        function = problem_of(kind).title
        more = (_BEALE,) if kind.problem == "beale" else ()
        return Formulas(
            function, "L = f(w, b)", f"∂f/∂w = {slopes[0]}", f"∂f/∂b = {slopes[1]}", more
        )
    linear = kind.activation is Activation.LINEAR
    forward = f"ŷ = {_ACTIVATIONS[kind.activation]}"
    forward += "" if linear else ",  z = w·x + b"
    named = [_DEFINITIONS[kind.loss]] if kind.loss in _DEFINITIONS else []
    return Formulas(
        forward,
        f"L = 1/M Σ {_LOSSES[kind.loss]}{loss}",
        f"∂L/∂w = 1/M Σ δ·x{by_w}",
        "∂L/∂b = 1/M Σ δ",
        (*named, f"δ = ∂l/∂z = {_delta(kind)}"),
    )


def penalties(l2: float) -> tuple[str, str]:
    """What L2 regularization adds to the formula of the loss, and to that of its slope by w."""
    return (f" + {number(l2)}·w²", f" + 2·{number(l2)}·w") if l2 else ("", "")


def _delta(kind: ProblemConfig) -> str:
    """The derivative of the loss of a sample by z."""
    if kind.loss is Loss.CROSSENTROPY:
        return "ŷ − y"
    parts = _BY_PREDICTION[kind.loss], _SLOPES[kind.activation]
    return "·".join(part for part in parts if part)


@dataclass(frozen=True, eq=False)
class Terms:
    """The terms of the sums for some samples, each (k,).

    Attributes:
        z: w·x + b.
        made: ŷ.
        loss: l.
        delta: ∂l/∂z.
    """

    z: Floats
    made: Floats
    loss: Floats
    delta: Floats


def terms_of(kind: ProblemConfig, theta: tuple[float, float], x: Floats, y: Floats) -> Terms:
    """The terms of a neuron at θ."""
    with np.errstate(over="ignore", invalid="ignore"):
        z = np.float64(theta[0]) * x + theta[1]
        inner = FUNCTIONS[kind.activation](z)
        if kind.loss is Loss.CROSSENTROPY:
            outer = crossentropy(y, z)
            return Terms(z, inner.value, outer.value, outer.first)
        outer = LOSSES[kind.loss](y, inner.value)
        return Terms(z, inner.value, outer.value, outer.first * inner.first)
