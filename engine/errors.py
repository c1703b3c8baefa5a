"""Errors that a user can cause. The text is one line: what, where, what is accepted."""

from __future__ import annotations

import re
from pathlib import Path

_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What a terminal obeys instead of showing it, but for the end of a line: C0, C1, directions."""


class DescentError(Exception):
    """An error that the user can correct; `str()` of it is one clear line.

    Characters that are not printable, such as those in a file's name, are escaped.
    """

    def __init__(self, text: str) -> None:
        super().__init__(printable(text))


class ConfigError(DescentError):
    """An invalid value of a parameter.

    Attributes:
        parameter: the field's name, such as "learning_rate"; None if no single one is at fault.
        reason: what is wrong and what is accepted, without the parameter's name.
    """

    def __init__(self, parameter: str | None, reason: str) -> None:
        self.parameter = parameter
        self.reason = reason
        super().__init__(reason if parameter is None else f"{parameter}: {reason}")


class PathError(DescentError):
    """A path that cannot be used; the text is the path, what is wrong and what is accepted."""


class DataError(DescentError):
    """A data file that cannot be read; the text names the file and, if known, the line."""


class ProblemError(DescentError):
    """A Python file with a loss that cannot be used; the text names the file and the line."""


class StoreError(DescentError):
    """A saved run that cannot be read or written; the text names its folder."""


class HistoryError(DescentError):
    """A history that cannot be written.

    Attributes:
        reason: why, without the file's name.
    """

    def __init__(self, path: Path, reason: str) -> None:
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class DeviceError(DescentError):
    """An unavailable device; the text lists the available ones."""


def printable(text: str) -> str:
    """Text of any origin on one line: characters that are not printable are escaped."""
    return text if text.isprintable() else "".join(map(_escaped, text))


def shown(text: str) -> str:
    """Text of any origin, fit for one line of a message: no control characters, not long."""
    plain = printable(text)
    return plain if len(plain) <= 200 else "..." + plain[-197:]


def harmless(text: str) -> str:
    """Text of any origin and any number of lines: what a terminal would obey is escaped."""
    return _CONTROLS.sub(lambda found: repr(found[0])[1:-1], text)


def harmless_json(text: str) -> str:
    """The same of JSON, which stays JSON."""
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def without_controls(text: str) -> str:
    """The text without what a terminal would obey; as wide as before, since that has no width."""
    return _CONTROLS.sub("", text).replace("\n", "")


def _escaped(character: str) -> str:
    return character if character.isprintable() else repr(character)[1:-1]
