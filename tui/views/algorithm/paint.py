"""The page on a screen of any size: what is left out, positions, and the highlighted stage."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tui.canvas.cells import Cells
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.text.numbers import whole
from tui.text.width import cut, text_width
from tui.views.algorithm.page import Page
from tui.views.algorithm.row import Row

WIDEST = 150
"""The largest width; on wider pages formula and numbers are too far apart to read as a line."""
_NARROW = 72
"""The least width at which previous values are shown."""
_MARGIN, _NUMBER, _GAP = 2, 4, 3
_ROOM_FOR_NAMES = 130
"""The least width at which optimizer state is named beside its formula."""
_ASCII = {
    "√a": "sqrt(a)", "√v": "sqrt(v)", "√q": "sqrt(q)", "√": "sqrt ", "sqrt (": "sqrt(",
    "←": "<-", "→": "->", "∂": "d", "Σ": "sum", "ŷ": "y^", "·": "*", "−": "-", "η": "lr",
    "θ′": "p'", "θ": "p", "β₁": "B1", "β₂": "B2", "ᵗ⁺¹": "^(t+1)", "ᵗ": "^t", "ε": "e",
    "ρ": "rho", "μ₊": "mu+", "μ": "mu", "λ": "wd", "α": "A", "π": "pi", "σ": "s", "Δ": "D",
    "²": "^2", "³": "^3", "ᵏ⁻¹": "^(k-1)", "ᵏ": "^k", "l": "l", "δ": "d", "≤": "<=",
    "½": "1/2", "…": "..", "–": "-", "⌈": "ceil(", "⌉": ")",
    "₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "₅": "5", "₆": "6", "₇": "7", "₈": "8",
    "ᵣ": "r", "γ": "decay", "κ": "clip", "‖": "|", "⌊": "floor(", "⌋": ")",
    "°": "deg",
}  # fmt: skip
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True)
class Sheet:
    """The columns in a plot of a given width.

    Attributes:
        left, right: the edges of the page.
        formula: the first column of formulas.
        first, pair: the start of the first column of numbers, and the width of each of the two.
        digits: the width of a number.
    """

    left: int
    right: int
    formula: int
    first: int
    pair: int
    digits: int


def digits_of(columns: int) -> int:
    """The width of a number in a plot of this width."""
    return 9 if columns >= 90 else 8 if columns >= _NARROW else 7


def sheet_of(columns: int, page: Page) -> Sheet:
    """The columns of a page in a plot of this width."""
    margin = 0 if columns < 90 else _MARGIN
    width = min(columns, WIDEST) - margin
    digits = digits_of(columns)
    pair = 2 * digits + 3 if columns >= _NARROW else digits
    named = columns >= _ROOM_FOR_NAMES
    formula = max(
        text_width(row.formula) + (len(row.note) + _GAP if named and row.note else 0)
        for row in (*page.forward, *page.gradient, *page.parts[1:], *page.rule, *page.data[1:])
    )
    spare = width - _MARGIN - _NUMBER - formula - 2 * (pair + _GAP)
    if spare > 0:
        # Space for the formulas in numbers.
        pair += spare // 2
    left = (columns - width) // 2
    right = left + width
    first = max(right - 2 * pair - _GAP, left)
    return Sheet(left, right, left + _MARGIN + _NUMBER, first, pair, digits)


def arranged(page: Page, sheet: Sheet, height: int) -> list[Row]:
    """The rows that are shown in `height` lines.

    If there is room, formulas in numbers follow the formulas, then gaps separate the blocks, and
    samples fill the rest. Then only the average of several replicas is shown; headings are dropped
    last. What still does not fit is left to `window`.
    """
    ways = [(page, True, 2), (page, True, 1), (page, False, 2), (page, False, 1), (page, False, 0)]
    if page.parts[1:]:
        page = replace(page, parts=page.parts[-1:])
        ways += [(page, False, 1), (page, False, 0)]
    for page, terms, gap in ways:
        blocks = _blocks(page, sheet, terms=terms)
        room = height - sum(map(len, blocks)) - gap * (len(blocks) - 1)
        least = min(len(page.table), 6 if terms or gap > 1 else 4 if gap else 0)
        if room >= least + (gap > 1 and bool(page.table)):
            samples = _samples(page, room - (gap > 1))
            if gap > 1 and samples:
                samples = [Row(), *samples]
            blocks[1] = [*blocks[1], *samples]
            return _parted(blocks, gap)
    return [row for block in _blocks(page, sheet, terms=False) for row in block if not row.head]


def _blocks(page: Page, sheet: Sheet, *, terms: bool) -> list[list[Row]]:
    blocks = [(page.title,), page.forward, page.gradient]
    blocks += [page.parts] if page.parts else []
    blocks += [page.rule, *([page.data] if page.data else [])]
    return [
        [part for row in block for part in (row, *(_below(row, sheet) if terms else ()))]
        for block in blocks
    ]


def _below(row: Row, sheet: Sheet) -> tuple[Row, ...]:
    """The line below a formula: the formula in numbers, if it fits."""
    if row.stage < 2:
        return ()
    w, b = (_fitting(texts, sheet.pair) for texts in row.terms)
    return (Row(w=w, b=b, head=True),)


def _fitting(texts: tuple[str, ...], width: int) -> str:
    return next((f"= {text}" for text in texts if text and len(text) + 2 <= width), "")


def _samples(page: Page, room: int) -> list[Row]:
    if len(page.table) <= room:
        return list(page.table)
    if room < 3:
        return []
    return list(page.table[:room])


def _parted(blocks: list[list[Row]], gap: int) -> list[Row]:
    rows = blocks[0]
    for block in blocks[1:]:
        rows = [*rows, *[Row()] * gap, *block]
    return rows


def window(rows: list[Row], height: int, lit: int | None) -> list[Row]:
    """`height` of the rows, including the highlighted one; without one, the first."""
    if len(rows) <= height:
        return rows
    place = next((i for i, row in enumerate(rows) if lit is not None and row.stage == lit), 0)
    first = min(max(place - height // 2, 0), len(rows) - height)
    return rows[first : first + height]


def cells_of(
    columns: int, rows: int, sheet: Sheet, shown: list[Row], lit: int | None, look: Look
) -> Cells:
    """The rows, centred in the plot, with the highlighted stage marked."""
    cells = Cells.blank(columns, rows)
    top = max((rows - len(shown)) // 2, 0)
    painter = _Painter(cells, sheet, look)
    for place, row in enumerate(shown[:rows]):
        painter.row(top + place, row, lit=row.stage >= 0 and row.stage == lit)
    return cells


class _Painter:
    """Puts rows into cells."""

    def __init__(self, cells: Cells, sheet: Sheet, look: Look) -> None:
        self._cells, self._sheet, self._look = cells, sheet, look

    def row(self, y: int, row: Row, *, lit: bool) -> None:
        sheet, palette = self._sheet, self._look.palette
        if lit:
            bands = palette.bands
            self._cells.back[y, sheet.left : sheet.right] = bands[min(5, len(bands) - 1)]
            sign = ">" if self._look.markers is Markers.ASCII else "▶"
            self._cells.put(sheet.left, y, sign, palette.current, bold=True)
        if row.table:
            self._table(y, row)
            return
        colour = palette.current if lit else palette.text
        title = row.head and not (row.w or row.b)
        formula_colour = palette.muted if row.head and not title else colour
        start = sheet.left + _MARGIN if title else sheet.formula
        if row.stage >= 0:
            self._cells.put(
                sheet.left + _MARGIN, y, f"{row.stage + 1:>2}", colour if lit else palette.muted
            )
        numbers = self._numbers(row)
        end = min((column for column, _ in numbers), default=sheet.right)
        text = cut(self._plain(row.formula), end - start - 1)
        if self._look.markers is Markers.ASCII:
            text = text.replace("…", ".")
        self._cells.put(start, y, text, formula_colour, bold=lit or title)
        self._note(y, row, start + text_width(text))
        for column, number in numbers:
            self._cells.put(
                column, y, number, palette.muted if row.head else colour, bold=not row.head
            )
        if row.across:
            self._across(y, row, start + text_width(text) + 2, palette.muted if title else colour)

    def _numbers(self, row: Row) -> list[tuple[int, str]]:
        """The texts of the two columns with their first columns."""
        sheet = self._sheet
        w, b = self._plain(row.w), self._plain(row.b)
        if max(text_width(w), text_width(b)) > sheet.pair:
            w, b = self._plain(row.short_w) or w, self._plain(row.short_b) or b
        return [
            (column + sheet.pair - text_width(text), text)
            for column, text in ((sheet.first, w), (sheet.first + sheet.pair + _GAP, b))
            if text
        ]

    def _note(self, y: int, row: Row, end: int) -> None:
        """The name of the optimizer state, before the numbers, if it fits."""
        note = self._plain(row.note)
        column = self._sheet.first - len(note) - 2
        if note and column > end + 2:
            self._cells.put(column, y, note, self._look.palette.muted)

    def _across(self, y: int, row: Row, start: int, colour: int) -> None:
        text = _shortened(self._plain(row.across), self._sheet.right - start)
        self._cells.put(self._sheet.right - text_width(text), y, text, colour)

    def _table(self, y: int, row: Row) -> None:
        """A row of the table, with as many columns as fit."""
        sheet, palette = self._sheet, self._look.palette
        width = max(sheet.digits, 9) + 2
        right = sheet.formula + 6
        for place, text in enumerate(row.table):
            right += width if place else 0
            if right > sheet.right:
                return
            plain = self._plain(text)
            colour = palette.muted if row.head or not place else palette.text
            self._cells.put(right - text_width(plain), y, plain, colour)

    def _plain(self, text: str) -> str:
        """The text, in ASCII if the markers are ASCII."""
        if self._look.markers is not Markers.ASCII:
            return text
        for sign, plain in _ASCII.items():
            text = text.replace(sign, plain)
        return text.translate(_SUPERSCRIPTS)


def _shortened(text: str, room: int) -> str:
    """The text with fewer blanks, or without its last parts; numbers are never cut."""
    for close in (text, text.replace("   ", "  "), text.replace(" = ", "=").replace("   ", " ")):
        if text_width(close) <= room:
            return close
    rest, parted, _ = text.rpartition("   " if "   " in text else ", ")
    return _shortened(rest, room) if parted else ""


def more_text(total: int, shown: int) -> str:
    """The number of samples of the batch in the table; empty if it has all."""
    return f"{whole(shown)} of {whole(total)} samples of the batch" if shown < total else ""
