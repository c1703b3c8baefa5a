"""The one line that a file gets which cannot be read: what is wrong, where, what is accepted."""

from __future__ import annotations

import pytest

from tests.engine.data.reading.folder import columns, written

SEPARATED = "; the file has one column (--separator sets what separates columns)"
MINUS = "must be a number with the minus sign in front"
NEITHER = "neither UTF-8 nor Windows-1252 text; add --encoding NAME"
EITHER = "either 1.234 or 1234; add --decimal comma or --thousands comma"
POINT = "a decimal point; other numbers have a decimal comma (--decimal point?)"
THOUSAND = "a blank within numbers (1 000) must be removed"
QUOTED = "; a number with a comma must be quoted, or fields separated by semicolons"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "data.csv: the file is empty; at least two rows of numbers are required"),
        ("\n  \n\n", "data.csv: the file is blank; at least two rows of numbers are required"),
        (
            b"PK\x03\x04\0\0rest",
            "data.csv: is a workbook or a ZIP archive, damaged or incomplete",
        ),
        (b"\x89PNG\r\n\x1a\n", "data.csv: is a picture; save the table as a CSV file"),
        (
            b"<!DOCTYPE html><p>1,2",
            "data.csv: is an HTML or XML page; save the table as a CSV file",
        ),
        ('{"x": 1}', "data.csv: is JSON; save the table as a CSV file"),
        ('[\n {"x": 1}]', "data.csv: is JSON; save the table as a CSV file"),
        (
            "%%MatrixMarket matrix array real general\n% c\n2 2\n1 2\n2 3\n",
            "data.csv: is a Matrix Market file; save the table as a CSV file",
        ),
        (
            "x  y\n1 000  2\n2 000  3\n",
            f"data.csv, line 2: 3 fields, but the header in line 1 has 2; {THOUSAND}",
        ),
        ("{x},y\n1,2\n", "data.csv: only one row of data; at least two are required"),
        (bytes(range(256)), "data.csv: is a binary file; must be a text file such as a CSV file"),
        (
            b"x,y\n1,2\n3,4 \xb0C\n5,6\n",
            "data.csv, line 3: column 'y' contains '4 °C'; must be a number without its unit",
        ),
        (
            b"x,y\n1,2\n\x81,4\n",
            f"data.csv, line 3: byte 0x81 is {NEITHER}",
        ),
        ("x,y\n1,2\n", "data.csv: only one row of data; at least two are required"),
        ("1,2\n", "data.csv: only one row of data; at least two are required"),
        ("x,y\n", "data.csv: only a header; at least two rows of numbers are required"),
        (
            "a,b\nc,d\ne,f\n",
            "data.csv: no column of numbers; two are required",
        ),
        (
            "x,y\n1,a\n2,b\n",
            "data.csv: only column 'x' is numeric; two numeric columns are required",
        ),
        (
            "1\n2\n3\n",
            "data.csv: only column 1 is numeric; two numeric columns are required" + SEPARATED,
        ),
    ],
)
def test_files_without_two_columns_of_numbers(folder, content, message):
    assert folder.error(content) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "x,y\n1,2\n3,4\n5,6\n7,8\n9,0\n1,abc\n",
            "line 7: column 'y' contains 'abc'; must be a number",
        ),
        ("1,abc\n2,3\n", "line 1: column 2 contains 'abc'; must be a number"),
        (
            "x,y\n1,2\n3,-inf\n",
            "line 3: column 'y' is infinite or beyond 1.8e308; must be a finite number",
        ),
        (
            "x,y\n1,2\n3,1e999\n",
            "line 3: column 'y' is infinite or beyond 1.8e308; must be a finite number",
        ),
        ("1,2\n3,1_000\n", "line 2: column 2 contains '1_000'; must be a number without _"),
        ("x,y\n\n\n1,2\n\n3,oops\n", "line 6: column 'y' contains 'oops'; must be a number"),
        ("x,y\n1,one\n2,2\n3,3\n", "line 2: column 'y' contains 'one'; must be a number"),
        (
            'x,y\n"1",2\n"3\n4",5\n',
            r"line 3: column 'x' contains '3\n4'; must be a number (unclosed quote?)",
        ),
        ("x,y\n1,2\n3,\x1b[31m\n", r"line 3: column 'y' contains '\x1b[31m'; must be a number"),
        ("x,y\n1,2\n3,4,5\n", f"line 3: 3 fields, but line 1 has 2{QUOTED}"),
        ("x;y\n1;2\n3;4;5\n", "line 3: 3 fields, but line 1 has 2"),
        ("1,2,3\n1,2\n3,4\n5,6\n", f"line 1: 3 fields, but line 1 has 2{QUOTED}"),
        ("t,len\n1,10,5\n2,11,5\n", f"line 2: 3 fields, but the header in line 1 has 2{QUOTED}"),
        ("x\n1,5\n2,5\n", f"line 2: 2 fields, but the header in line 1 has 1{QUOTED}"),
        (
            "x,y\n1,2\n\na,b,c\n1,2,3\n2,3,4\n",
            f"line 4: 3 fields, but the header in line 1 has 2{QUOTED}",
        ),
        ("x,y\n1,2\n3,4\n5-,6-\n", f"line 4: column 'x' contains '5-'; {MINUS}"),
        ('"x,y\n1,2\n3,4\n', 'line 1: a quote (") is not closed'),
        ("x y\n1 2\n3\n5 6\n", "line 3: 1 field, but line 1 has 2; write NA for a missing value"),
        ('x,y\n1,2\n"3,4\n5,6\n', 'line 3: a quote (") is not closed'),
        (
            "x,y\n1,5-\n3,4\n",
            "line 2: column 'y' contains '5-'; must be a number with the minus sign in front",
        ),
        (
            "x,y\n1,(5)\n3,4\n",
            "line 2: column 'y' contains '(5)'; in parentheses; must be a number with a minus sign",
        ),
        (
            "x,y\n1,0x10\n3,4\n5,6\n",
            "line 2: column 'y' contains '0x10'; hexadecimal; must be a decimal number",
        ),
        (
            "x,y\n1,12 kg\n3,14 kg\n",
            "line 2: column 'y' contains '12 kg'; must be a number without its unit",
        ),
        (
            "x,y\n1,2020-01-05\n3,4\n5,6\n",
            "line 2: column 'y' contains '2020-01-05'; a date or time; must be a number",
        ),
        (
            "x;y\n1;2 # wrong?\n3;4\n",
            "line 2: column 'y' contains '2 # wrong?'; a comment; must be a number",
        ),
        (
            "x,y\n1,10%\n3,4\n",
            "line 2: column 'y' has numbers with and without %; must have one unit",
        ),
        (
            "x,y\n1,$1\n3,€4\n",
            "line 2: column 'y' has numbers with $ and with €; must have one unit",
        ),
        (
            "x,y\n1,2\nTotal,6\n3,4\n",
            "line 3: column 'x' contains 'Total'; the label of a totals row; must be a number",
        ),
        (
            "x;y\n1;5,-\n2;4,50\n",
            (
                "line 2: column 'y' contains '5,-'; a price without decimals; must be a number "
                "without ,-"
            ),
        ),
        (
            "t,y\n08:00,1\n08:75,2\n09:00,3\n",
            (
                "line 3: column 't' contains '08:75', which is no time; must be a time such as "
                "8:30 (h:mm) or 8:30:00 (h:mm:ss)"
            ),
        ),
        (
            "t,y\n0:59:30,1\n59:30,2\n1:02:15,3\n",
            (
                "line 3: column 't' contains '59:30', which is h:mm, other times are h:mm:ss; "
                "must be written alike, as h:mm:ss"
            ),
        ),
        (
            "d,y\n1.2.24,1\n\n30.2.24,2\n",
            (
                "line 4: column 'd' contains '30.2.24', which is no date; must be a date such as "
                "2024-03-31"
            ),
        ),
        (
            "x;y\n1;1,234\n2;2,345\n",
            f"line 2: column 'y' contains '1,234'; {EITHER}",
        ),
        (
            "x;y\n1,5;2\n2,5;3.5\n3,5;4\n",
            f"line 3: column 'y' contains '3.5'; {POINT}",
        ),
        ('x,y\n1,"12,34.5"\n2,3\n3,4\n', "line 2: column 'y' contains '12,34.5'; must be a number"),
    ],
)
def test_a_bad_row_is_named_by_its_line(folder, content, message):
    assert folder.error(content) == f"data.csv, {message}"


