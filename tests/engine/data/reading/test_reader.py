"""What a CSV file may look like."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config.run import DataConfig
from engine.data.file_samples import read_pairs
from engine.data.reading.options import ReadOptions
from tests.engine.data.reading.folder import Folder, columns, written

FLOAT32_MAX = float(np.finfo(np.float32).max)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("header", [True, False])
def test_delimiters_byte_order_marks_line_ends_and_headers(folder, delimiter, bom, end, header):
    rows = [["größe", "weight"]] * header + [["1.5", "-2e1"], ["+.25", " 7 "], ["3", "4"]]
    content = bom + "".join(delimiter.join(row) + end for row in rows).encode()
    table = folder.read(content)
    assert columns(table) == ([1.5, 0.25, 3], [-20, 7, 4])
    names = ("größe", "weight") if header else ("column 1", "column 2")
    assert (table.x_name, table.y_name) == names
    assert table.source == "data.csv"


def test_a_file_may_end_without_a_line_end(folder):
    assert columns(folder.read("1,2\n3,4")) == ([1, 3], [2, 4])


def test_blank_lines_are_passed_over_wherever_they_are(folder):
    content = "\n  \nx,y\n\n1,2\n\t\n3,4\n,\n\n"
    assert columns(folder.read(content)) == ([1, 3], [2, 4])


def test_many_blank_lines_before_the_first_row(folder):
    assert columns(folder.read("\n" * 500 + "1,2\n3,4\n")) == ([1, 3], [2, 4])


def test_quoted_fields_may_hold_delimiters_and_line_ends(folder):
    table = folder.read('"x, in\nmetres","say ""y"""\n"1","2"\n3,4\n')
    assert columns(table) == ([1, 3], [2, 4])
    assert (table.x_name, table.y_name) == (r"x, in\nmetres", 'say "y"')


@pytest.mark.parametrize("head", ["# made by hand\n", "\n#a,b,c\n# 1,2\n\n", "#\n" * 200])
@pytest.mark.parametrize("header", ["x,y\n", ""])
def test_comments_above_everything_else_are_passed_over(folder, head, header):
    table = folder.read(f"{head}{header}1,2\n3,4\n")
    assert columns(table) == ([1, 3], [2, 4])
    assert table.x_name == ("x" if header else "column 1")


def test_the_first_two_numeric_columns_are_taken(folder):
    table = folder.read("name,when,a,note,b,c\nann,2024_01,1,?,2,9\nbob,2024_02,3,,4,9\n")
    assert (table.x_name, table.y_name) == ("a", "b")
    assert columns(table) == ([1, 3], [2, 4])


def test_text_with_semicolons_does_not_make_the_semicolon_the_delimiter(folder):
    table = folder.read("a;b,1,2\nc;d,3,4\n")
    assert columns(table) == ([1, 3], [2, 4])


@pytest.mark.parametrize(
    ("x", "y", "names"),
    [
        ("c", "a", ("c", "a")),
        ("3", "1", ("c", "a")),
        (" b ", None, ("b", "c")),
        ("c", None, ("c", "a")),
        (None, "a", ("b", "a")),
        (None, "b", ("a", "b")),
        (None, "2", ("a", "b")),
    ],
)
def test_columns_are_named_or_numbered_from_one(folder, x, y, names):
    table = folder.read("a,b,c\n1,2,3\n4,5,6\n", x, y)
    assert (table.x_name, table.y_name) == names
    values = {"a": [1, 4], "b": [2, 5], "c": [3, 6]}
    assert columns(table) == (values[names[0]], values[names[1]])


def test_columns_of_a_file_without_header_are_numbered(folder):
    table = folder.read("1,2,3\n4,5,6\n", "3", "2")
    assert (table.x_name, table.y_name) == ("column 3", "column 2")
    assert columns(table) == ([3, 6], [2, 5])


