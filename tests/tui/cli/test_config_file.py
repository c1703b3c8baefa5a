"""A TOML file and the options beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.config.run import RunConfig
from tests.tui.cli.typed import config_for, refusal_of


class TestConfigFile:
    def test_it_lies_between_the_defaults_and_the_options(self, tmp_path: Path) -> None:
        file = tmp_path / "run.toml"
        file.write_text('learning-rate = 0.5\nepochs = 7\noptimizer = "adam"\nshuffle = true\n')
        config = config_for(f"train --config {file} --epochs 9")
        assert config.optimizer.learning_rate == 0.5
        assert config.optimizer.optimizer == "adam"
        assert config.batch.shuffle is True
        assert config.stop.epochs == 9
        assert config.data == RunConfig().data

    def test_it_does_not_get_code_executed(self, tmp_path: Path) -> None:
        file, code = tmp_path / "run.toml", tmp_path / "mine.py"
        code.write_text("def loss(w, b, x, y):\n    return w * x + b - y\n")
        file.write_text(f'problem = "{code}"\n')
        message = refusal_of(f"train --config {file}")
        assert f"{code} is a Python file, whose code would be executed" in message
        assert f"type --problem {code}" in message

    @pytest.mark.parametrize(
        ("text", "hint"),
        [
            ("learning-rate = 0", "learning-rate: 0 is invalid; must be a number above 0"),
            ("lerning-rate = 1", "lerning-rate: unknown parameter; did you mean"),
            ("epochs = ", "not TOML"),
            ('optimizer = "adam"\nmomentum = 0.9', "momentum: adam has no momentum"),
        ],
    )
    def test_a_refusal_names_the_file_and_the_key(
        self, tmp_path: Path, text: str, hint: str
    ) -> None:
        file = tmp_path / "run.toml"
        file.write_text(text)
        message = refusal_of(f"--config {file}")
        assert str(file) in message
        assert hint in message
        assert "\n" not in message

    def test_one_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        message = refusal_of(f"train --config {tmp_path}/none.toml")
        assert message.startswith(f"{tmp_path}/none.toml: ")

    def test_data_parameters_in_it_do_not_forbid_a_file_of_data(self, tmp_path: Path) -> None:
        file = tmp_path / "run.toml"
        file.write_text("samples = 50\nlearning_rate = 0.5\n")
        config = config_for(f"--config {file} --data some.csv")
        assert config.data.data == Path("some.csv")

    def test_what_is_no_file_is_neither_waited_for_nor_read(self, tmp_path: Path) -> None:
        pipe, huge = tmp_path / "pipe.toml", tmp_path / "huge.toml"
        os.mkfifo(pipe)
        with huge.open("wb") as file:
            file.truncate(1 << 40)
        for path, why in (
            (pipe, "is a pipe; must be a file"),
            (Path("/dev/zero"), "is a device; must be a file"),
            (tmp_path, "is a folder; must be a file"),
            (huge, "is too large; at most 256,000 bytes"),
        ):
            assert refusal_of(f"--config {path}") == f"{path}: {why}"

    def test_a_pipe_of_a_shell_is_read(self) -> None:
        reading, writing = os.pipe()
        os.write(writing, b"epochs = 7\n")
        os.close(writing)
        assert config_for(f"--config /dev/fd/{reading}").stop.epochs == 7
        os.close(reading)
