"""Tables of text: columns aligned in terminal cells, and Markdown."""

from __future__ import annotations

from tui.text.columns import aligned, markdown, total_width, widths_of
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
