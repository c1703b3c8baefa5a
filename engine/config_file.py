"""A configuration in a TOML file: one key for each parameter that is to differ."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from engine.config import RunConfig
from engine.errors import ConfigError
from engine.parameters import PARAMETERS, Value, applies, unknown, value_of


def read_toml(path: Path) -> dict[str, object]:
    """The parameters that a TOML file names; keys are the options' names, with - or _.

    Raises:
        ConfigError: the file cannot be read, is not TOML, or has a key that no parameter has.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(None, f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ConfigError(None, f"{path}: not a text file in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(None, f"{path}: not TOML: {error}") from None
    values: dict[str, object] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in PARAMETERS:
            raise ConfigError(None, f"{path}: {key}: {unknown(name)}")
        if name in values:
            raise ConfigError(None, f"{path}: {key}: is given twice, once with - and once with _")
        if isinstance(value, dict | list):
            raise ConfigError(
                None,
                f"{path}: {key}: a single value is needed; it takes {PARAMETERS[name].accepts}",
            )
        values[name] = value
    return values


def toml_of(config: RunConfig) -> str:
    """A configuration as `read_toml` reads it back: every parameter that counts and has a value.

    A data file is written with its whole path, so that the text means the same in any folder.

    Raises:
        ConfigError: a path holds bytes that no text can.
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
            text = str(value.absolute())
        case _:
            text = str(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ConfigError(name, "its name is no text in UTF-8") from None
    # JSON's escapes are TOML's too, but for this one character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
