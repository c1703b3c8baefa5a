"""Every file in `cases` is read as its author meant it; the README there says what each shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.config.run import DataConfig
from engine.data.file_samples import read_pairs

CASES = Path(__file__).parents[1] / "cases"
ONE, TEN = [1.0, 2.0, 3.0], [10.0, 19.0, 31.0]

# For each file: the names, x, y, and what is said after the number of rows.
READ: dict[str, tuple[str, list[float], list[float], str]] = {
    "k01_header_unused_year.csv": ("height weight", [150, 160, 170], [50, 56, 65], "read 3 rows"),
    "k01_header_years.csv": (
        "2001 2002",
        [1.5, 2.5, 4],
        [3.1, 5.2, 7.9],
        "read 3 rows; line 1 is the header",
    ),
    "k02_first_row_minus.csv": (
        "column 1 column 2",
        [-2, 1, 2, 3],
        [-4.1, 2, 3.9, 6.1],
        "read 4 rows; no header",
    ),
    "k03_unix_seconds.csv": (
        "time temp",
        [1_700_000_000.0 + k for k in range(30)],
        [(200 + k) / 10 for k in range(30)],
        "read 30 rows",
    ),
    "k03_yyyymmdd.csv": (
        "date len",
        [20200101, 20200102, 20200103, 20200104],
        [10, 19, 31, 38],
        "read 4 rows; date: 20240131 stays a number, 2024-01-31 would count days",
    ),
    "k04_falling_line.csv": (
        "x y",
        [1.5, 2, 2.6, 3.1, 3.4, 3.9, 5.2],
        [31, 27.2, 24.1, 21.8, 19, 16.6, 10.3],
        "read 7 rows",
    ),
    "k04_one_to_hundred.csv": (
        "x y",
        [float(k) for k in range(1, 101)],
        [(70 + 6 * k) / 10 for k in range(1, 101)],
        "read 100 rows",
    ),
    "k05_falling_line.csv": (
        "x y",
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
        [97, 94, 91, 88, 85, 82, 79, 76, 73],
        "read 9 rows",
    ),
    "k05_near_line.csv": (
        "x y",
        [float(k) for k in range(12)],
        [(95 + 200 * k + 10 * (k % 2)) / 100 for k in range(12)],
        "read 12 rows",
    ),
    "k06_overflow_y.csv": ("x y", ONE, [1e19, 2.1e19, 2.9e19], "read 3 rows"),
    "k06_overflow_y_1e25.csv": ("x y", ONE, [1e25, 2e25, 3.1e25], "read 3 rows"),
    "k06_ramp.csv": (
        "x y",
        [float(k) for k in range(150)],
        [1.0 + 3 * k for k in range(150)],
        "read 150 rows",
    ),
    "k07_blanks.txt": ("t len", [10, 20, 30], [2.1, 3.9, 6.2], "read 3 rows; separator: blanks"),
    "k07_blanks_and_tab.data": (
        "column 1 column 2",
        [18, 15, 21],
        [8, 8, 4],
        "read 3 rows; separator: blanks; no header",
    ),
    "k07_numpy_savetxt.txt": ("t len", ONE, TEN, "read 3 rows; separator: blanks"),
    "k08_missing_blank.csv": (
        "t len",
        [10, 30, 40],
        [2.1, 6.2, 8.1],
        "read 3 rows of 4: 1 without len",
    ),
    "k08_missing_last_field.csv": ("t len", ONE, TEN, "read 3 rows"),
    "k08_missing_na_words.csv": (
        "t len",
        [10, 50, 60],
        [2.1, 10.1, 12],
        "read 3 rows of 6: 1 without t, 2 without len",
    ),
    "k08_missing_question_mark.csv": (
        "t len",
        [10, 30, 40],
        [2.1, 6.2, 8.1],
        "read 3 rows of 4: 1 without t",
    ),
    "k08_question_mark_first_row.csv": (
        "column 1 column 2",
        [2, 3, 4],
        [4.1, 5.9, 8],
        "read 3 rows of 4: 1 without column 2; no header",
    ),
    "k09_thousands.csv": (
        "km price",
        [240_000, 139_800, 150_500],
        [3650, 3800, 4400],
        "read 3 rows; thousands separator: comma",
    ),
    "k09_thousands_point.csv": (
        "km price",
        [1234.5, 2345.5, 3456.5],
        [3650.25, 3800.75, 4400.1],
        "read 3 rows; thousands separator: comma",
    ),
    "k10_decimal_comma.csv": (
        "t len",
        ONE,
        [2.1, 3.9, 6.2],
        "read 3 rows; separator: semicolons; decimal comma",
    ),
    "k10_latin1_header.csv": (
        "Größe Länge",
        ONE,
        TEN,
        "read 3 rows; separator: semicolons; encoding: Windows-1252 (not valid UTF-8)",
    ),
    "k10_utf16_tab.txt": ("t len", ONE, TEN, "read 3 rows; separator: tabs; encoding: UTF-16"),
    "k11_footer.csv": ("t len", ONE, TEN, "read 3 rows; 1 footer line skipped"),
    "k11_sep_line.csv": ("t len", ONE, TEN, "read 3 rows; separator: semicolons"),
    "k11_title_lines.csv": ("t len", ONE, TEN, "read 3 rows; 2 title lines skipped"),
    "k11_title_lines_padded.csv": ("t len", ONE, TEN, "read 3 rows; 2 title lines skipped"),
    "k11_unit_row.csv": ("t (s) len (mm)", ONE, TEN, "read 3 rows; units in line 2"),
    "k12_index_column.csv": (
        "t len",
        [10, 20, 30],
        [2.1, 3.9, 6.2],
        "read 3 rows; column 1 numbers the rows, not taken",
    ),
    "k13_blank_before_quote.csv": ("t len", ONE, TEN, "read 3 rows"),
    "k13_single_quotes.csv": ("t len", ONE, TEN, "read 3 rows"),
    "k14_currency.csv": (
        "size price ($)",
        [50, 60, 80],
        [120, 150, 199],
        "read 3 rows; price: $ removed",
    ),
    "k14_percent.csv": ("t share (%)", ONE, TEN, "read 3 rows; share: % removed"),
    "k15_tiny_y.csv": ("x y", [1e-30, 2e-30, 3e-30], [1e-30, 2.1e-30, 2.9e-30], "read 3 rows"),
}


def test_no_case_is_left_out():
    assert READ.keys() == {path.name for path in CASES.iterdir() if path.suffix != ".md"}


@pytest.mark.parametrize("name", READ)
def test_a_case_is_read_as_meant(name):
    names, x, y, said = READ[name]
    pairs = read_pairs(DataConfig(data=CASES / name))
    assert f"{pairs.x_name} {pairs.y_name}" == names
    assert pairs.x.tolist() == x
    assert pairs.y.tolist() == y
    assert pairs.rows.line == said


@pytest.mark.parametrize("name", READ)
def test_the_readme_says_what_a_case_shows(name):
    stem = Path(name).stem
    readme = (CASES / "README.md").read_text()
    assert stem in readme or f"{stem[:11]}_*" in readme
