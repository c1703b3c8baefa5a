"""Messages of errors: one line, whatever is in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import ConfigError, DescentError, HistoryError, shown


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
