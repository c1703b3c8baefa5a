"""The problem in a configuration: what goes together, and what follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.config.applicable import applies
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.config.toml import read_toml, toml_of
from engine.errors import ConfigError


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"problem": "rosenbrok"}, "'rosenbrok' is invalid; must be one of neuron, rosenbrock"),
        ({"activation": "step"}, "'step' is invalid; must be one of linear, relu"),
        (
            {"loss": "crossentropy", "activation": "tanh"},
            "loss: crossentropy needs the activation sigmoid, not tanh",
        ),
        ({"gradient_noise": "-1"}, "must be a number, 0 to 1e6"),
        (
            {"problem": "rosenbrock", "data": "points.csv"},
            "data: rosenbrock takes no data; leave it empty",
        ),
    ],
)
def test_an_invalid_combination_has_one_clear_line(values: dict[str, str], line: str) -> None:
    with pytest.raises(ConfigError) as caught:
        with_values(RunConfig(), values)
    assert line in str(caught.value)


def test_another_problem_brings_its_starting_point_unless_one_is_given() -> None:
    landscape = with_values(RunConfig(), {"problem": "rosenbrock"})
    assert landscape.start.theta == (-1.2, 1.0)
    assert with_values(landscape, {"learning_rate": 0.1}).start.theta == (-1.2, 1.0)
    given = with_values(RunConfig(), {"problem": "rosenbrock", "w0": 2})
    assert given.start.theta == (2, 1.0)
    assert with_values(landscape, {"problem": "neuron"}).start.theta == (0, 0)


def test_generated_samples_follow_the_neuron() -> None:
    labels = with_values(RunConfig(), {"loss": "binary_crossentropy"})
    assert (labels.problem.activation, labels.problem.loss) == ("sigmoid", "crossentropy")
    assert labels.data.target == "labels"
    assert not labels.data.has_samples_of(RunConfig().data)
    assert with_values(labels, {"loss": "mse"}).data.target == "sigmoid"
    assert with_values(labels, {"problem": "beale"}).data == RunConfig().data


def test_a_configuration_with_a_problem_survives_toml(tmp_path: Path) -> None:
    values = {"problem": "himmelblau", "gradient_noise": 0.5, "w0": 3.5}
    config = with_values(RunConfig(), values)
    path = tmp_path / "run.toml"
    path.write_text(toml_of(config))
    assert with_values(RunConfig(), read_toml(path)) == config
    assert not applies(config, "activation")
    assert not applies(config, "w_gen")
    assert applies(config, "samples")
