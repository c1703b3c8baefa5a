"""What the pane of a lesson shows, as values, and as lines of a width. No screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from tui.text.markdown.lines import lines_of
from tui.text.markdown.wrapping import Line, Piece, Style, indented, width_of, wrapped

_RULE = "─"
_PICKED, _FREE = "▸ ", "  "


class Kind(Enum):
    """The kind of a part of a page."""

    TITLE = auto()
    """The title of the step."""
    TEXT = auto()
    """Markdown."""
    QUESTION = auto()
    """A question, in Markdown, below a rule."""
    CHOICE = auto()
    """A choice of the question; its name is the letter."""
    HINT = auto()
    """A hint, in Markdown, after its name."""
    ANSWER = auto()
    """An answer, in Markdown, after its name."""
    RIGHT = auto()
    WRONG = auto()
    """What is said of an answer, in Markdown, after its name."""
    REFLECT = auto()
    """A thought to end with, in Markdown."""
    RUN = auto()
    """What the run does now, in plain text."""
    LOOK = auto()
    """The part of the picture to look at, in plain text."""
    ASIDE = auto()
    """What to press or to know, in plain text."""
    NOTE = auto()
    """What only the speaker reads, in Markdown, after its name."""


@dataclass(frozen=True)
class Part:
    """A part of a page, from top to bottom.

    Attributes:
        kind: its kind.
        text: in Markdown or plain, by its kind.
        name: what stands before it: a letter, "hint 1 of 2", "right".
    """

    kind: Kind
    text: str
    name: str = ""


@dataclass(frozen=True)
class Page:
    """Everything in the pane.

    Attributes:
        title: where in the lesson: "step 3 of 9 · 10 min · A neuron and its data".
        step: the number of the step; another one is shown from its top.
        parts: from top to bottom.
        prompt: what the line for an answer takes; empty if there is no such line.
        keys: the keys of the lower border.
        ready: whether the run is where the text says.
    """

    title: str = ""
    step: int = 0
    parts: tuple[Part, ...] = ()
    prompt: str = ""
    keys: str = ""
    ready: bool = True

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of the choices."""
        return tuple(part.name for part in self.parts if part.kind is Kind.CHOICE)


@dataclass(frozen=True)
class Row:
    """A line of the page.

    Attributes:
        line: its pieces.
        part: the number of its part.
        choice: the letter of the choice that it belongs to; empty for none.
    """

    line: Line
    part: int
    choice: str = ""


def rows_of(page: Page, width: int, picked: str = "") -> tuple[Row, ...]:
    """The lines of a page.

    Args:
        page: the page.
        width: of a line, in cells.
        picked: the letter of the picked choice.
    """
    rows: list[Row] = []
    before: Kind | None = None
    for number, part in enumerate(page.parts):
        if rows and not (part.kind is before is Kind.CHOICE):
            rows.append(Row((), number))
        letter = part.name if part.kind is Kind.CHOICE else ""
        rows += [Row(line, number, letter) for line in _lines(part, width, letter == picked)]
        before = part.kind
    return tuple(rows)


def _lines(part: Part, width: int, picked: bool) -> Iterator[Line]:
    match part.kind:
        case Kind.TITLE:
            yield from wrapped([Piece(part.text, Style.HEADING)], width)
        case Kind.QUESTION | Kind.REFLECT:
            yield _headed(part.name, width)
            yield from lines_of(part.text, width)
        case Kind.CHOICE:
            mark = _PICKED if picked else _FREE
            lead = (Piece(mark, Style.KEY), Piece(f"{part.name}) ", Style.KEY))
            yield from indented(lines_of(part.text, width - width_of(lead)) or ((),), lead)
        case Kind.HINT | Kind.ANSWER | Kind.NOTE:
            yield from _named(part, Style.KEY, width)
        case Kind.RIGHT:
            yield from _named(part, Style.GOOD, width)
        case Kind.WRONG:
            yield from _named(part, Style.WRONG, width)
        case Kind.RUN:
            yield from wrapped([Piece(part.text, Style.KEY)], width)
        case Kind.ASIDE | Kind.LOOK:
            yield from wrapped([Piece(part.text, Style.FAINT)], width)
        case _:
            yield from lines_of(part.text, width)


def _headed(name: str, width: int) -> Line:
    """A rule with a word in it."""
    lead = f"{_RULE} {name} "
    return Piece(lead, Style.KEY), Piece(_RULE * max(width - len(lead), 0), Style.FAINT)


def _named(part: Part, style: Style, width: int) -> Iterator[Line]:
    """A text after its name: in the same line if it is one line."""
    text = lines_of(part.text, width) if part.text else ()
    name = Piece(f"{part.name.removesuffix(':')}{':' if text else ''}", style)
    if len(text) == 1 and width_of((name, *text[0])) < width:
        yield (name, Piece(" "), *text[0])
        return
    yield (name,)
    yield from text
