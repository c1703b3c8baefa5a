"""The update as a page of text: formulas on the left, numbers on the right, for any size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.config import OptimizerConfig
from engine.moments import Moments
from engine.optimizer_table import OPTIMIZERS
from tui.algorithm.numbers import Numbers, Pair
from tui.algorithm.rules import Assign, hyperparameters, rule_of
from tui.formatting import UNKNOWN, number, reading, whole
from tui.plots.cells import Cells, cut, text_width
from tui.plots.markers import Markers
from tui.plots.palette import Look

WIDEST = 132
"""No wider, or the eye loses the line between formula and numbers."""
_WIDE = 104
_MARGIN, _NUMBER = 2, 4
_ASCII = {
    "←": "<-", "→": "->", "∂": "d", "Σ": "sum ", "√": "sqrt", "ŷ": "y^", "·": "*", "−": "-",
    "η": "lr", "θ′": "p'", "θ": "p", "β₁": "B1", "β₂": "B2", "ᵗ⁺¹": "^(t+1)", "ᵗ": "^t", "ε": "eps",
    "ρ": "rho", "μ₊": "mu+", "μ": "mu", "λ": "wd", "α": "a", "π": "pi", "σ": "s", "Δ": "D",
    "²": "^2", "½": "1/2", "…": "..", "–": "-", "▶": ">", "⋮": ":", "≥": ">=",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the page.

    Attributes:
        formula: on the left.
        w, b: what stands in the columns of w and of b.
        across: what stands on the right instead, from the first of the two columns on.
        stage: which stage of the update it is, from 0; -1 for what is none.
        head: whether it is a heading.
        note: what the formula's symbol is called, where there is room.
    """

    formula: str = ""
    w: str = ""
    b: str = ""
    across: str = ""
    stage: int = -1
    head: bool = False
    note: str = ""


@dataclass
class _Stages:
    """Counts the stages as they are written."""

    rows: list[Row] = field(default_factory=list)
    count: int = 0

    def add(
        self, formula: str, *, w: str = "", b: str = "", across: str = "", note: str = ""
    ) -> None:
        self.rows.append(Row(formula, w, b, across, self.count, note=note))
        self.count += 1


def stage_count(config: OptimizerConfig) -> int:
    """How many stages an update has; the last one sets the parameters."""
    return 5 + len(rule_of(config))


@dataclass(frozen=True)
class Page:
    """Blocks of rows that belong together, and what each may give up.

    Attributes:
        blocks: from top to bottom.
        table: the rows of the samples' table, which stand after the second stage.
    """

    blocks: tuple[tuple[Row, ...], ...]
    table: tuple[Row, ...]


def page_of(
    config: OptimizerConfig, numbers: Numbers | None, full: Moments, digits: int, columns: int
) -> Page:
    """All rows of the update, before it is known how many there is room for.

    Args:
        config: the optimizer.
        numbers: those of the update; None before the first: then it is written in symbols alone.
        full: moments of all samples.
        digits: the width of a number.
        columns: the page's width.
    """
    stages = _Stages()
    title = (Row(_title(config, numbers), across=_settings(config, numbers), head=True),)
    stages.add("B ← the next M samples", across=_batch(numbers, full))
    before = ("", "") if numbers is None else _two(numbers.step.before, digits)
    stages.add("ŷ = w·x + b", w=before[0], b=before[1])
    start = len(stages.rows)
    loss = "" if numbers is None else _one(numbers.loss, digits)
    stages.add("L = 1/M Σ (ŷ − y)²", w=loss)
    by_w, by_b = ("", "") if numbers is None else _two(numbers.gradient, digits)
    stages.add("∂L/∂w = 2/M Σ (ŷ − y)·x", w=by_w)
    stages.add("∂L/∂b = 2/M Σ (ŷ − y)", b=by_b)
    middle = len(stages.rows)
    rule = rule_of(config)
    for place, line in enumerate(rule):
        w = b = ""
        if numbers is not None:
            made = numbers.lines[place]
            w = _change(made.w, line, digits)
            b = "" if line.shared else _change(made.b, line, digits)
        stages.add(line.text, w=w, b=b, note=line.slot.replace("variable_at_6", "product of μ"))
    heading = Row(_rule_title(numbers), w="θ = w", b="θ = b", head=True)
    rows = stages.rows
    return Page(
        (title, tuple(rows[:start]), tuple(rows[start:middle]), (heading, *rows[middle:])),
        _table(numbers, digits, columns),
    )


