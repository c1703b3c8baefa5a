"""The terms of every activation and loss, against finite differences of formulas in numpy."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest

from engine.arrays import Floats
from engine.config.optimizer import OptimizerConfig
from engine.config.parameters import with_values
from engine.config.problem import Activation, Loss, ProblemConfig
from engine.config.run import RunConfig
from engine.problems.noise import noise_block
from tests.tui.views.worlds import WORLDS
from tui.views.algorithm.formulas import formulas_of, terms_of
from tui.views.algorithm.numbers import _noise_of, numbers_of
from tui.views.algorithm.page import page_of

X = np.array([-1.3, 0.2, 0.9, 2.1])
Y = np.array([0.0, 1.0, 1.0, 0.0])
THETA = (0.7, -0.35)
ACTIVATIONS: dict[Activation, Callable[[Floats], Floats]] = {
    Activation.LINEAR: lambda z: z,
    Activation.RELU: lambda z: np.maximum(z, 0),
    Activation.LEAKY_RELU: lambda z: np.maximum(z, 0.2 * z),
    Activation.TANH: np.tanh,
    Activation.SIGMOID: lambda z: 1 / (1 + np.exp(-z)),
    Activation.SINE: np.sin,
}
LOSSES: dict[Loss, Callable[[Floats, Floats], Floats]] = {
    Loss.MSE: lambda y, p: (y - p) ** 2,
    Loss.MAE: lambda y, p: np.abs(y - p),
    Loss.HUBER: lambda y, p: np.where(np.abs(y - p) <= 1, (y - p) ** 2 / 2, np.abs(y - p) - 0.5),
    Loss.LOG_COSH: lambda y, p: np.log(np.cosh(p - y)),
    Loss.CROSSENTROPY: lambda y, p: -y * np.log(p) - (1 - y) * np.log(1 - p),
}
KINDS = [
    ProblemConfig(activation=activation, loss=loss)
    for activation, loss in itertools.product(Activation, Loss)
    if loss is not Loss.CROSSENTROPY or activation is Activation.SIGMOID
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.activation}-{kind.loss}")
def test_the_terms_are_those_of_the_formulas(kind: ProblemConfig) -> None:
    def loss(z: np.ndarray) -> np.ndarray:
        return LOSSES[kind.loss](Y, ACTIVATIONS[kind.activation](z))

    found, z, step = terms_of(kind, THETA, X, Y), THETA[0] * X + THETA[1], 1e-6
    assert found.z == pytest.approx(z)
    assert found.made == pytest.approx(ACTIVATIONS[kind.activation](z))
    assert found.loss == pytest.approx(loss(z))
    slope = (loss(z + step) - loss(z - step)) / (2 * step)
    assert found.delta == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "rastrigin", "saddle"])
def test_the_derivatives_are_written_as_they_are(name: str) -> None:
    kind, w, b = ProblemConfig(problem=name), 0.8, -1.4
    written = formulas_of(kind)

    def value(text: str, w: float, b: float) -> float:
        for sign, plain in (("−", "-"), ("·", "*"), ("²", "**2"), ("³", "**3"), ("2πw", "2*π*w")):
            text = text.replace(sign, plain)
        text = text.replace("2πb", "2*π*b").replace("π", "math.pi")
        names = {"w": w, "b": b, "math": math, "sin": math.sin, "cos": math.cos}
        return float(eval(text.partition(" = ")[2], {"__builtins__": {}}, names))

    step = 1e-6
    function = written.forward
    by_w = (value(function, w + step, b) - value(function, w - step, b)) / (2 * step)
    by_b = (value(function, w, b + step) - value(function, w, b - step)) / (2 * step)
    assert value(written.by_w, w, b) == pytest.approx(by_w, rel=1e-6)
    assert value(written.by_b, w, b) == pytest.approx(by_b, rel=1e-6)


def test_the_page_has_the_sums_and_the_table_of_its_samples() -> None:
    world = WORLDS["a sine"]
    numbers = numbers_of(world.scene(), 20)
    assert numbers is not None
    page = page_of(OptimizerConfig(), numbers, 60, 9, kind=world.kind)
    names = page.table[0].table
    assert names == ("sample", "x", "z", "ŷ", "y", "l", "δ", "δ·x")
    text = " ".join(row.formula for row in (*page.forward, *page.gradient))
    assert "ŷ = sin z" in text and "2·(ŷ − y)·cos z" in text
    assert "(y − ŷ)²" in text


def test_the_noise_of_the_gradient_is_that_of_the_worker() -> None:
    config = with_values(RunConfig(), {"problem": "beale", "gradient_noise": 3.0, "seed": 5})
    step = WORLDS["rosenbrock"].steps[1]
    wanted = noise_block(5, 0)[step.update - 1] * (3.0 / math.sqrt(step.count))
    assert _noise_of(config, step) == pytest.approx(tuple(wanted.tolist()))
    assert _noise_of(RunConfig(), step) == (0.0, 0.0)
