"""A configuration in a TOML file: one key for each parameter that is to differ."""

from __future__ import annotations

import tomllib
from pathlib import Path

from engine.errors import ConfigError
from engine.parameters import PARAMETERS, unknown


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
