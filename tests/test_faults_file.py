"""The table of faults is true: each row names tests, or programs, that are there."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent
LINES = (TESTS / "FAULTS.md").read_text().splitlines()
HEADS = ("| fault |", "| strokes |")


def rows_of(lines: list[str]) -> list[str]:
    """The rows of the tables of faults; that of the monkey has another head."""
    rows: list[str] = []
    head = ""
    for line in lines:
        head = line if line.startswith(HEADS) else head
        if line.startswith("| ") and line != head and head.startswith(HEADS[0]):
            rows.append(line)
    return rows


ROWS = rows_of(LINES)
NAMED = re.compile(r"`([^`]+)`|\b([a-z0-9_]+)…")
"""A file or a program; the beginning of the name of a test in the last file."""
SECTIONS = 10


def shows(row: str) -> str:
    """The last column: what shows that what is expected happens."""
    return row.rstrip(" |").rpartition("| ")[2]


def test_every_kind_of_fault_has_rows() -> None:
    titles = [number for number, line in enumerate(LINES) if line.startswith("## ")]
    sections = zip(titles, [*titles[1:], len(LINES)], strict=True)
    rows = [sum(line in ROWS for line in LINES[begin:end]) for begin, end in sections]
    assert len(rows) >= SECTIONS
    assert min(rows) > 0


def test_what_shows_it_exists() -> None:
    for row in ROWS:
        assert row.count(" | ") == 2, row
        named = NAMED.findall(shows(row))
        assert named or shows(row) == "the same", row
        text = ""
        for what, test in named:
            if what.startswith("python -m "):
                module = TESTS.parent.joinpath(*what.split()[2].split("."))
                files = module.with_suffix(".py"), module / "__main__.py"
                assert any(file.is_file() for file in files), row
                continue
            text = (TESTS / what).read_text() if what else text
            wanted = rf"def test_{test}\w*\(" if test else r"def test_|\bTest\w+ = "
            assert re.search(wanted, text), row