def _title(config: OptimizerConfig, numbers: Numbers | None) -> str:
    name = OPTIMIZERS[config.optimizer].title
    return name if numbers is None else f"update {whole(numbers.step.update)}  ·  {name}"


def _settings(config: OptimizerConfig, numbers: Numbers | None) -> str:
    """The hyperparameters, or what was changed since the update."""
    if numbers is not None and numbers.changed:
        last = numbers.changed[-1]
        name = last.parameter.replace("_", " ")
        return f"{name} {last.old or UNKNOWN} → {last.new or UNKNOWN} from the next update on"
    return "  ".join(f"{name} = {number(value)}" for name, value in hyperparameters(config).items())


def _rule_title(numbers: Numbers | None) -> str:
    text = "g = ∂L/∂θ"
    if numbers is not None and numbers.count is not None:
        text += f",  t = {whole(numbers.count)}"
    return text


def _batch(numbers: Numbers | None, full: Moments) -> str:
    if numbers is None:
        return "n makes the first update"
    span, size = numbers.step.span, numbers.step.moments.count
    if size == full.count:
        return f"all {whole(size)}, epoch {whole(span.epoch + 1)}"
    first, last = whole(span.start + 1), whole(span.stop)
    places = f"{first}" if size == 1 else f"{first} … {last}"
    return f"{places} of {whole(full.count)}, M = {whole(size)}, epoch {whole(span.epoch + 1)}"


def _one(value: float, digits: int) -> str:
    return UNKNOWN.rjust(digits) if math.isnan(value) else reading(value, digits)


def _two(values: Pair, digits: int) -> tuple[str, str]:
    return _one(values[0], digits), _one(values[1], digits)


def _change(values: Pair, line: Assign, digits: int) -> str:
    """A number, or what it was and what it is."""
    after = _one(values[1], digits)
    return f"{_one(values[0], digits)} → {after}" if line.kept else after


def _table(numbers: Numbers | None, digits: int, columns: int) -> tuple[Row, ...]:
    """The batch's first samples with all that is summed over them."""
    if numbers is None or not numbers.samples.index.size:
        return ()
    w, b = numbers.step.before
    names = ["x", "ŷ", "y", "ŷ − y", "(ŷ − y)²", "(ŷ − y)·x"]
    label = max(len(whole(int(numbers.samples.index.max()))) + 1, 6)
    fitting = (columns - _MARGIN - _NUMBER - label) // (digits + 2)
    names = names[: max(fitting, 0)]
    rows = [Row(_across("sample", names, label, digits), head=True)]
    samples = numbers.samples
    for index, x, y in zip(
        samples.index.tolist(), samples.x.tolist(), samples.y.tolist(), strict=True
    ):
        made = w * x + b
        error = made - y
        values = [x, made, y, error, error * error, error * x][: len(names)]
        texts = [_one(value, digits) for value in values]
        rows.append(Row(_across(whole(index), texts, label, digits)))
    left = numbers.step.moments.count - samples.index.size
    if left:
        rows.append(Row(f"{'⋮':>{label}}  and {whole(left)} more"))
    return tuple(rows)


def _across(first: str, texts: Sequence[str], label: int, digits: int) -> str:
    return first.rjust(label) + "".join(text.rjust(digits + 2) for text in texts)


# ---------------------------------------------------------------- on the screen


