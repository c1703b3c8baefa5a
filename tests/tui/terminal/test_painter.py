"""What the painter writes makes a terminal show what Textual's own writing would have shown."""

from __future__ import annotations

import io
import re
from typing import Literal

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, InlineUpdate, LayoutUpdate
from textual.app import App, ComposeResult
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widgets import Static

from engine.errors import without_controls
from tui.terminal.painter import COLOUR_SYSTEMS, Painter

COLUMNS, ROWS = 24, 4
SIZE = Size(COLUMNS, ROWS)
STYLES = (
    Style(),
    Style(color="red"),
    Style(color="#ffd75f", bgcolor="#101018"),
    Style(bgcolor="#101018"),
    Style(bold=True, color="#ffd75f"),
    Style(bold=True, italic=True, bgcolor="blue"),
    Style(reverse=True, color="green"),
    Style(underline=True),
    Style(dim=True, strike=True),
)
WORDS = ("a", "epoch 13", " ", "      ", "12.5", "⣿⠁⠿", "─┐", "日本", "é")


class _Terminal:
    """A screen that was painted."""

    def __init__(self) -> None:
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.Stream(self.screen)

    def write(self, text: str) -> None:
        self._stream.feed(text)

    @property
    def cells(self) -> list[list[object]]:
        """Everything that a person can see: of a blank, just what shows of it."""
        return [
            [_seen(self.screen.buffer[row][column]) for column in range(COLUMNS)]
            for row in range(ROWS)
        ]


def _seen(cell: pyte.screens.Char) -> object:
    if cell.data == " " and not (cell.underscore or cell.reverse or cell.strikethrough):
        return (" ", cell.bg)
    return cell


def _console(colours: Literal["truecolor", "256", "standard"] = "truecolor") -> Console:
    return Console(file=io.StringIO(), color_system=colours, force_terminal=True)


def _strip(row: list[tuple[str, int]]) -> Strip:
    segments = [Segment(text, STYLES[style]) for text, style in row]
    return Strip(segments).adjust_cell_length(COLUMNS)


