"""Messages of errors: one line, whatever is in them."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import (
    ConfigError,
    DescentError,
    HistoryError,
    harmless,
    harmless_json,
    shown,
    without_controls,
)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (DescentError("a \x1b[2J.csv: missing"), r"a \x1b[2J.csv: missing"),
        (ConfigError("data", "a\nb"), r"data: a\nb"),
        (HistoryError(Path("a\u202eb"), "ü"), r"a\u202eb: ü"),
    ],
)
def test_characters_that_are_not_printable_are_escaped(error: DescentError, text: str) -> None:
    assert str(error) == text


def test_a_long_text_is_shown_by_its_end() -> None:
    assert shown("x" * 300 + "\n") == "..." + "x" * 195 + r"\n"


def obeyed(text: str) -> set[str]:
    """What a terminal would obey: all controls but the end of a line, and directions of writing."""
    directions = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
    return {
        one
        for one in text
        if (unicodedata.category(one) in ("Cc", "Zl", "Zp") and one != "\n")
        or unicodedata.bidirectional(one) in directions
        or one in "\u061c\u200e\u200f"
    }


@given(st.text())
def test_no_text_commands_the_terminal(text: str) -> None:
    for plain in (harmless(text), harmless_json(text), without_controls(text)):
        assert not obeyed(plain)
    assert harmless(text) == text or obeyed(text)
    assert without_controls(text) == "".join(c for c in text if c != "\n" and not obeyed(c))


@given(st.text())
def test_json_stays_what_it_says(text: str) -> None:
    assert json.loads(harmless_json(json.dumps(text, ensure_ascii=False))) == text
