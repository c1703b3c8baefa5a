"""Rows that sum up the others, and names that begin with #."""

from __future__ import annotations

import pytest

from engine.data.reading.totals import is_total
from tests.engine.data.reading.folder import Folder, columns

ROWS = "item,x,y\na,1,2\nb,2,4\nc,3,7\n"


@pytest.mark.parametrize(
    ("end", "count"),
    [
        ("Total,6,13\n", 1),
        ("SUM:,6,13\n", 1),
        ("Sum,6,13\nMean,2,4.3\n", 2),
        ("Summe,6,13\nSource: survey,,\n", 1),
    ],
)
def test_totals_are_left_out_and_said(folder, end, count):
    pairs = folder.read(ROWS + end)
    assert columns(pairs) == ([1, 2, 3], [2, 4, 7])
    assert f"{count} totals row{'s' * (count > 1)} skipped" in pairs.line


def test_totals_below_dates_are_left_out(folder):
    pairs = folder.read("day,y\n2024-01-01,2\n2024-01-02,4\n2024-01-03,7\nTotal,13\n")
    assert columns(pairs) == ([0, 1, 2], [2, 4, 7])


def test_totals_whose_label_is_in_a_column_of_numbers_are_left_out_and_said(folder):
    pairs = folder.read("x,y\n1,2\n2,4\n3,7\nTotal,13\n")
    assert columns(pairs) == ([1, 2, 3], [2, 4, 7])
    assert pairs.rows.guesses == ("1 totals row skipped",)


def test_a_category_is_no_total(folder):
    rows = "kind,x,y\nmean,1,2\ntotal,5,8\nmean,2,4\ntotal,6,9\n"
    assert columns(folder.read(rows))[0] == [1, 5, 2, 6]
    assert columns(folder.read(ROWS + "Totalenergies,4,9\n"))[0] == [1, 2, 3, 4]


@pytest.mark.parametrize("label", ["Total", "grand total", "Avg.", "Mittelwert", "Std. Dev."])
def test_words_for_totals(label):
    assert is_total(label)


def test_names_that_begin_with_a_hash_are_rows(folder):
    tags = "tag,x,y\n#red,1,2\n#blue,2,4\n# a note, 1\n#ff0000,3,7\ngrey,4,9\nteal,5,10\n"
    pairs = folder.read(tags)
    assert columns(pairs) == ([1, 2, 3, 4, 5], [2, 4, 7, 9, 10])
    assert "lines that begin with # are rows" in pairs.line


def test_rows_of_numbers_may_be_commented_out(folder):
    assert columns(folder.read("x,y\n1,2\n#3,4\n5,6\n7,9\n"))[0] == [1, 5, 7]
    assert columns(folder.read("name,x,y\na,1,2\n#name,w,v\nb,5,6\nc,7,9\n"))[0] == [1, 5, 7]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("n,x,y\nTotal,6,9\na,1,2\nb,2,3\n", "1 row that may be a total is read as a sample"),
        (
            "n,x,y\na,1,2\nSubtotal,1,2\nb,2,3\nSubtotal,2,3\nTotal,3,5\n",
            "3 rows that may be totals are read as samples",
        ),
        ("n,x,y\na,1,2\nb,2,3\nTotal,3,5\n", "1 totals row skipped"),
        ("n,x,y\na,1,2\nb,2,3\n", None),
    ],
)
def test_totals_that_are_read_as_samples_are_said(tmp_path, content, said):
    guesses = Folder(tmp_path).read(content).rows.guesses
    assert guesses[-1:] == (() if said is None else (said,))
