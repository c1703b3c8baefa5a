"""The file and the columns of a run, in a few words."""

from __future__ import annotations

from engine.config.run import DataConfig, Standardize
from engine.data.preview import Preview
from engine.data.reading.source import source_name
from tui.text.numbers import whole
from tui.text.width import cut, text_width

_LONGEST = 16
"""The widest name, in cells."""


def data_fact(x_name: str, y_name: str, source: str) -> str:
    """The columns and the file for the status line: x length, y mass, cars.csv.

    Columns that are called x and y need no words.
    """
    if (x_name, y_name) == ("x", "y"):
        return _cut_file(source)
    return f"x {_cut(x_name)}, y {_cut(y_name)}, {_cut_file(source)}"


def data_line(samples: Preview) -> str:
    """What was read, dropped, guessed and taken, in one line; empty for generated data."""
    if samples.rows is None:
        return ""
    return f"{samples.source}: {columns_taken(samples)}; {samples.rows.line}"


def axis_names(samples: Preview) -> tuple[str, ...]:
    """Names of the x axis, the longest first: with the file, and the numbers of rows and samples.

    Numbers are given only where rows were dropped, or where not all samples are drawn.
    """
    name, read, drawn = samples.x_name, samples.rows, samples.data.x.size
    file = "" if read is None else f" · {samples.source}"
    names = [f"{name}{file}", name]
    if drawn < samples.samples:
        few = f"{whole(drawn)} of {whole(samples.samples)} samples"
        names = [
            f"{name}{file}, {few}, chosen at random",
            f"{name}, {few}, chosen at random",
            f"{name}, {few}",
            f"{name}, {whole(drawn)} samples",
            name,
        ]
    elif read is not None and read.used < read.rows:
        few = f"{whole(read.used)} of {whole(read.rows)} rows"
        names = [f"{name}{file}, {few}", f"{name}, {few}", *names]
    return tuple(dict.fromkeys(names))


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


def origin_record(data: DataConfig, samples: Preview | None) -> dict[str, object]:
    """Where the samples come from, for each line of a file of results.

    Empty for generated samples that are not standardized.

    Args:
        data: the configuration of the samples.
        samples: those of the file, which have the names of the columns; None if they are unknown.
    """
    found: dict[str, object] = {}
    if data.data is not None:
        names = source_name(data.data), data.x_column, data.y_column
        if samples is not None:
            names = samples.source, samples.x_name, samples.y_name
        found = dict(zip(("file", "x_column", "y_column"), names, strict=True))
    if data.standardize is not Standardize.NONE:
        found["standardize"] = data.standardize.value
    return found


def origin_line(data: DataConfig, samples: Preview | None) -> str:
    """The same in words: cars.csv: x length, y mass; standardize scale."""
    found = origin_record(data, samples)
    names = [f"{axis} {found[key]}" for axis in "xy" if found.get(key := f"{axis}_column")]
    file = f"{found['file']}: {', '.join(names)}".removesuffix(": ") if "file" in found else ""
    mode = f"standardize {found['standardize']}" if "standardize" in found else ""
    return "; ".join(filter(None, (file, mode)))


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
