"""The results of measurements as values, and their JSON file."""

from __future__ import annotations

import contextlib
import json
import math
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bench.conditions import Conditions
from bench.registry import Bound, Measurement, Row

FORMAT = "descent bench"
VERSION = 1


class BenchError(Exception):
    """An error that the user can correct, in one line."""


@dataclass(frozen=True)
class Result:
    """One row, measured."""

    name: str
    against: str
    measurement: Measurement
    bound: Bound
    conditions: Conditions

    @classmethod
    def of(cls, row: Row, measurement: Measurement, conditions: Conditions) -> Result:
        """The result of a row."""
        return cls(row.name, row.against, measurement, row.bound, conditions)

    @property
    def ratio(self) -> float:
        """Measured over reference."""
        return self.measurement.ratio

    @property
    def short(self) -> bool:
        """Whether the ratio misses its bound."""
        return not self.bound.reached(self.ratio)


@dataclass(frozen=True)
class Results:
    """One run of the benchmark.

    Attributes:
        machine: cores, processor, system, Python.
        made: its start time, ISO 8601.
        rows: in the order of the table.
    """

    machine: str
    made: str
    rows: tuple[Result, ...]

    def named(self, words: Sequence[str]) -> Results:
        """Only the rows whose names contain any of the words; all if there are none."""
        return replace(self, rows=tuple(row for row in self.rows if is_named(row.name, words)))


def is_named(name: str, words: Sequence[str]) -> bool:
    """Whether a row's name contains any of the words, or there are none."""
    return not words or any(word in name for word in words)


def read(path: Path) -> Results:
    """The results in a file.

    Raises:
        BenchError: the file does not exist, or was not written by `write` of this version.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BenchError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise BenchError(f"{path}: not JSON; `--json FILE` writes such a file") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise BenchError(f"{path}: not results of this benchmark; `--json FILE` writes them")
    if (version := content.get("version")) != VERSION:
        raise BenchError(f"{path}: version {version!r} of the format; version {VERSION} is read")
    try:
        return TypeAdapter(Results).validate_python(content.get("results"))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BenchError(f"{path}: results.{place}: {first['msg']}") from error


def write(path: Path, results: Results) -> None:
    """Write the file atomically.

    Raises:
        BenchError: it cannot be written.
    """
    content = {
        "format": FORMAT,
        "version": VERSION,
        "results": _plain(asdict(results)),
    }
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    beside = ""
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            beside = file.name
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except OSError as error:
        if beside:
            with contextlib.suppress(OSError):
                Path(beside).unlink()
        raise BenchError(f"{path}: cannot be written: {error.strerror}") from error


def _plain(value: object) -> object:
    """The value for JSON: infinite and nan figures become text."""
    match value:
        case dict():
            return {name: _plain(part) for name, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case float() if not math.isfinite(value):
            return str(value)
        case _:
            return value