def _halves(strip: Strip) -> list[Strip]:
    """As where two widgets meet; a wide character between them becomes blanks."""
    return list(strip.divide([COLUMNS // 2, COLUMNS]))


def _whole(rows: list[Strip]) -> LayoutUpdate:
    return LayoutUpdate([_halves(strip) for strip in rows], Region(0, 0, COLUMNS, ROWS))


def _lines(rows: list[Strip], changed: list[int]) -> ChopsUpdate:
    """An update of some lines."""
    chops = [dict(zip((0, COLUMNS // 2), _halves(strip), strict=True)) for strip in rows]
    spans = [(row, 0, COLUMNS) for row in changed]
    return ChopsUpdate(chops, spans, [[COLUMNS // 2, COLUMNS]] * ROWS)


_STRIP = st.lists(st.tuples(st.sampled_from(WORDS), st.integers(0, len(STYLES) - 1)), max_size=6)
_PICTURE = st.lists(_STRIP.map(_strip), min_size=ROWS, max_size=ROWS)


@given(pictures=st.lists(_PICTURE, min_size=1, max_size=4), whole=st.booleans())
def test_the_terminal_shows_every_picture_as_textual_would_have_written_it(
    pictures: list[list[Strip]], whole: bool
):
    console, painter, ours = _console(), Painter(), _Terminal()
    for rows in pictures:
        update = _whole(rows) if whole else _lines(rows, list(range(ROWS)))
        ours.write(painter.paint(update, SIZE, ColorSystem.TRUECOLOR) or "")
        theirs = _Terminal()
        theirs.write(_whole(rows).render_segments(console))
        assert ours.cells == theirs.cells


@given(first=_PICTURE, second=_PICTURE)
def test_it_never_writes_more_than_textual(first: list[Strip], second: list[Strip]):
    painter = Painter()
    painter.paint(_whole(first), SIZE, ColorSystem.TRUECOLOR)
    written = painter.paint(_whole(second), SIZE, ColorSystem.TRUECOLOR)
    assert written is not None
    theirs = _whole(second).render_segments(_console())
    assert len(written.encode()) <= len(theirs.encode())


@given(picture=_PICTURE)
def test_a_picture_that_is_shown_already_costs_nothing(picture: list[Strip]):
    painter = Painter()
    painter.paint(_whole(picture), SIZE, ColorSystem.TRUECOLOR)
    assert painter.paint(_whole(picture), SIZE, ColorSystem.TRUECOLOR) == ""
    assert painter.paint(_lines(picture, [0, 2]), SIZE, ColorSystem.TRUECOLOR) == ""


def test_one_number_that_changes_costs_its_digits_and_the_way_there():
    painter = Painter()
    before, after = ([_strip([(f"loss {number}", 0)])] * 1 for number in ("10.25", "10.31"))
    blank = [_strip([])] * (ROWS - 1)
    painter.paint(_whole(before + blank), SIZE, ColorSystem.TRUECOLOR)
    written = painter.paint(_whole(after + blank), SIZE, ColorSystem.TRUECOLOR)
    assert written == "\x1b[1;9H31"


def test_a_colour_that_many_single_cells_share_is_set_once():
    painter, terminal = Painter(), _Terminal()
    blank, dots = _strip([]), _strip([("⣿", 1), ("⠁", 2)] * (COLUMNS // 2))
    terminal.write(painter.paint(_whole([blank] * ROWS), SIZE, ColorSystem.TRUECOLOR) or "")
    written = painter.paint(_whole([dots, blank, dots, blank]), SIZE, ColorSystem.TRUECOLOR)
    assert written is not None
    assert len(re.findall(r"\x1b\[[\d;]*m", written)) == 3, "two colours and the reset"
    terminal.write(written)
    theirs = _Terminal()
    theirs.write(_whole([dots, blank, dots, blank]).render_segments(_console()))
    assert terminal.cells == theirs.cells


def test_what_was_forgotten_is_painted_again():
    painter, rows = Painter(), [_strip([("a", 1)])] * ROWS
    painter.paint(_whole(rows), SIZE, ColorSystem.TRUECOLOR)
    painter.forget()
    terminal = _Terminal()
    terminal.write(painter.paint(_whole(rows), SIZE, ColorSystem.TRUECOLOR) or "")
    assert terminal.screen.display[-1].startswith("a")


def test_a_mark_stays_with_the_letter_that_it_is_set_on():
    painter, terminal = Painter(), _Terminal()
    rows = [_strip([("e\u0301x", 1)])] * ROWS
    terminal.write(painter.paint(_whole(rows), SIZE, ColorSystem.TRUECOLOR) or "")
    assert terminal.screen.display[0].startswith("éx")


def test_a_kind_of_update_that_is_not_known_is_left_to_textual():
    painter = Painter()
    assert painter.paint(InlineUpdate([]), SIZE, ColorSystem.TRUECOLOR) is None


@pytest.mark.parametrize("colours", ["standard", "256"])
def test_fewer_colours_are_written_in_the_terminals_own_way(colours: Literal["standard", "256"]):
    # Styles remember how they were written first, so these are not those of other tests.
    styles = [Style(color="#ffd75e", bgcolor="#10101c"), Style(bold=True, color="#5ed7ff")]
    rows = [Strip([Segment("word", style) for style in styles], 8)] * ROWS
    terminal, theirs = _Terminal(), _Terminal()
    terminal.write(Painter().paint(_whole(rows), SIZE, COLOUR_SYSTEMS[colours]) or "")
    theirs.write(_whole(rows).render_segments(_console(colours)))
    assert terminal.cells == theirs.cells


def test_without_colours_weight_is_left():
    strip = Strip([Segment("word", Style(color="#ffd75d", bgcolor="#10101a", bold=True))], 4)
    written = Painter().paint(LayoutUpdate([[strip]], Region(0, 0, 4, 1)), Size(4, 1), None)
    assert written == "\x1b[1;1H\x1b[1mword\x1b[m"


class _Counter(App[None]):
    """Two widgets side by side, one of which changes."""

    CSS = "Screen { layout: horizontal; } Static { width: 1fr; border: round red; height: 4; }"

    def compose(self) -> ComposeResult:
        yield Static("0", id="left")
        yield Static("right")


async def test_the_updates_of_textuals_compositor_are_of_the_kinds_that_are_known(monkeypatch):
    app = _Counter()
    async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
        painter, ours = Painter(), _Terminal()
        compositor = app.screen._compositor
        first = compositor.render_full_update()
        ours.write(painter.paint(first, SIZE, ColorSystem.TRUECOLOR) or "")
        updates: list[CompositorUpdate] = []
        monkeypatch.setattr(app, "_display", lambda _, update: updates.append(update))
        app.query_one("#left", Static).update("1")
        await pilot.pause()
        written = [painter.paint(one, SIZE, ColorSystem.TRUECOLOR) for one in updates if one]
        assert any(isinstance(one, ChopsUpdate) for one in updates)
        ours.write("".join(text or "" for text in written))
        theirs = _Terminal()
        theirs.write(compositor.render_full_update().render_segments(_console()))
        assert ours.cells == theirs.cells
        assert re.sub(r"\x1b\[[\d;]*[A-Za-z]", "", "".join(filter(None, written))) == "1"


_ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["\x1b]0;owned\x07", "\x9b2J", "a\x1b[2Jb", "\x1b[6n\u202e", "1\n2", "\x00", "e\x9d\u0301"]
)


@given(texts=st.lists(_ANY_TEXT, min_size=1, max_size=5))
def test_no_text_commands_the_terminal(texts: list[str]):
    rows = [_strip([(text, 1) for text in texts])] + [_strip([])] * (ROWS - 1)
    written = Painter().paint(_whole(rows), SIZE, ColorSystem.TRUECOLOR)
    assert written is not None
    shown = re.sub(r"\x1b\[[\d;]*[mHGC]", "", written)
    assert shown == without_controls(shown)
