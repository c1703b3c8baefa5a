"""Tables of text: columns aligned in terminal cells, and Markdown."""

from __future__ import annotations

from tui.text.columns import aligned, folded, markdown, total_width, widths_of
from tui.text.width import text_width

TABLE = [["name", "loss"], ["größer", "0.1"], ["日本", "12.25"], ["", "3"]]


def test_words_are_at_the_left_and_numbers_at_the_right() -> None:
    assert aligned(TABLE, left=("name",)) == (
        "name     loss\n"
        "größer    0.1\n"
        "日本    12.25\n"
        "            3\n"
    )  # fmt: skip
    assert aligned(TABLE).splitlines()[1] == "größer    0.1"
    assert aligned(TABLE).splitlines()[0] == "  name   loss"


def test_every_line_is_as_wide_as_all_columns_with_their_gaps() -> None:
    lines = aligned(TABLE).splitlines()
    assert {text_width(line) for line in lines} == {total_width(widths_of(TABLE))} == {13}
    assert total_width([]) == 0


def test_no_line_ends_in_blanks() -> None:
    assert aligned([["a", "b"], ["long", ""]], left=("a", "b")) == "a     b\nlong\n"


def test_a_bar_in_a_cell_is_no_column_of_markdown() -> None:
    assert markdown([["a|b", "c"], ["1", "2"]], left=("c",)) == (
        "| a\\|b | c |\n| ---: | --- |\n| 1 | 2 |\n"
    )


def test_a_wide_table_is_folded_and_each_part_says_which_row_it_is():
    table = [
        ["M", "epochs", "seconds", "loss"],
        ["1", "1000", "0.5", "12.25"],
        ["full", "7", "3", "4"],
    ]
    parts = folded(table, 16, 1).split("\n\n")
    assert [part.splitlines()[0].split() for part in parts] == [
        ["M", "epochs"], ["M", "seconds"], ["M", "loss"]
    ]  # fmt: skip
    assert all(len(line) <= 16 for part in parts for line in part.splitlines())
    assert [part.splitlines()[2].split()[0] for part in parts] == ["full"] * 3
    assert folded(table, None, 1) == folded(table, 80, 1) == aligned(table)


def test_a_column_that_alone_is_too_wide_stays_whole():
    table = [["M", "a long header"], ["1", "2"]]
    assert folded(table, 5, 1) == aligned(table)
