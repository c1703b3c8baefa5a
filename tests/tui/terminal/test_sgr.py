"""The pen is changed by the shortest sequence that does it."""

from __future__ import annotations

import pytest
from rich.color import ColorSystem
from rich.style import Style

from tui.terminal.sgr import PLAIN, Pen, blank_pen, change, pen_of

RED, BOLD_RED = Pen(fore="31"), Pen(("1",), fore="31")


def test_a_style_is_taken_apart():
    style = Style(color="#0a0b0c", bgcolor="#010203", bold=True, underline=True)
    pen = pen_of(style, ColorSystem.TRUECOLOR)
    assert pen == Pen(("1", "4"), "38;2;10;11;12", "48;2;1;2;3")
    assert pen_of(Style(color="bright_red"), ColorSystem.STANDARD) == Pen(fore="91")
    assert pen_of(Style(bgcolor="color(200)"), ColorSystem.EIGHT_BIT) == Pen(back="48;5;200")
    assert pen_of(Style(color="default"), ColorSystem.STANDARD) == PLAIN
    assert pen_of(style, None) == Pen(("1", "4"))
    assert pen_of(None, ColorSystem.TRUECOLOR) == PLAIN


@pytest.mark.parametrize(
    ("before", "after", "written"),
    [
        (RED, RED, ""),
        (PLAIN, RED, "\x1b[31m"),
        (RED, BOLD_RED, "\x1b[1m"),
        (BOLD_RED, RED, "\x1b[0;31m"),
        (RED, PLAIN, "\x1b[m"),
        (Pen(fore="31", back="44"), Pen(fore="32", back="44"), "\x1b[32m"),
        (Pen(fore="38;2;1;2;3", back="44"), Pen(fore="38;2;1;2;3"), "\x1b[49m"),
    ],
)
def test_just_what_differs_is_written(before: Pen, after: Pen, written: str):
    assert change(before, after) == written


def test_a_blank_takes_the_pen_as_it_is_but_for_its_ground():
    assert blank_pen(BOLD_RED, Pen(fore="32", back="44")) == Pen(("1",), "31", "44")


def test_lines_show_on_blanks():
    underlined = Pen(("4",), fore="31")
    assert underlined.on_blanks == underlined
    assert blank_pen(RED, underlined) == underlined
    assert blank_pen(underlined, RED) == RED
    assert BOLD_RED.on_blanks == PLAIN