def layout_rows(page: Page, rows: int) -> list[Row]:
    """The rows that are shown in so many lines: gaps give way first, then samples, then headings.

    What still does not fit is left to `window`.
    """
    blocks = [list(block) for block in page.blocks]
    needed = sum(map(len, blocks))
    for gap in (1, 0):
        room = rows - needed - gap * (len(blocks) - 1)
        table = _fitting(page.table, room - gap) if gap else _fitting(page.table, room)
        if room >= 0 and (table or not page.table or not gap):
            blocks[1] += table
            break
    else:
        gap = 0
        # Titles and headings are what can be done without.
        blocks = [[row for row in block if not row.head] for block in blocks]
    shown: list[Row] = []
    for place, block in enumerate(blocks):
        shown += [Row()] * (gap if place else 0) + block
    return shown


def _fitting(table: tuple[Row, ...], room: int) -> list[Row]:
    """The table in so many lines, or nothing where not even one sample would be seen."""
    if len(table) <= room:
        return list(table)
    if room < 3 or not table:
        return []
    head, *samples = table
    return [head, *samples[: room - 1]]


def window(rows: list[Row], height: int, lit: int | None) -> list[Row]:
    """So many of the rows, the lit one among them; else the first."""
    if len(rows) <= height:
        return rows
    place = next((i for i, row in enumerate(rows) if lit is not None and row.stage == lit), 0)
    first = min(max(place - height // 2, 0), len(rows) - height)
    return rows[first : first + height]


def digits_for(columns: int) -> int:
    """How wide a number is in a page of this width."""
    return 9 if columns >= 90 else 8 if columns >= 72 else 7


def cells_of(columns: int, rows: int, shown: list[Row], lit: int | None, look: Look) -> Cells:
    """The page, in the middle of the plot, with the lit stage marked."""
    cells = Cells.blank(columns, rows)
    width = min(columns, WIDEST)
    left = (columns - width) // 2
    digits = digits_for(width)
    pair = 2 * digits + 3
    formula = max(width - _MARGIN - _NUMBER - 2 * pair - 4, 0)
    first = left + width - 2 * pair - 3
    top = max((rows - len(shown)) // 4, 0)
    if columns < 1:
        return cells
    for place, row in enumerate(shown[:rows]):
        _put_row(cells, top + place, row, (left, first, pair, formula), row.stage == lit, look)
    return cells


def _put_row(
    cells: Cells, y: int, row: Row, places: tuple[int, int, int, int], lit: bool, look: Look
) -> None:
    left, first, pair, formula = places
    palette = look.palette
    lit = lit and row.stage >= 0
    text_colour = palette.current if lit else palette.muted if row.head else palette.text
    if lit:
        bands = palette.bands
        width = first - left + 2 * pair + 3
        cells.back[y, left : left + width] = bands[min(5, len(bands) - 1)]
        cells.put(left, y, _plain("▶", look), palette.current, bold=True)
    start = left + _MARGIN
    if row.stage >= 0:
        cells.put(start, y, f"{row.stage + 1:>2}", palette.muted)
        start += _NUMBER
    elif not row.head or row.w:
        start += _NUMBER
    text = _plain(row.formula, look)
    cells.put(start, y, text, text_colour, bold=lit or (row.head and not row.w))
    note = _plain(row.note, look)
    if note and text_width(text) + len(note) + 6 <= formula:
        cells.put(first - len(note) - 4, y, note, palette.muted)
    number_colour = palette.muted if row.head else palette.current if lit else palette.text
    if row.across:
        across = _plain(row.across, look)
        right = first + 2 * pair + 3
        column = max(start + text_width(text) + 2, min(first, right - text_width(across)))
        if row.head:
            column = max(column, right - text_width(across))
        cells.put(
            column, y, cut(across, right - column), palette.muted if row.head else palette.text
        )
    for column, value in ((first, row.w), (first + pair + 3, row.b)):
        value = _plain(value, look)
        cells.put(column + pair - text_width(value), y, value, number_colour, bold=not row.head)


def _plain(text: str, look: Look) -> str:
    """The text, without what ASCII has not, where the markers say so."""
    if look.markers is not Markers.ASCII:
        return text
    for sign, plain in _ASCII.items():
        text = text.replace(sign, plain)
    return text
