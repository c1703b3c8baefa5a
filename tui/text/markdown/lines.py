"""Markdown as wrapped lines of styled text, for a pane of the screen or for a pipe.

CommonMark and tables. Comments and other HTML are left out; of a link its text is shown, and its
address after it where the two differ; of a picture its description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from tui.text.columns import GAP, total_width
from tui.text.markdown.wrapping import Line, Piece, Style, indented, width_of, wrapped
from tui.text.width import BLANK, text_width

if TYPE_CHECKING:
    # Imported late: only lessons need it.
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

_REMEMBERED = 64
_BULLET = "• "
_QUOTE = "│ "
_RULE = "─"
_LEAST_COLUMN = 4
_MARKS = {"strong": Style.STRONG, "em": Style.EMPHASIS, "s": Style.FAINT}


@lru_cache(maxsize=_REMEMBERED)
def lines_of(text: str, width: int) -> tuple[Line, ...]:
    """The lines of a text in Markdown.

    Args:
        text: in Markdown.
        width: of a line, in cells.
    """
    from markdown_it.tree import SyntaxTreeNode

    return tuple(_blocks(SyntaxTreeNode(_parser().parse(text)).children, max(width, 1)))


@cache
def _parser() -> MarkdownIt:
    """Made once: a text whose numbers follow the run is parsed for each picture."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _blocks(nodes: Sequence[SyntaxTreeNode], width: int, *, tight: bool = False) -> list[Line]:
    """Blocks from top to bottom, with a blank line between two of them unless `tight`."""
    lines: list[Line] = []
    for node in nodes:
        block = list(_block(node, width))
        if block and lines and not tight:
            lines.append(())
        lines += block
    return lines


def _block(node: SyntaxTreeNode, width: int) -> Iterator[Line]:
    match node.type:
        case "paragraph":
            yield from wrapped(_inline(node.children, Style.PLAIN), width)
        case "heading":
            yield from wrapped(_inline(node.children, Style.HEADING), width)
        case "bullet_list" | "ordered_list":
            yield from _list(node, width)
        case "fence" | "code_block":
            for row in node.content.rstrip("\n").split("\n"):
                yield from indented(_rows_of(row, width - GAP), (Piece(" " * GAP),), repeated=True)
        case "blockquote":
            inner = _blocks(node.children, width - len(_QUOTE))
            yield from indented(inner, (Piece(_QUOTE, Style.FAINT),), repeated=True)
        case "hr":
            yield (Piece(_RULE * width, Style.FAINT),)
        case "table":
            yield from _table(node, width)


def _rows_of(row: str, width: int) -> list[Line]:
    """A row of code as it is; one that is too wide is broken at blanks, after its indent."""
    if text_width(row) <= width:
        return [(Piece(row, Style.CODE),)] if row else [()]
    text = row.lstrip(BLANK)
    lead = (Piece(BLANK * min(len(row) - len(text), width // 2), Style.CODE),)
    lines = wrapped([Piece(text, Style.CODE)], width - width_of(lead))
    return list(indented(lines, lead, repeated=True))


def _list(node: SyntaxTreeNode, width: int) -> Iterator[Line]:
    first = int(node.attrs.get("start", 1))
    tight = all(child.hidden for item in node.children for child in item.children[:1])
    for place, item in enumerate(node.children):
        marker = _BULLET if node.type == "bullet_list" else f"{first + place}. "
        if place and not tight:
            yield ()
        inner = _blocks(item.children, width - len(marker), tight=tight)
        yield from indented(inner or [()], (Piece(marker, Style.FAINT),))


# ---------------------------------------------------------------------------------- in a line


def _inline(nodes: Sequence[SyntaxTreeNode], style: Style) -> list[Piece]:
    pieces: list[Piece] = []
    for node in nodes:
        match node.type:
            case "inline":
                pieces += _inline(node.children, style)
            case "text":
                pieces.append(Piece(node.content, style))
            case "softbreak":
                pieces.append(Piece(" ", style))
            case "hardbreak":
                pieces.append(Piece("\n", style))
            case "code_inline":
                pieces.append(Piece(node.content, Style.CODE))
            case "link":
                pieces += _link(node, style)
            case "image":
                pieces.append(Piece(f"[{node.content}]", Style.FAINT))
            case mark if mark in _MARKS:
                pieces += _inline(node.children, _MARKS[mark])
    return pieces


def _link(node: SyntaxTreeNode, style: Style) -> list[Piece]:
    pieces = _inline(node.children, style)
    address = str(node.attrs.get("href", ""))
    shown = "".join(piece.text for piece in pieces)
    return pieces if address in ("", shown) else [*pieces, Piece(f" ({address})", Style.FAINT)]


# ---------------------------------------------------------------------------------- tables


def _table(node: SyntaxTreeNode, width: int) -> Iterator[Line]:
    """The rows of a table; columns that are too wide are wrapped."""
    rows, sides = [], []
    for part in node.children:
        style = Style.STRONG if part.type == "thead" else Style.PLAIN
        for line in part.children:
            rows.append([_inline(cell.children, style) for cell in line.children])
            sides = ["right" in str(cell.attrs.get("style", "")) for cell in line.children]
    widths = _narrowed([max(map(width_of, column)) for column in zip(*rows, strict=True)], width)
    for place, row in enumerate(rows):
        yield from _row(row, widths, sides)
        if place == 0:
            yield (Piece(_RULE * total_width(widths), Style.FAINT),)


def _narrowed(widths: list[int], width: int) -> list[int]:
    """The widths of the columns, the widest made narrower until all fit."""
    while total_width(widths) > width and max(widths) > _LEAST_COLUMN:
        widest = widths.index(max(widths))
        widths = [each - (place == widest) for place, each in enumerate(widths)]
    return widths


def _row(row: Sequence[list[Piece]], widths: Sequence[int], sides: Sequence[bool]) -> list[Line]:
    cells = [wrapped(cell, wide) for cell, wide in zip(row, widths, strict=True)]
    lines = []
    for place in range(max(map(len, cells))):
        line: list[Piece] = []
        for cell, wide, right in zip(cells, widths, sides, strict=True):
            part = cell[place] if place < len(cell) else ()
            blanks = Piece(" " * (wide - width_of(part)))
            gap = [Piece(" " * GAP)] if line else []
            line += [*gap, blanks, *part] if right else [*gap, *part, blanks]
        lines.append(tuple(piece for piece in line if piece.text))
    return lines
