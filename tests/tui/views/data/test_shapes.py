"""The curve of a neuron with an activation through its data, and losses without data."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.arrays import Floats
from engine.config.parameters import with_values
from engine.config.problem import Activation
from engine.config.run import RunConfig
from engine.data.scaling import Scaling
from tests.tui.views.scenes import preview_of
from tui.canvas.palette import Look, palette_for
from tui.model.known_problem import problem_of
from tui.model.scene import Scene
from tui.text.width import BLANK
from tui.views.data import formula, lines
from tui.views.data.layers import data_layout
from tui.views.data.references import why_no_residuals
from tui.views.data.residuals import residuals_of, summary
from tui.views.data.shapes import Neuron, values_of

LOOK = Look(palette_for(dark=True))
X = np.linspace(0, 10, 50)
PREVIEW = preview_of(X.tolist(), np.tanh(X - 5).tolist())
FORMULAS: dict[Activation, Callable[[Floats], Floats]] = {
    Activation.RELU: lambda z: np.maximum(z, 0),
    Activation.LEAKY_RELU: lambda z: np.where(z > 0, z, 0.2 * z),
    Activation.TANH: np.tanh,
    Activation.SIGMOID: lambda z: 1 / (1 + np.exp(-z)),
    Activation.SINE: np.sin,
}


@pytest.mark.parametrize("activation", FORMULAS)
def test_the_dots_of_the_curve_are_at_its_values(activation: Activation) -> None:
    neuron, theta = Neuron(activation, Scaling()), (0.35, -1.2)
    plan = data_layout(90, 30, PREVIEW)
    cells = lines.current_line(plan, neuron.shape(theta), LOOK)
    area = plan.area
    _, height = area.cell_size
    drawn = np.argwhere(cells.chars != BLANK)
    columns = set()
    for row, column in drawn.tolist():
        x, y = area.at(column, row) or (np.nan, np.nan)
        across = x + np.linspace(-0.5, 0.5, 9) * area.cell_size[0]
        values = FORMULAS[activation](theta[0] * across + theta[1])
        assert values.min() - 0.76 * height <= y <= values.max() + 0.76 * height
        columns.add(column)
    seen = FORMULAS[activation](theta[0] * np.array([area.x.low, area.x.high]) + theta[1])
    if (np.abs(seen) <= 1).all():
        assert len(columns) == area.columns


def test_residuals_are_those_of_the_curve_also_of_standardized_samples() -> None:
    scaling = Scaling(x_offset=5.0, x_scale=2.0)
    shifted = preview_of(((X - 5) / 2).tolist(), PREVIEW.y.astype(float).tolist())
    neuron = Neuron(Activation.TANH, Scaling())
    found = residuals_of(shifted, (1.5, 0.25), neuron)
    wanted = shifted.data.y - np.tanh(1.5 * shifted.data.x + 0.25)
    assert found == pytest.approx(wanted)
    numbers = summary(shifted, (1.5, 0.25), neuron)
    assert numbers.rms == pytest.approx(np.sqrt((wanted**2).mean()))
    assert "minimum" not in numbers.text(80) and "rms" in numbers.text(80)
    shape = Neuron(Activation.TANH, scaling).shape((1.5, 0.25))
    assert values_of(shape, X) == pytest.approx(np.tanh(1.5 * (X - 5) / 2 + 0.25))


def test_a_loss_without_data_shows_its_formula_and_its_numbers() -> None:
    config = with_values(RunConfig(), {"problem": "rosenbrock", "w0": -1.2, "b0": 1.0})
    scene = Scene(config, problem_of(config), None, LOOK)
    text = "\n".join(formula.page(scene, 70, 20).lines())
    assert "no data" in text and "(1 − w)² + 100·(b − w²)²" in text
    # By hand: (1 + 1.2)² + 100 (1 - 1.44)² and its derivatives.
    for number in ("24.2", "-215.6", "-88"):
        assert f"= {number}" in text.replace("24.20000", "24.2")
    assert "no data" in why_no_residuals(config.problem)
    assert "loss is given" in why_no_residuals(with_values(config, {"problem": "mine.py"}).problem)
