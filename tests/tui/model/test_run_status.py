"""The status line says which data are fitted."""

from __future__ import annotations

from pathlib import Path

from engine.config.parameters import with_values
from engine.config.run import RunConfig
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
