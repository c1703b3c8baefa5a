"""A widget that shows layers of cells and redraws only the lines that changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache, partial
from itertools import repeat
from typing import Any, cast

import numpy as np
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from tui.canvas.cells import NO_COLOUR, Cells, composed
from tui.terminal.containment import contained, name_of, report
from tui.terminal.faults import in_words
from tui.views.failure import RETRY_SECONDS, Failure, failure_cells

Look = tuple[int, int, bool]
"""Foreground, background, and whether bold."""


class _Styles(dict[Look, Style]):
    """The styles of looks over one that lies under them, made when first needed."""

    def __init__(self, under: Style) -> None:
        self._under = under

    def __missing__(self, look: Look) -> Style:
        fore, back, bold = look
        own = Style(color=_colour(fore), bgcolor=_colour(back), bold=bold or None)
        self[look] = style = self._under + own
        return style


# A style's hash is slow: it is taken once a row, not once a segment.
_styles_over = lru_cache(maxsize=64)(_Styles)


def _colour(colour: int) -> Color | None:
    if colour == NO_COLOUR:
        return None
    return Color.from_rgb(colour >> 16, colour >> 8 & 0xFF, colour & 0xFF)


_PLAIN = Style.null()
_EMPTY = "\0"
"""What numpy keeps for an empty string: the second half of a wide character."""
_segment_of = cast("Callable[[Any], Segment]", partial(tuple.__new__, Segment))
"""A segment of its three values; a picture has thousands, and this takes half the time."""


def strips_of(cells: Cells, rows: Sequence[int], under: Style = _PLAIN) -> list[Strip]:
    """Rows of cells as strips: a segment for each sequence of cells with the same style.

    `under` is the style of cells without their own.
    """
    columns = cells.columns
    if not columns or not rows:
        return [Strip([], 0) for _ in rows]
    chosen = np.asarray(rows)
    characters = cells.chars[chosen]
    # A blank shows only its background.
    shown = characters != " "
    fore = np.where(shown, cells.fore[chosen], NO_COLOUR)
    back, bold = cells.back[chosen], cells.bold[chosen] & shown
    turns = np.ones(shown.shape, np.bool_)
    turns[:, 1:] = (
        (fore[:, 1:] != fore[:, :-1])
        | (back[:, 1:] != back[:, :-1])
        | (bold[:, 1:] != bold[:, :-1])
    )
    starts = np.flatnonzero(turns)
    looks = zip(*(each.ravel()[starts].tolist() for each in (fore, back, bold)), strict=True)
    places, styles = starts.tolist(), _styles_over(under)
    # One character a cell, so that places in the text are cells: empty ones are NUL.
    text = characters.astype("<U1", copy=False).tobytes().decode("utf-32-le", "surrogatepass")
    pieces = list(map(text.__getitem__, map(slice, places, [*places[1:], None])))
    if _EMPTY in text:
        pieces = [piece.replace(_EMPTY, "") for piece in pieces]
    parts = zip(pieces, map(styles.__getitem__, looks), repeat(None))
    segments = list(map(_segment_of, parts))
    ends = np.cumsum(turns.sum(axis=1)).tolist()
    return [
        Strip(segments[start:end], columns) for start, end in zip([0, *ends], ends, strict=False)
    ]


class CellPlot(Widget, can_focus=True):
    """A stack of layers of cells, in the order of `LAYERS`.

    A subclass implements `draw`, which is called when the size changes, and calls `set_layer` for
    every changed layer; `commit` shows the result.
    """

    LAYERS: tuple[str, ...] = ()
    """The layers, lowest first: the uppermost with a character in a cell gives its colour."""
    JOINED: frozenset[str] = frozenset()
    """Layers that join their dots where they share a cell; any other hides what is below it."""

    DEFAULT_CSS = """
    CellPlot { width: 1fr; height: 1fr; }
    """

    class Clicked(Message):
        """A click on a cell of the plot's content."""

        def __init__(self, plot: CellPlot, column: int, row: int) -> None:
            self.plot = plot
            self.column = column
            self.row = row
            super().__init__()

        @property
        def control(self) -> CellPlot:
            """The plot that was clicked."""
            return self.plot

    def __init__(
        self,
        title: str = "",
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.border_title = title
        self._layers: dict[str, Cells] = {}
        self._composed = False
        """Whether the cells on the screen are those of the layers."""
        self._keys: dict[str, tuple[tuple[Hashable, ...], tuple[object, ...]]] = {}
        self._shown = Cells.blank(0, 0)
        self._strips: list[Strip | None] = []
        self._failure: Failure | None = None
        self._retry: Timer | None = None
        self._under: Style | None = None
        """The widget's style, cached for the lines of one frame because it is slow to compute."""

    @property
    def shown(self) -> Cells:
        """The cells on the screen."""
        return self._shown

    def set_layer(self, name: str, cells: Cells | None) -> None:
        """Replace a layer; None removes it. `commit` shows the change."""
        if cells is self._layers.get(name):
            return
        self._composed = False
        if cells is None:
            del self._layers[name]
        else:
            self._layers[name] = cells

    def clear_layers(self) -> None:
        """Remove all layers and forget their inputs, so that all are outdated."""
        self._composed = False
        self._layers.clear()
        self._keys.clear()

    def outdated(self, name: str, values: tuple[Hashable, ...], *objects: object) -> bool:
        """Whether `name` was drawn from other inputs than these, which are then remembered.

        Values are compared by equality; objects, such as those that hold arrays, by identity.
        """
        before = self._keys.get(name)
        self._keys[name] = (values, objects)
        return (
            before is None
            or before[0] != values
            or len(before[1]) != len(objects)
            or any(old is not new for old, new in zip(before[1], objects, strict=True))
        )

    def commit(self) -> None:
        """Compose the layers, if any has changed, and redraw the lines that changed."""
        columns, rows = self.content_size
        self._under = None
        if self._composed and (self._shown.columns, self._shown.rows) == (columns, rows):
            return
        layers = ((name, self._layers.get(name)) for name in self.LAYERS)
        shown = composed(
            columns, rows, ((cells, name in self.JOINED) for name, cells in layers if cells)
        )
        before, self._shown, self._composed = self._shown, shown, True
        if (before.columns, before.rows) != (columns, rows):
            self._strips = [None] * rows
            self.refresh()
            return
        changed = shown.changed_rows(before)
        for row in changed:
            self._strips[row] = None
        if changed:
            # Regions of the content; Textual adds border and padding itself.
            self.refresh(*(Region(0, row, columns, 1) for row in changed))

    def draw(self, size: Size) -> None:
        """Set the layers for a content of this size."""

    def redraw(self) -> None:
        """Draw at the current size, and show it; an error of the drawing is shown in its place.

        After an error it is drawn again when its `basis` changes, and otherwise once a second: a
        drawing that begins from nothing with every frame would take all the time.
        """
        size = self.content_size
        if size.width <= 0 or size.height <= 0:
            return
        basis = (size, self.basis)
        if self._failure is not None and self._failure.holds(basis, time.monotonic()):
            if self._retry is None:
                self._retry = self.set_timer(RETRY_SECONDS, self._draw_again)
            return
        try:
            self.draw(size)
            self.commit()
            self._failure = None
        except Exception as error:  # noqa: BLE001 - the run and the other views go on
            self._fail(error, basis)

    @property
    def basis(self) -> tuple[Hashable, ...]:
        """What a drawing depends on, except what changes with every frame."""
        return ()

    def _draw_again(self) -> None:
        self._retry = None
        self.redraw()

    def _fail(self, error: Exception, basis: tuple[Size, tuple[Hashable, ...]]) -> None:
        """Show an error instead of the drawing."""
        self._failure = Failure(basis, time.monotonic())
        self.clear_layers()
        size = basis[0]
        with contained(self.app, f"{name_of(self)}: drawing of an error"):
            shown = failure_cells(size.width, size.height, in_words(error))
            self._shown, self._under = shown, None
            self._strips = [None] * size.height
            self.refresh()
        report(self.app, error, f"{name_of(self)}: drawing", by=self)

    def notify_style_update(self) -> None:
        """The theme changed: unchanged lines get a different background too."""
        self._strips, self._under = [None] * len(self._strips), None
        super().notify_style_update()

    def on_resize(self) -> None:
        """The size of the content changed."""
        self.redraw()

    def render_line(self, y: int) -> Strip:
        """A line of the content."""
        if not 0 <= y < len(self._strips):
            return Strip.blank(self.content_size.width, self.rich_style)
        strip = self._strips[y]
        return self._made(y) if strip is None else strip

    def _made(self, y: int) -> Strip:
        """A line that changed; with it, all others are made that changed."""
        if self._under is None:
            self._under = self.rich_style
        rows = [row for row, strip in enumerate(self._strips) if strip is None]
        for row, strip in zip(rows, strips_of(self._shown, rows, self._under), strict=True):
            self._strips[row] = strip
            if row == y:
                made = strip
        return made

    def on_click(self, event: events.Click) -> None:
        """Post a message with the clicked cell."""
        offset = event.get_content_offset(self)
        if offset is not None:
            self.post_message(self.Clicked(self, offset.x, offset.y))
