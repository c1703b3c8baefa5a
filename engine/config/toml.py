"""A configuration in a TOML file: one key for each parameter that is to differ."""

from __future__ import annotations

import difflib
import json
import tomllib
from pathlib import Path

from engine.config.parameters import PARAMETERS, Value, applies, value_of
from engine.config.run import RunConfig
from engine.errors import ConfigError

_NAMES = {name: name for name in PARAMETERS} | {
    alias: name for name, parameter in PARAMETERS.items() for alias in parameter.notes.aliases
}
_OPTIONS_ALONE = ("config", "every", "json", "history")
_MOST_HINTS = 3


def read_toml(path: Path) -> dict[str, object]:
    """The parameters that a TOML file names; keys are the options' names and aliases, - or _.

    Raises:
        ConfigError: the file cannot be read, is not TOML, or has a key that no parameter has.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(None, f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ConfigError(None, f"{path}: not a text file in UTF-8") from None
    except (ValueError, RecursionError) as error:
        # ValueError: not just what is no TOML, a number of more than 4,300 digits too.
        raise ConfigError(None, f"{path}: not TOML: {error}") from None
    values: dict[str, object] = {}
    keys: dict[str, str] = {}
    for key, value in table.items():
        name = _NAMES.get(key.replace("-", "_"))
        if name is None:
            raise ConfigError(None, f"{path}: {key}: {_why_not(key)}")
        if name in values:
            raise ConfigError(None, f"{path}: {key}: is given twice, as {keys[name]} too")
        keys[name] = key
        if isinstance(value, str) and not value.strip():
            raise ConfigError(
                None, f"{path}: {key}: the value is empty; it takes {PARAMETERS[name].accepts}"
            )
        if isinstance(value, dict | list):
            raise ConfigError(
                None,
                f"{path}: {key}: a single value is needed; it takes {PARAMETERS[name].accepts}",
            )
        values[name] = value
    return values


def _why_not(key: str) -> str:
    """Why a key is none, with those that may have been meant."""
    if key in _OPTIONS_ALONE:
        return "is no parameter of a run but an option of the command line alone"
    name = key.replace("-", "_")
    near = difflib.get_close_matches(name, _NAMES, n=_MOST_HINTS)
    meant = " or ".join(match.replace("_", "-") for match in near)
    hint = f"; did you mean {meant}?" if meant else ""
    return f"no parameter has this name{hint} (descent --help lists them all)"


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
