"""Sheets of workbooks, written by other libraries, are read as text files are."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from engine.config.run import DataConfig
from engine.data.complete_rows import Pairs
from engine.data.file_samples import read_pairs
from engine.errors import DataError
from tests.engine.data.reading.folder import columns

DATA = [["length", "mass"], ["mm", "kg"], [1.5, 2], [0.1, None], ["n/a", 3], [1 / 3, 7.25]]


def book(sheets: Mapping[str, Any], hidden: Sequence[str] = ()) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


class Books:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, content: bytes, name: str = "a.xlsx", **options: Any) -> Pairs:
        path = self.folder / name
        path.write_bytes(content)
        return read_pairs(DataConfig.model_validate({"data": path, **options}))

    def error(self, content: bytes, **options: Any) -> str:
        with pytest.raises(DataError) as caught:
            self.read(content, **options)
        return str(caught.value).replace(f"{self.folder}/", "")


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return Books(tmp_path)


def test_a_sheet_has_titles_units_and_missing_cells_as_a_text_file_has(books):
    content = book({"Notes": [["by hand"]], "Data": [["Report"], [], *DATA], "More": DATA})
    read = books.read(content)
    assert columns(read) == ([1.5, 1 / 3], [2, 7.25])
    assert read.line == (
        "a.xlsx: x length (mm), y mass (kg); read 2 rows of 4: 1 without length, 1 without mass; "
        "sheet: Data (others: Notes, More); units in row 4; 1 title row skipped"
    )


def test_the_content_decides_not_the_name(books):
    content = book({"Data": DATA})
    assert columns(books.read(content, "a.csv")) == ([1.5, 1 / 3], [2, 7.25])
    assert columns(books.read(gzip.compress(content), "a.gz")) == ([1.5, 1 / 3], [2, 7.25])
    assert columns(books.read(b"x,y\n1,2\n3,4\n", "b.xlsx")) == ([1, 3], [2, 4])


def test_a_sheet_is_taken_by_name_or_number(books):
    content = book({"one": [["x", "y"], [1, 2], [3, 4]], "Two": [["x", "y"], [5, 6], [7, 8]]})
    for sheet in ("Two", "two", "2"):
        assert columns(books.read(content, sheet=sheet)) == ([5, 7], [6, 8])
    assert books.error(content, sheet="Twoo") == (
        "a.xlsx: sheet 'Twoo' does not exist; did you mean 'Two'?"
    )
    assert books.error(content, sheet="3") == ("a.xlsx: sheet '3' does not exist; sheets: one, Two")


def test_a_hidden_sheet_is_taken_only_if_named(books):
    content = book({"Old": [[1, 2], [3, 4]], "New": [[5, 6], [7, 8]]}, hidden=["Old"])
    assert columns(books.read(content)) == ([5, 7], [6, 8])
    assert columns(books.read(content, sheet="Old")) == ([1, 3], [2, 4])


def test_dates_and_times_of_day(books):
    days = [[date(2024, 1, day), day / 4] for day in (1, 2, 5)]
    read = books.read(book({"S": [["day", "y"], *days]}))
    assert read.x_name == "day (days since 2024-01-01)"
    assert columns(read) == ([0, 1, 4], [0.25, 0.5, 1.25])
    hours = [[datetime(2024, 1, 1, k, 30), k] for k in (1, 2, 4)]  # noqa: DTZ001 - as in cells
    read = books.read(book({"S": [["at", "y"], *hours]}))
    assert read.x_name == "at (hours since 2024-01-01 01:30)"
    assert columns(read) == ([0, 1, 3], [1, 2, 4])


def test_times_and_durations_in_cells(books):
    # OpenDocument sheets give the longest as text.
    cells = [timedelta(hours=26), timedelta(seconds=59.75), time(8), "PT26H08M30S"]
    read = books.read(book({"S": [["t", "y"], *([cell, k] for k, cell in enumerate(cells))]}))
    assert read.x_name == "t (s)"
    assert columns(read) == ([93_600, 59.75, 28_800, 94_110], [0, 1, 2, 3])


def test_a_decimal_comma_in_cells_of_text_leaves_the_other_cells_as_they_are(books):
    rows = [["a", "b"], ["1,5", 2.5], ["2,25", 1.234], ["3,125", 1e-7]]
    read = books.read(book({"S": rows}))
    assert columns(read) == ([1.5, 2.25, 3.125], [2.5, 1.234, 1e-7])
    read = books.read(book({"S": [["a", "b"], [1.234, 2], [-0.5, 3]]}), decimal="comma")
    assert columns(read) == ([1.234, -0.5], [2, 3])


def test_years_over_several_columns_are_a_title(books):
    rows = [["2019", None, "2020", None], ["a", "b", "c", "d"], [1, 2, 3, 4], [2, 3, 4, 5]]
    read = books.read(book({"S": rows}))
    assert (read.x_name, read.y_name, columns(read)) == ("a", "b", ([1, 2], [2, 3]))
    assert read.rows.guesses == ("1 title row skipped",)


def test_an_error_names_the_row_of_the_sheet(books):
    rows = [["title"], [], ["x", "y"], [1, 2], [], [3, 4], [5, "6 kg"], [7, 8]]
    assert books.error(book({"S": rows})) == (
        "a.xlsx, row 7: column 'y' contains '6 kg'; must be a number without its unit"
    )


def test_options_of_text_do_not_apply(books):
    content = book({"S": DATA})
    for name, value in (("separator", "tab"), ("encoding", "utf-8")):
        said = books.error(content, **{name: value})
        assert said == f"a.xlsx: is a workbook; --{name} does not apply to it"
    assert columns(books.read(content, skip=2)) == ([1.5, 1 / 3], [2, 7.25])


def test_damaged_and_other_archives(books):
    content = book({"S": DATA})
    damaged = "a.xlsx: is a workbook or a ZIP archive, damaged or incomplete"
    assert books.error(content[: len(content) // 2]) == damaged
    place = content.index(b"xl/worksheets/sheet1.xml") + 60
    flipped = bytes([content[place] ^ 0x40])
    assert books.error(content[:place] + flipped + content[place + 1 :]) == damaged
    for name, said in (
        ("word/document.xml", "is a Word document; save the table as a CSV file"),
        ("data.csv", "is a ZIP archive; unpack it"),
    ):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, "x,y\n1,2\n")
        assert books.error(out.getvalue()) == f"a.xlsx: {said}"


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        # A size far beyond memory, which ends a process that believes it.
        (OLD + b"\xff" * 1000, "the workbook is damaged, or of an unknown form"),
        (OLD + b"\0" * 80, "the workbook is damaged, or of an unknown form"),
        (
            OLD + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "is protected by a password; save it without one",
        ),
    ],
)
def test_a_damaged_or_locked_old_workbook(books, content, message):
    assert books.error(content) == f"a.xlsx: {message}"


def test_empty_workbooks_and_formulas_without_values(books):
    assert books.error(book({"S": []})) == (
        "a.xlsx: the workbook has no cells; at least two rows are required"
    )
    rows = [["x", "y"], [1, "=A2*2"], [2, "=A3*2"], [3, "=A4*2"]]
    assert books.error(book({"S": rows})) == (
        "a.xlsx: its formulas have no saved values; open it in a spreadsheet program and save it"
    )


def test_without_the_extra_one_line_says_what_to_install(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(book({"S": DATA}))
    arrow = tmp_path / "a.parquet"
    arrow.write_bytes(b"PAR1" + b"\0" * 20)
    said = subprocess.run(
        [sys.executable, "-c", _WITHOUT, str(path), str(arrow)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.splitlines() == [
        f"{path}: is a workbook; to read it: pip install 'descent-tui[files]'",
        f"{arrow}: is a Parquet file; to read it: pip install 'descent-tui[files]'",
    ]


_WITHOUT = """
import importlib.util, sys
from pathlib import Path
from typing import Any
known = importlib.util.find_spec
absent = {"python_calamine", "pyarrow"}
importlib.util.find_spec = lambda name, *rest: None if name in absent else known(name, *rest)
from engine.data.reading.reader import read_table
from engine.errors import DataError
for word in sys.argv[1:]:
    try:
        read_table(Path(word))
    except DataError as error:
        print(error)
assert not absent & set(sys.modules)
"""