@pytest.mark.parametrize(
    ("content", "line", "field"),
    [
        ('x,y\n1,2\n"5"6,7\n8,9\n', 3, '"5"6'),
        ('x,y\n1,2\n3,"5 "600\n8,9\n', 3, '"5 "600'),
        ('x;y\n1;2\n3;"5" 600\n8;9\n', 3, '"5" 600'),
        ('x y\n1 2\n3 "5"6\n', 3, '"5"6'),
        ('x,y\n"1,"234,5\n2,3\n3,4\n', 2, '"1,"234'),
        ('x,y\n1,2\n2,"3,"5\n3,4\n', 3, '"3,"5'),
        ("x,y\n'1','2'\n'3','4'5\n'5','6'\n", 3, "'4'5"),
        ('x\ty\n# note "1"2\n\n1\t2\n1\t"N"A\n2\t3\n', 5, '"N"A'),
        ('d,y\n"2020-01"-05,3\n2020-01-06,4\n', 2, '"2020-01"-05'),
        ('n,x,y\n"two\nlines ""5""6",1,2\nb,3,"4"5\n', 4, '"4"5'),
        ("x,y\n" + "1,2\n" * 300_000 + '3,""7\n', 300_002, '""7'),
    ],
)
def test_characters_after_a_closing_quote_are_refused(folder, content, line, field):
    assert folder.error(content) == (
        f"data.csv, line {line}: characters follow the closing quote of {field};"
        " must be quoted whole, or not at all"
    )