def test_faults_in_columns_that_are_not_used_do_not_matter(folder):
    assert columns(folder.read("x,y,z\n1,2,abc\n3,4,nan\n5,6,\n")) == ([1, 3, 5], [2, 4, 6])


def test_the_largest_float32_is_read(folder):
    table = folder.read(f"{FLOAT32_MAX!r},1\n-{FLOAT32_MAX!r},2\n")
    assert table.x.tolist() == [FLOAT32_MAX, -FLOAT32_MAX]


finite = st.floats(-FLOAT32_MAX, FLOAT32_MAX)


@given(
    rows=st.lists(st.tuples(finite, finite), min_size=2, max_size=40),
    delimiter=st.sampled_from(",;\t"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_pythons_own_writer_writes_is_read_back(tmp_path_factory, rows, delimiter, quoting):
    path = tmp_path_factory.getbasetemp() / "written.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, delimiter=delimiter, quoting=quoting).writerows(rows)
    table = read_pairs(DataConfig(data=path))
    np.testing.assert_array_equal(np.stack([table.x, table.y], axis=1), np.array(rows, np.float64))


def test_a_long_file_is_read_whole_and_in_order(folder):
    values = np.random.default_rng(1).normal(size=(5000, 2)).astype(np.float32)
    content = "x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in values.tolist())
    table = folder.read(content)
    np.testing.assert_array_equal(np.stack([table.x, table.y], axis=1), values)


def test_a_leading_tilde_is_the_home_directory(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "home.csv").write_text("1,2\n3,4\n")
    assert columns(read_pairs(DataConfig(data=Path("~/home.csv")))) == ([1, 3], [2, 4])


@pytest.mark.parametrize("value", ["#N/A", "#DIV/0!", "#value!"])
def test_an_error_value_of_a_spreadsheet_begins_no_comment(folder, value):
    table = folder.table(f"# a comment\nx,y\n1,2\n{value},3\n4,5\n")
    assert table.reading.rows == 3
    assert table.columns[0].missing == 1 and table.columns[1].missing == 0
    blanks = folder.table(f"# a comment\nx y\n1 2\n3 {value}\n4 5 # six\n")
    assert blanks.reading.rows == 3 and blanks.columns[1].missing == 1


KINDS = [
    ("time (s)  length (mm)\n1 2\n3 4\n", {"time (s)": [1, 3], "length (mm)": [2, 4]}),
    ("x,y\n1,2,,,\n3,4,,,\n", {"x": [1, 3], "y": [2, 4]}),
    (",,,\nx,y,,\n1,2,,\n3,4,,\n", {"x": [1, 3], "y": [2, 4]}),
    ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n", {"a": [1, 3], "b": [2, 4]}),
    ("x,y\n1,2\nx,y\n3,4\nx,y\n", {"x": [1, 3], "y": [2, 4]}),
    ("x,y\n1,2\n# 3,4\n5,6\n% z\n7,8\n", {"x": [1, 5, 7], "y": [2, 6, 8]}),
    ("; note\nx,y\n1,2\n;3\n5,6\n", {"x": [1, 5], "y": [2, 6]}),
    ("x,y\n1,2\n3,4\nNote: a, b, c\n", {"x": [1, 3], "y": [2, 4]}),
    ("x y\n1 2\n3 4\nSource: my notes 3\n", {"x": [1, 3], "y": [2, 4]}),
    ('"t" "len"\n"1" 10 2.1\n"2" 11 2.5\n', {"1": [1, 2], "t": [10, 11], "len": [2.1, 2.5]}),
    ("t len\na 10 2.1\nb 11 2.5\n", {"1": None, "t": [10, 11], "len": [2.1, 2.5]}),
    (",0,1\n0,0.5,0.3\n1,0.7,0.9\n2,3,4\n", {"0": [0.5, 0.7, 3], "1": [0.3, 0.9, 4]}),
    ("x;y\n1.234.567,89;1\n2;3\n", {"x": [1234567.89, 2], "y": [1, 3]}),
    ("x;y\n1.234;5,5\n2.345;6,5\n", {"x": [1234, 2345], "y": [5.5, 6.5]}),
    ("x;y\n1.234;5\n2.345;6\n", {"x": [1.234, 2.345], "y": [5, 6]}),
    ("x;y\n1,234;5\n2,345;6,5\n", {"x": [1.234, 2.345], "y": [5, 6.5]}),
    ("x\ty\n1,234\t5.5\n2,345\t6\n", {"x": [1234, 2345], "y": [5.5, 6]}),
    ("x;y\n1\xa0234,5;1\n2;3\n", {"x": [1234.5, 2], "y": [1, 3]}),
    ("x,y\n1\u2019234,1\n2,3\n", {"x": [1234, 2], "y": [1, 3]}),
    ("x y\n1.0D+05 2.5D-01\n1 2\n", {"x": [1e5, 1], "y": [0.25, 2]}),
    ("x,y\n1,2\n3,4\n\x0c\n5,6\n", {"x": [1, 3, 5], "y": [2, 4, 6]}),
    ("x,y\n1,2\n3,4\u2028\n5,6\n", {"x": [1, 3, 5], "y": [2, 4, 6]}),
    ("x,inf\n1,2\n3,4\n5,6\n", {"x": [1, 3, 5], "inf": [2, 4, 6]}),
    ("s,m\nx,y\n1,2\n3,4\n", {"x": [1, 3], "y": [2, 4]}),
    ("t,v\n2020-01-01 10:00:00,5\n2020-01-02 10:00:00,6\n", {"v": [5, 6]}),
]


@pytest.mark.parametrize(("content", "wanted"), KINDS)
def test_a_file_of_this_kind_is_read(folder, content, wanted):
    found = written(folder.table(content))
    assert {name: found[name] for name in wanted} == wanted


def test_comment_characters_that_begin_every_row_are_part_of_names(folder):
    found = written(folder.table("id,x,y\n#1,2,3\n#2,3,4\n#3,5,6\n"))
    assert found == {"id": None, "x": [2, 3, 5], "y": [3, 4, 6]}


def test_the_wrong_decimal_separator_is_named(folder):
    table = folder.table("x;y\n1,5;2\n2,5;4\n3,5;6\n", ReadOptions(decimal="."))
    fault = table.columns[0].fault
    assert table.reading.rows == 3 and fault is not None
    assert fault.reason == (
        "contains '1,5'; a decimal comma; other numbers have a decimal point (--decimal comma?)"
    )


@pytest.mark.parametrize("header", ["x,y\n", '"x",y\n', ""])
def test_a_doubled_byte_order_mark_is_no_part_of_a_name(tmp_path, header):
    table = Folder(tmp_path).table(2 * b"\xef\xbb\xbf" + f"{header}1,2\n3,4\n5,7\n".encode())
    assert [column.name for column in table.columns] == (["x", "y"] if header else ["", ""])
    assert list(written(table).values()) == [[1, 3, 5], [2, 4, 7]]


@pytest.mark.parametrize(
    ("fields", "seconds", "note"),
    [
        (["08:00", "9:30", "NA"], [28_800, 34_200], "h:mm"),
        (["12:30 PM", "12:30 AM", "1:15 pm"], [45_000, 1_800, 47_700], "h:mm"),
        (["26:08:30", "0:00:01.5", "00:00:00"], [94_110, 1.5, 0], "h:mm:ss"),
    ],
)
def test_times_are_read_as_seconds_and_said(tmp_path, fields, seconds, note):
    rows = "".join(f"{field},{row**2}\n" for row, field in enumerate(fields))
    read = Folder(tmp_path).read(f"t,y\n{rows}")
    assert read.x.tolist() == seconds
    assert read.x_name == "t (s)"
    assert f"t: {note} read as seconds" in read.rows.guesses
