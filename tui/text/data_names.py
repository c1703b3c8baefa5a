"""The file and the columns of a run, in a few words."""

from __future__ import annotations

from engine.data.preview import Preview
from tui.text.width import cut, text_width

_LONGEST = 16
"""The widest name, in cells."""


def data_fact(x_name: str, y_name: str, source: str) -> str:
    """The columns and the file for the status line: x length, y mass, cars.csv."""
    return f"x {_cut(x_name)}, y {_cut(y_name)}, {_cut_file(source)}"


def data_line(samples: Preview) -> str:
    """What was read, dropped, guessed and taken, in one line; empty for generated data."""
    if samples.rows is None:
        return ""
    return f"{samples.source}: {columns_taken(samples)}; {samples.rows.line}"


def columns_taken(samples: Preview) -> str:
    """The columns in words: x length, y mass."""
    return f"x {samples.x_name}, y {samples.y_name}"


def data_record(samples: Preview) -> dict[str, object]:
    """The file, its columns and rows as plain data; there is no file of generated data."""
    read = samples.rows
    count = samples.samples
    rows = {"read": count, "used": count, "dropped": 0}
    if read is not None:
        rows = {"read": read.rows, "used": read.used, "dropped": read.rows - read.used}
    return {
        "file": None if read is None else samples.source,
        "columns": {"x": samples.x_name, "y": samples.y_name},
        "rows": rows,
        "reading": None if read is None else read.line,
    }


def _cut(name: str) -> str:
    return cut(name, _LONGEST)


def _cut_file(name: str) -> str:
    """A file's name cut in the middle, so that its ending stays."""
    if text_width(name) <= _LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or text_width(ending) > _LONGEST // 2:
        return cut(name, _LONGEST)
    return cut(stem, _LONGEST - text_width(ending) - 1) + dot + ending
