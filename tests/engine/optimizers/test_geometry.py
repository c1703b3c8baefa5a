"""Arrows and ellipses of optimizer states, against what the update rules do with them."""

import numpy as np
import pytest

from engine.config.optimizer import OptimizerConfig
from engine.optimizers.geometry import Ellipse, geometry_of, value_of
from engine.optimizers.rules import COUNT, GRADIENT, PARAMETER, by_symbol, evaluated, rule_of
from engine.optimizers.state import OptimizerState
from engine.optimizers.table import OPTIMIZERS


def settings(name: str, momentum: float = 0.0) -> OptimizerConfig:
    return OptimizerConfig(optimizer=name, learning_rate=0.01, momentum=momentum)


def coasting(config: OptimizerConfig, state: float, updates: int) -> list[float]:
    """The changes of θ by updates whose gradients are 0, from this velocity or first moment."""
    rule = rule_of(config.optimizer, config.hyperparameters)
    values = {**by_symbol(config.learning_rate, config.hyperparameters), PARAMETER: 5.0}
    values |= {line.symbol: 1.0 for line in rule if line.in_state}
    values |= {"m": state, GRADIENT: 0.0}
    moved = []
    for update in range(1, updates + 1):
        before = values[PARAMETER]
        numbers = evaluated(rule, {**values, COUNT: float(update)})
        values |= {
            line.symbol: made for line, (made, _) in zip(rule, numbers, strict=True) if line.kept
        }
        moved.append(values[PARAMETER] - before)
    return moved


@pytest.mark.parametrize(
    "name", ["sgd", "momentum", "nesterov", "rmsprop", "adam", "nadam", "lion"]
)
def test_an_update_moves_along_the_sign_of_the_arrow(name: str) -> None:
    config = settings(name, 0.9 if "momentum" in settings(name).hyperparameters else 0.0)
    arrow = geometry_of(name, config.hyperparameters).arrow
    assert arrow is not None and arrow.symbol == "m"
    for state in (0.7, -0.7):
        assert np.sign(coasting(config, state, 1)[0]) == arrow.sign * np.sign(state)


@pytest.mark.parametrize("name", ["sgd", "nesterov", "rmsprop"])
def test_a_velocity_never_carries_further_than_its_arrow_is_long(name: str) -> None:
    config = settings(name, 0.8)
    arrow = geometry_of(name, config.hyperparameters).arrow
    assert arrow is not None and arrow.coast is not None
    # μ + μ² + … of the velocity; Nesterov's update is one μ ahead.
    far = abs(sum(coasting(config, 0.5, 200)))
    ahead = 0.8 if name == "nesterov" else 1.0
    assert far == pytest.approx(ahead * 0.8 * 0.5 * arrow.coast)
    assert far < 0.5 * arrow.coast


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_with_state_has_something_to_draw(name: str) -> None:
    config = settings(name)
    rule = rule_of(name, config.hyperparameters)
    has_state = any(line.in_state and not line.shared for line in rule)
    parts = geometry_of(name, config.hyperparameters)
    assert parts.exists == has_state
    symbols = {line.symbol for line in rule if line.in_state}
    assert {part.symbol for part in (parts.arrow, parts.ellipse) if part is not None} <= symbols


def test_an_ellipse_has_roots_of_squares_and_what_is_not_known_has_no_value() -> None:
    state = OptimizerState(3, ("m", "v"), ((2.0, 9.0), (-1.0, 16.0)))
    parts = geometry_of("adam", settings("adam").hyperparameters)
    assert parts.arrow is not None and parts.ellipse is not None
    assert value_of(state, parts.arrow) == (2.0, -1.0)
    assert value_of(state, parts.ellipse) == (3.0, 4.0)
    assert value_of(state, Ellipse("m", "as it is", squared=False)) == (2.0, -1.0)
    assert value_of(state, Ellipse("a", "another optimizer's")) is None
    unknown = OptimizerState(0, ("m", "v"), ((np.nan, np.nan), (np.nan, np.nan)))
    assert value_of(unknown, parts.arrow) is None
