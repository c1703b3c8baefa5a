"""The errors a user can cause. Each one's text is a single line: what, where, what is right."""

from __future__ import annotations

from pathlib import Path


class DescentError(Exception):
    """Something the user can mend; `str()` of it is one clear line."""


class ConfigError(DescentError):
    """A parameter's value that cannot be.

    Attributes:
        parameter: the field's name, such as "learning_rate"; None where no single one is at fault.
        reason: what was wrong and what would be right, without the parameter's name.
    """

    def __init__(self, parameter: str | None, reason: str) -> None:
        self.parameter = parameter
        self.reason = reason
        super().__init__(reason if parameter is None else f"{parameter}: {reason}")


class PathError(DescentError):
    """A path that cannot be used; the text is the path, what is wrong and what is accepted."""


class DataError(DescentError):
    """A data file that cannot be read; the text names the file and the line, if one is at fault."""


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
    """A device that TensorFlow does not see; the text says what it sees."""


def shown(text: str) -> str:
    """Text of any origin, fit for one line of a message: no control characters, not long."""
    plain = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    return plain if len(plain) <= 200 else "..." + plain[-197:]
