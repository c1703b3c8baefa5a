"""`--preset NAME`: a problem of the palette, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.config.parameters import value_of, with_values
from engine.config.run import RunConfig
from tests.tui.cli.typed import config_for, refusal_of
from tui.model.presets import PRESETS, Preset


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: str(preset.name))
def test_it_is_the_run_that_the_palette_begins(preset: Preset) -> None:
    config = config_for(f"train --preset {preset.name}")
    assert config == with_values(RunConfig(), preset.settings)


def test_other_options_change_it_and_it_changes_a_file(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text("learning_rate = 0.3\nseed = 4\n", encoding="utf-8")
    config = config_for(f"--config {file} --epochs 7 --preset curved-valley")
    found = {name: value_of(config, name) for name in ("epochs", "learning_rate", "seed")}
    assert found == {"epochs": 7, "learning_rate": 0.0005, "seed": 4}
    assert config.problem.problem == "rosenbrock"


def test_an_unknown_name_is_refused_with_the_one_that_was_meant() -> None:
    refusal = refusal_of("train --preset platau")
    assert refusal == "--preset: no preset is called 'platau'; did you mean plateau?"
    assert "must be one of saddle, " in refusal_of("sweep --preset xyz --learning-rates 0.1,0.2")
