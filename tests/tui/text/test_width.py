"""Widths of text in cells."""

from __future__ import annotations

import pytest

from tui.text.width import text_width


@pytest.mark.parametrize("text", ["\U0001cd00\U0001cde5", "▘█", "⠁⣿"])
def test_dots_and_blocks_take_one_cell_each(text: str) -> None:
    assert text_width(text) == 2
