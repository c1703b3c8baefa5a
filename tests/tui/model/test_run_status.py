"""The status line says which data are fitted."""

from __future__ import annotations

from pathlib import Path

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.protocol.events import Ready, Starting
from tui.model.app_model import AppModel
from tui.model.known_problem import problem_of


def test_columns_and_file_are_named(tmp_path: Path) -> None:
    file = tmp_path / "cars.csv"
    file.write_text("length,mass\n1,2\n3,4\n5,7\n")
    config = with_values(RunConfig(), {"data": str(file)})
    model = AppModel(config, None)
    assert model.status.data == ""
    model.take(config, problem_of(config))
    assert model.status.data == "x length, y mass, cars.csv"


def test_generated_data_need_no_name() -> None:
    config = RunConfig()
    assert AppModel(config, None, problem=problem_of(config)).status.data == ""


def test_a_ready_worker_repeats_what_was_read_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "cars.csv"
    file.write_text("length,mass\n1,2\n3,\n5,7\n")
    config = with_values(RunConfig(), {"data": str(file), "learning_rate": 1e-6})
    model = AppModel(config, None)
    model.take(config, problem_of(config))
    said = "cars.csv: x length, y mass; read 2 rows of 3: 1 without mass"
    assert model.status.message.text == said
    model.receive(Starting())
    model.receive(Ready("CPU", "2.21.0", "3.15.1", 1.0))
    assert model.status.message.text == f"{said}; space: run"
    assert "TensorFlow 2.21.0, Keras 3.15.1 ready after 1.0 s" in model.messages.log


def test_without_a_file_it_says_its_versions() -> None:
    config = RunConfig()
    model = AppModel(config, None, problem=problem_of(config))
    model.receive(Ready("CPU", "2.21.0", "3.15.1", 1.0))
    assert "TensorFlow 2.21.0, Keras 3.15.1 ready" in model.status.message.text
