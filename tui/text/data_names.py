"""The file and the columns of a run, in a few words."""

from __future__ import annotations

from tui.text.width import cut, text_width

_LONGEST = 16
"""The widest name, in cells."""


def data_fact(x_name: str, y_name: str, source: str) -> str:
    """The columns and the file for the status line: x length, y mass, cars.csv."""
    return f"x {_cut(x_name)}, y {_cut(y_name)}, {_cut_file(source)}"


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
