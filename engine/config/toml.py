"""A configuration in a TOML file, with one key per parameter that differs from its default."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from engine.config.applicable import applies
from engine.config.parameters import PARAMETERS, Value, value_of
from engine.config.paths import no_such_file, whole_path
from engine.config.run import RunConfig
from engine.errors import ConfigError
from engine.files import read_given
from engine.nearest import nearest_few

_NAMES = {name: name for name in PARAMETERS} | {
    alias: name for name, parameter in PARAMETERS.items() for alias in parameter.notes.aliases
}
_OPTIONS_ALONE = ("config", "every", "json", "history")
_MOST_HINTS = 3
_LARGEST = 256_000
"""Bytes of a file that can be a configuration."""


def read_toml(path: Path) -> dict[str, object]:
    """The parameters in a TOML file; keys are option names and aliases, with - or _.

    Raises:
        ConfigError: the file cannot be read, is not TOML, or has an unknown key.
    """
    try:
        table = tomllib.loads(read_given(path, _LARGEST).decode("utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(None, f"{path}: {no_such_file(path)}") from None
    except OSError as error:
        raise ConfigError(None, f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ConfigError(None, f"{path}: not a text file in UTF-8") from None
    except (ValueError, RecursionError) as error:
        # ValueError covers invalid TOML and numbers of more than 4,300 digits.
        raise ConfigError(None, f"{path}: not TOML: {error}") from None
    try:
        return named_values(table)
    except ConfigError as error:
        raise ConfigError(None, f"{path}: {error}") from None


def named_values(table: Mapping[str, object]) -> dict[str, object]:
    """The parameters of a table by their names; its keys are option names and aliases.

    Raises:
        ConfigError: a key is unknown or given twice, or has no single value; its `parameter` is
            that key.
    """
    values: dict[str, object] = {}
    keys: dict[str, str] = {}
    for key, value in table.items():
        name = _NAMES.get(key.replace("-", "_"))
        if name is None:
            raise ConfigError(key, _why_not(key))
        if name in values:
            raise ConfigError(key, f"given twice (also as {keys[name]})")
        keys[name] = key
        if isinstance(value, str) and not value.strip():
            raise ConfigError(key, f"the value is empty; must be {PARAMETERS[name].accepts}")
        if isinstance(value, dict | list):
            raise ConfigError(key, f"must be a single value: {PARAMETERS[name].accepts}")
        values[name] = value
    return values


def _why_not(key: str) -> str:
    """The message for an unknown key, with close matches."""
    if key in _OPTIONS_ALONE:
        return "not a parameter of a run; it is a command-line option only"
    name = key.replace("-", "_")
    near = nearest_few(name, _NAMES, _MOST_HINTS)
    meant = " or ".join(match.replace("_", "-") for match in near)
    hint = f"; did you mean {meant}?" if meant else ""
    return f"unknown parameter{hint} (descent --help lists all)"


def toml_of(config: RunConfig) -> str:
    """A configuration as TOML for `read_toml`: every parameter that applies and has a value.

    The data file is written with its absolute path, so that the text is valid in any folder.

    Raises:
        ConfigError: a path cannot be encoded as UTF-8.
    """
    lines = []
    for name in PARAMETERS:
        value = value_of(config, name)
        if value is None or not applies(config, name):
            continue
        lines.append(f"{name.replace('_', '-')} = {_toml_value(name, value)}\n")
    return "".join(lines)


def _toml_value(name: str, value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case Path():
            text = str(whole_path(value))
        case _:
            text = str(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ConfigError(name, "the file name is not valid UTF-8") from None
    # TOML has the escapes of JSON, except for this character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
