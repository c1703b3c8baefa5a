"""Scripts of other problems than the linear neuron with mse make the updates of their runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.problem import NEURON, STARTS, Activation, Loss
from engine.errors import ProblemError
from engine.problems.own.permission import CODE_VARIABLE, permit
from engine.problems.registry import problem_of
from engine.protocol.commands import Configure, Run, Step
from engine.storage.keras_script.script import python_script
from tests.engine.conftest import config_of
from tests.engine.sessions import obey, session_of
from tests.engine.storage.keras_script.executed import (
    assert_same_run,
    execute,
    parts_for,
    parts_of_session,
)
from tests.engine.storage.keras_script.pictures import Pictures

FEW = {"stop": "never", "epochs": 3}
LINE = {"w_gen": 0.4, "b_gen": -2, "noise_std": 0.2, "w0": 0.3, "b0": -1, "samples": 41}
BATCHES = {"batch_size": 16, "shuffle": True, "learning_rate": 0.01}
NEURONS = [
    {"activation": activation, "loss": loss}
    for activation in Activation
    for loss in Loss
    if loss is not Loss.CROSSENTROPY or activation is Activation.SIGMOID
]

LANDSCAPES = [name for name in STARTS if name != NEURON]

ROBUST = """\
import tensorflow as tf


def loss(w, b, x, y):
    square = tf.square(w * x + b - y)
    return square / (1 + square)
"""
ALONE = """\
import tensorflow as tf


def loss(w, b, x, y):
    return 2 + tf.sin(3 * w) + 0.1 * w**2