def test_quotes_that_join_no_value_are_read(folder):
    text = 'a,x,y\n"ab"c,1, "2" \n"d ""5""6",3,"4"\n"e\n""5""6",5,""\n"f" ,"7" ,8\n'
    assert written(folder.table(text))["x"] == [1, 3, 5, 7]


@pytest.mark.parametrize("row", [1, 1023, 1024, 1025, 4999])
def test_the_line_is_right_however_far_down_it_is(folder, row):
    rows = [f"{k},{k}" for k in range(5000)]
    rows[row] = "1,bad"
    want = f"data.csv, line {row + 2}: column 'y' contains 'bad'; must be a number"
    assert folder.error("x,y\n" + "\n".join(rows)) == want


@pytest.mark.parametrize("cell", ["1_000", "-10_000.5", "1_000_000"])
def test_a_column_of_numbers_with_underscores_is_not_passed_over(folder, cell):
    assert folder.error(f"x,y,z\n{cell},2,3\n{cell},3,4\n") == (
        f"data.csv, line 2: column 'x' contains '{cell}'; must be a number without _"
    )


def test_a_comment_above_does_not_move_the_lines(folder):
    assert folder.error("# made by hand\n\n# 2026\nx,y\n1,2\n3,bad\n") == (
        "data.csv, line 6: column 'y' contains 'bad'; must be a number"
    )
    assert folder.error("1,2\n# a note,\n3,4\n5,bad\n") == (
        "data.csv, line 4: column 2 contains 'bad'; must be a number"
    )
    assert folder.error("# nothing else\n") == (
        "data.csv: the file is blank; at least two rows of numbers are required"
    )


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ("q", None, "x column 'q' does not exist; columns: a, b, column 3"),
        (None, "0", "y column '0' does not exist; columns: a, b, column 3"),
        ("4", None, "x column '4' does not exist; columns: a, b, column 3"),
        ("b", "2", "x and y are both column 'b'; they must be different columns"),
    ],
)
def test_columns_that_cannot_be(folder, x, y, message):
    assert folder.error("a,b,\n1,2,3\n4,5,6\n", x, y) == f"data.csv: {message}"


def test_a_column_by_name_where_there_is_no_header(folder):
    assert folder.error("1,2\n3,4\n", "time") == (
        "data.csv: x column 'time' does not exist; the file has no header; columns are numbered 1 "
        "to 2"
    )


def test_two_columns_of_one_name_need_a_number(folder):
    content = "a,a,b\n1,2,3\n4,5,6\n"
    assert folder.error(content, "a") == (
        "data.csv: x column 'a': 2 columns have this name; use a number: 1, 2"
    )
    assert columns(folder.read(content, "2", "3")) == ([2, 5], [3, 6])


def test_many_columns_are_not_all_listed(folder):
    header = ",".join(f"c{k}" for k in range(30))
    numbers = ",".join("1" for _ in range(30))
    message = folder.error(f"{header}\n{numbers}\n{numbers}\n", "nope")
    assert message.endswith("columns: c0, c1, c2, c3, c4, c5, c6, c7 and 22 more")


def test_a_word_in_a_column_asked_for_is_named_by_its_line(folder):
    assert folder.error("a,b\nu,1\nv,2\n", "a", "b") == (
        "data.csv: column 'a' holds text; numeric columns: b"
    )


def test_a_quote_that_swallows_the_file(folder):
    message = folder.error('x,y\n1,2\n"' + "3,4\n" * 50_000)
    assert message.startswith("data.csv, ") and "is not closed" in message
