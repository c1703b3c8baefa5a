"""The screen as cells with known colours, and as text."""

from __future__ import annotations

import pyte
import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from tui.canvas.cells import Cells
from tui.canvas.picture.capture import Colours, captured, part_of
from tui.canvas.picture.text import coloured_text, plain_text

OWN = Colours(text=0xEEEEEE, ground=0x111111)


def parsed(style: str) -> Style:
    return Style.parse(style)


def look(style: str, colours: Colours = OWN) -> tuple[int, int]:
    """Foreground and background of a character in this style."""
    cells = captured([[Segment("x", parsed(style))]], 1, colours)
    return int(cells.fore[0, 0]), int(cells.back[0, 0])


def test_a_cell_without_colours_has_the_terminals():
    cells = captured([[Segment("a"), Segment("b", parsed("#ff8000 on #000020 bold"))]], 4, OWN)
    assert cells.lines() == ["ab  "]
    assert cells.fore[0].tolist() == [0xEEEEEE, 0xFF8000, 0xEEEEEE, 0xEEEEEE]
    assert cells.back[0].tolist() == [0x111111, 0x000020, 0x111111, 0x111111]
    assert cells.bold[0].tolist() == [False, True, False, False]


def test_reverse_and_dim_are_what_they_look_like():
    assert look("#ff8000 on #000020 reverse") == (0x000020, 0xFF8000)
    assert look("reverse") == (0x111111, 0xEEEEEE)
    assert look("#ffffff on #000000 dim") == (0x808080, 0x000000)


@pytest.mark.parametrize(
    ("system", "seen"),
    [
        (ColorSystem.TRUECOLOR, (0xFE1207, 0x0B0D12)),
        (ColorSystem.EIGHT_BIT, (0xFF0000, 0x000000)),
        (ColorSystem.STANDARD, (0xAA0000, 0x000000)),
        (None, (0xEEEEEE, 0x111111)),
    ],
)
def test_colours_are_those_that_the_terminal_has(system, seen):
    assert look("#fe1207 on #0b0d12", Colours(0xEEEEEE, 0x111111, system)) == seen


def test_wide_letters_and_what_is_too_long_keep_the_columns():
    cells = captured([[Segment("値"), Segment("ab\ncd")], [Segment("longer")]], 4, OWN)
    assert cells.chars.tolist() == [["値", "", "a", "b"], ["l", "o", "n", "g"]]


def test_a_part_of_the_screen_is_clipped_to_it():
    cells = captured([[Segment("abcd")], [Segment("efgh")]], 4, OWN)
    assert part_of(cells, 1, 1, 2, 1).lines() == ["fg"]
    assert part_of(cells, 2, 0, 9, 9).lines() == ["cd", "gh"]


def test_plain_text_has_no_blanks_at_the_ends_of_lines():
    cells = captured([[Segment("w = 値  ")], [Segment("  ")], [Segment(" y")]], 8, OWN)
    assert plain_text(cells) == "w = 値\n\n y\n"


def test_a_terminal_shows_coloured_text_as_it_was():
    lines = [
        [Segment("a", parsed("#ff8000 on #000020")), Segment(" b ", parsed("bold on #123456"))],
        [Segment("値", parsed("#00ff00")), Segment("⣿", parsed("#ffffff"))],
    ]
    cells: Cells = captured(lines, 5, OWN)
    screen = pyte.Screen(8, 3)
    pyte.Stream(screen).feed(coloured_text(cells).replace("\n", "\r\n"))
    assert [screen.display[row].rstrip() for row in range(2)] == ["a b", "値⣿"]
    for row in range(2):
        for column in range(5):
            cell, place = screen.buffer[row][column], (row, column)
            assert int(cell.bg, 16) == cells.back[place]
            if cells.chars[place].strip():
                assert int(cell.fg, 16) == cells.fore[place]
                assert cell.bold == cells.bold[place]
    assert screen.buffer[2][0].bg == "default"
