"""Large digits: every number that is shown has glyphs, all of their own shape."""

from __future__ import annotations

from tui.canvas.large_digits import ROWS, large, large_width


def test_a_number_is_three_rows_of_its_width():
    for text in ("0123456789", "-1.3e+10", ">3.4e38", "<-3.4e38", "–", "5e-5"):
        rows = large(text)
        assert len(rows) == ROWS
        assert {len(row) for row in rows} == {large_width(text)}


def test_every_glyph_differs_from_every_other():
    assert len({large(character) for character in "0123456789.-+e<>"}) == 16


def test_a_seven_is_a_bar_and_a_stem():
    assert large("7.") == ("▀▀█  ", "  █  ", "  ▀ ▀")
