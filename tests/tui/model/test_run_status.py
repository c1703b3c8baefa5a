"""The status line says which data are fitted."""

from __future__ import annotations

from pathlib import Path

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.reached import Reached
from engine.history.values import RunState
from engine.protocol.events import Ready, Starting, StateChanged
from tui.model.app_model import AppModel
from tui.model.known_problem import problem_of
from tui.model.status import Phase


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
    assert model.status.message.text == said
    assert "TensorFlow 2.21.0, Keras 3.15.1 ready after 1.0 s" in model.messages.log


def test_without_a_file_it_says_its_versions() -> None:
    config = RunConfig()
    model = AppModel(config, None, problem=problem_of(config))
    model.receive(Ready("CPU", "2.21.0", "3.15.1", 1.0))
    assert "TensorFlow 2.21.0, Keras 3.15.1 ready" in model.status.message.text


def test_a_run_asked_for_is_starting_until_the_worker_runs_it() -> None:
    config = RunConfig()
    model = AppModel(config, None, problem=problem_of(config))
    model.receive(Starting())
    model.receive(Ready("CPU", "2.21.0", "3.15.1", 1.0))
    assert model.status.state is RunState.READY
    model.ask_to_run(run=True)
    assert model.status.state is Phase.STARTING
    reached = Reached(0, 0, (0.0, 0.0), 1.0, (0.0, 0.0), 1.0, 0.0, 0.0)
    model.receive(StateChanged(RunState.RUNNING, "", reached))
    assert model.status.state is RunState.RUNNING


def test_a_run_cancelled_while_tensorflow_starts_is_said_to_be() -> None:
    config = RunConfig()
    model = AppModel(config, None, problem=problem_of(config))
    model.receive(Starting())
    model.ask_to_run(run=True)
    assert model.status.message.text == "starting TensorFlow… will run when it is ready"
    model.ask_to_run(run=False)
    assert model.status.message.text.startswith("starting TensorFlow… · run cancelled")


def test_a_change_with_a_warning_is_in_the_log_once() -> None:
    config = RunConfig()
    problem = problem_of(config)
    model = AppModel(config, None, problem=problem)
    model.take(with_values(config, {"learning_rate": 1.0}), problem)
    assert "diverges" in model.messages.shown.text
    assert "learning rate 0.001 → 1" in model.messages.shown.text
    assert len(model.messages.log) == 1
