"""Parameters out of a TOML file, and what is said of a file that has none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.config import RunConfig
from engine.config_file import read_toml
from engine.errors import ConfigError
from engine.parameters import with_values


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
        "learning-rat: no parameter has this name; did you mean learning_rate?"
    )
    assert toml_refusal(tmp_path, "samples = [1, 2]") == (
        "samples: a single value is needed; it takes a whole number from 1 up to 100 000 000"
    )
    assert toml_refusal(tmp_path, "[data]\nsamples = 3").startswith(
        "data: a single value is needed"
    )
    assert toml_refusal(tmp_path, "batch-size = 1\nbatch_size = 2") == (
        "batch_size: is given twice, once with - and once with _"
    )


def test_a_toml_value_that_cannot_be_is_refused_like_any_other(tmp_path):
    values = toml(tmp_path, "samples = 1979-05-27")
    with pytest.raises(ConfigError, match=re.escape("samples: 1979-05-27 cannot be; it takes")):
        changed(**values)


def test_what_is_no_toml_file(tmp_path):
    assert toml_refusal(tmp_path, "samples 50").startswith("not TOML: ")
    assert "line 2" in toml_refusal(tmp_path, "samples = 50\nseed =\n")
    assert toml_refusal(tmp_path, b"\xff\xfe") == "not a text file in UTF-8"
    missing = tmp_path / "none.toml"
    with pytest.raises(ConfigError, match="No such file or directory") as caught:
        read_toml(missing)
    assert str(missing) in str(caught.value)
    with pytest.raises(ConfigError, match="Is a directory"):
        read_toml(tmp_path)
