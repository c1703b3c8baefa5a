"""Parameters out of a TOML file, and what is said of a file that has none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.config.toml import read_toml
from engine.errors import ConfigError


def changed(**values: object) -> RunConfig:
    return with_values(RunConfig(), values)


def toml(folder: Path, content: str | bytes) -> dict[str, object]:
    path = folder / "run.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_toml(path)


def toml_refusal(folder: Path, content: str | bytes) -> str:
    with pytest.raises(ConfigError) as caught:
        toml(folder, content)
    message = str(caught.value)
    assert "\n" not in message and message.startswith(f"{folder / 'run.toml'}: ")
    return message.removeprefix(f"{folder / 'run.toml'}: ")


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_a_toml_file_gives_its_parameters_with_either_dash(tmp_path, bom):
    content = (
        'samples = 50\nlearning-rate = 0.01\nbatch_size = "full"\nshuffle = true\n'
        'optimizer = "adam"\nx-column = 2\n# a comment\n'
    )
    values = toml(tmp_path, bom + content.encode())
    assert values == {
        "samples": 50,
        "learning_rate": 0.01,
        "batch_size": "full",
        "shuffle": True,
        "optimizer": "adam",
        "x_column": 2,
    }
    config = changed(**values)
    assert config.data.samples == 50 and config.data.x_column == "2"
    assert config.optimizer.learning_rate == 0.01 and config.batch.shuffle is True


def test_an_empty_toml_file_changes_nothing(tmp_path):
    assert changed(**toml(tmp_path, "")) == RunConfig()


def test_toml_keys_that_cannot_be(tmp_path):
    assert toml_refusal(tmp_path, "learning-rat = 1") == (
        "learning-rat: unknown parameter; did you mean learning-rate? (descent --help lists all)"
    )
    assert toml_refusal(tmp_path, "samples = [1, 2]") == (
        "samples: must be a single value: a whole number, 1 to 1e8"
    )
    assert toml_refusal(tmp_path, "[data]\nsamples = 3").startswith("data: must be a single value")
    assert toml_refusal(tmp_path, "batch-size = 1\nbatch_size = 2") == (
        "batch_size: given twice (also as batch-size)"
    )


def test_toml_keys_may_be_aliases(tmp_path):
    assert toml(tmp_path, "lr = 0.5\nM = 16\n") == {"learning_rate": 0.5, "batch_size": 16}
    assert toml_refusal(tmp_path, "lr = 1\nlearning-rate = 2") == (
        "learning-rate: given twice (also as lr)"
    )


def test_an_unknown_toml_key_gets_the_near_names_and_no_others(tmp_path):
    assert toml_refusal(tmp_path, "beta = 1") == (
        "beta: unknown parameter; did you mean beta-2 or beta-1? (descent --help lists all)"
    )
    assert toml_refusal(tmp_path, "zzz = 1") == (
        "zzz: unknown parameter (descent --help lists all)"
    )


@pytest.mark.parametrize("key", ["every", "json", "history", "config"])
def test_an_option_that_is_no_parameter_is_said_to_be_one(tmp_path, key):
    assert toml_refusal(tmp_path, f"{key} = 1") == (
        f"{key}: not a parameter of a run; it is a command-line option only"
    )


def test_an_empty_toml_value_is_refused(tmp_path):
    assert toml_refusal(tmp_path, 'x-column = " "') == (
        "x-column: the value is empty; must be a column's name or number"
    )


def test_toml_that_python_chokes_on_is_one_line(tmp_path):
    assert toml_refusal(tmp_path, f"seed = {'9' * 5000}").startswith("not TOML: ")
    assert toml_refusal(tmp_path, f"seed = {'[' * 50_000}").startswith("not TOML: ")


def test_a_toml_value_that_cannot_be_is_refused_like_any_other(tmp_path):
    values = toml(tmp_path, "samples = 1979-05-27")
    with pytest.raises(ConfigError, match=re.escape("samples: 1979-05-27 is invalid; must be")):
        changed(**values)


def test_what_is_no_toml_file(tmp_path):
    assert toml_refusal(tmp_path, "samples 50").startswith("not TOML: ")
    assert "line 2" in toml_refusal(tmp_path, "samples = 50\nseed =\n")
    assert toml_refusal(tmp_path, b"\xff\xfe") == "not a text file in UTF-8"
    missing = tmp_path / "none.toml"
    with pytest.raises(ConfigError, match=r"none\.toml: no such file") as caught:
        read_toml(missing)
    assert str(missing) in str(caught.value)
    with pytest.raises(ConfigError, match="is a folder; must be a file"):
        read_toml(tmp_path)
