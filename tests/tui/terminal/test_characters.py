"""Terminals without all of Unicode: what is written to them, in the same places."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui import terminal
from tui.terminal.characters import UNICODE, Repertoire
from tui.text.width import text_width

ASCII = Repertoire.of("ANSI_X3.4-1968", {})
LATIN = Repertoire.of("iso8859-1", {})
CONSOLE = Repertoire.of("utf-8", {"TERM": "linux"})
SOURCES = Path(terminal.__file__).parents[1].rglob("*.py")


def test_a_terminal_of_today_gets_everything_as_it_is():
    assert UNICODE.shown("⣿ é ╭ 界") == "⣿ é ╭ 界"
    assert Repertoire.of("UTF-8", {"TERM": "xterm"}).whole
    assert Repertoire.of(None, {}) == Repertoire("ascii")


def test_all_that_the_app_draws_has_a_counterpart_in_ascii():
    drawn = {c for path in SOURCES for c in path.read_text() if not c.isascii()}
    assert len(drawn) > 100
    shown = {character: ASCII.shown(character) for character in drawn}
    assert not {character for character, plain in shown.items() if "?" in plain}
    assert all(plain.isascii() for plain in shown.values())
    assert all(len(plain) == text_width(character) for character, plain in shown.items())


def test_characters_of_the_encoding_stay():
    assert LATIN.shown("µ · é ┌⣿") == "µ · é +#"
    assert ASCII.shown("µ · é ┌⣿") == "m . e +#"


def test_the_console_has_lines_and_blocks_but_neither_round_corners_nor_dots():
    assert CONSOLE.shown("╭─╮ █░ ✓ ⡀⣿") == "┌─┐ █░ √ .#"


@pytest.mark.parametrize("repertoire", [ASCII, LATIN], ids=["ascii", "latin"])
@settings(max_examples=30, deadline=None)
@given(text=st.text())
def test_any_text_can_be_encoded_and_keeps_its_width(repertoire: Repertoire, text: str):
    shown = repertoire.shown(text)
    shown.encode(repertoire.encoding)
    for character in text:
        if character.isprintable() and text_width(character):
            assert text_width(repertoire.shown(character)) == text_width(character)