"""

OTHERS = {
    "noise with samples": {"gradient_noise": 3.0, **LINE, **BATCHES, **FEW},
    "noise without": {"problem": "saddle", "gradient_noise": 0.5, "batch_size": 30, **FEW},
    "noise of a full batch": {"problem": "beale", "gradient_noise": 0.5, "seed": 4, **FEW},
    "order of no samples": {"problem": "himmelblau", "shuffle": True, "batch_size": 30, **FEW},
    "the gradient of a neuron": {
        "activation": "tanh", **LINE, "stop": "gradient", "tolerance": 0.1, "epochs": 60,
        "learning_rate": 0.02,
    },
    "the gradient of a landscape": {
        "problem": "saddle", "stop": "gradient", "tolerance": 0.5, "learning_rate": 0.05,
        "epochs": 60,
    },
    "a landscape that diverges": {"problem": "rosenbrock", "learning_rate": 0.1},
    "L2, by the gradient": {
        "activation": "tanh", "l2": 0.05, **LINE, "stop": "gradient", "tolerance": 0.1,
        "epochs": 60, "learning_rate": 0.02, "batch_size": 20,
    },
    "standardized": {"activation": "relu", "loss": "mae", "standardize": "scale", **BATCHES, **FEW},
}  # fmt: skip


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CODE_VARIABLE, "")
    path = tmp_path / "robust.py"
    path.write_text(ROBUST)
    permit(path)
    return path


def assert_reproduced(**values: object) -> None:
    session = session_of(config_of(**values), Run())
    assert_same_run(execute(parts_for(config_of(**values))), session)


@pytest.mark.parametrize("neuron", NEURONS, ids=lambda neuron: "-".join(neuron.values()))
def test_every_neuron_is_a_layer_of_keras(neuron: dict[str, str]) -> None:
    assert_reproduced(**neuron, **LINE, **BATCHES, **FEW)


@pytest.mark.parametrize("name", LANDSCAPES)
def test_every_landscape_is_a_function(name: str) -> None:
    assert_reproduced(problem=name, batch_size=30, learning_rate=1e-3, **FEW)


@pytest.mark.parametrize("values", OTHERS.values(), ids=OTHERS.keys())
def test_the_rest_of_a_run_is_as_with_the_linear_neuron(values: dict[str, object]) -> None:
    assert_reproduced(**values)


def test_labels_of_a_file_are_read(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("t,passed\n1,0\n2,0\n2.5,1\n3,0\n4,1\n5,1\n")
    values = {"loss": "crossentropy", "activation": "sigmoid", "standardize": "scale"}
    assert_reproduced(data=path, learning_rate=0.1, batch_size=4, **values, **FEW)


def test_live_changes_of_a_landscape_apply_at_their_updates() -> None:
    config = config_of(problem="himmelblau", learning_rate=0.01, batch_size=40, **FEW)
    session = session_of(config, Step(2))
    for change in ({"shuffle": True}, {"optimizer": "adam", "batch_size": 25}):
        config = with_values(config, change)
        obey(session, Configure(config), Step(2))
    obey(session, Run())
    assert_same_run(execute(parts_of_session(session)), session)


def test_a_loss_of_the_users_own_is_read_from_its_file(own: Path) -> None:
    values = {"problem": str(own), "stop": "gradient", "tolerance": 0.02, "epochs": 40}
    assert_reproduced(**values, **LINE, **BATCHES)


def test_one_that_depends_on_one_parameter_alone_is_read_too(own: Path) -> None:
    alone = own.with_name("alone.py")
    alone.write_text(ALONE)
    permit(alone)
    assert_reproduced(problem=str(alone), w0=0.5, learning_rate=0.01, **FEW)


def test_a_script_executes_the_file_as_it_was_when_it_was_written(own: Path) -> None:
    parts = parts_for(config_of(problem=str(own), **FEW))
    own.write_text(ROBUST.replace("return", "print('executed')\n    return"))
    with pytest.raises(ValueError, match=r"robust\.py was changed after this script was written"):
        execute(parts)


def test_nothing_of_the_file_is_executed_by_writing_the_script(tmp_path: Path) -> None:
    path = tmp_path / "own.py"
    path.write_text(f"open({str(tmp_path / 'executed')!r}, 'w')\n{ROBUST}")
    assert str(path) in python_script(parts_for(config_of(problem=str(path), **FEW)))
    assert not (tmp_path / "executed").exists()
    with pytest.raises(ProblemError, match=r"none\.py: no such file"):
        parts_for(config_of(problem=str(tmp_path / "none.py"), **FEW))


def test_the_plots_of_a_landscape_show_its_loss_and_its_minima() -> None:
    pictures, values = Pictures(2), {"problem": "himmelblau", "learning_rate": 0.01, **FEW}
    names = execute(parts_for(config_of(**values)), pictures.modules)
    left, middle = pictures.axes
    assert left.drawn["loss of each update"][1][0] == pytest.approx(170)  # 11² + 7²
    [(w, b, surface)] = middle.contours
    expected = (w[:, None] ** 2 + b - 11) ** 2 + (w[:, None] + b**2 - 7) ** 2
    assert pytest.approx(expected, rel=1e-4, abs=1e-3) == surface.T
    minima = problem_of(config_of(**values).problem).minima
    assert middle.drawn["minima"] == pytest.approx(np.array(minima).T)
    assert middle.drawn["trajectory"].shape == (2, len(names["history"]) + 1)


def test_the_plots_of_a_neuron_show_its_loss_around_the_trajectory_and_its_curve() -> None:
    pictures, values = Pictures(3), {"activation": "tanh", "loss": "huber", **LINE, **FEW}
    names = execute(parts_for(config_of(**values)), pictures.modules)
    _, middle, right = pictures.axes
    [(w, b, surface)] = middle.contours
    error = np.abs(np.tanh(w[20] * names["x"] + b[70]) - names["y"])
    huber = np.where(error <= 1, error**2 / 2, error - 0.5)
    assert surface[70, 20] == pytest.approx(huber.mean(), rel=1e-5)
    for line, axis in zip(middle.drawn["trajectory"], (w, b), strict=True):
        assert axis.min() < line.min() <= line.max() < axis.max()
    curve_x, curve_y = right.drawn["neuron"]
    _, w_last, b_last = names["history"][-1]
    assert curve_y == pytest.approx(np.tanh(w_last * curve_x + b_last), rel=1e-5)
