"""The only module that uses plotext, which draws the axes; it uses its internals too.

plotext offers its cells only as the ANSI text of a whole figure, which takes longer to parse than
the figure takes to build. So the cells are read from the figure's matrix; a test fails with a clear
message if plotext changes it. A separate figure shares nothing with plotext's global one.

`textual_plotext.plot.Plot` is the same figure without functions that print; it would import Textual
(a quarter of a second) and adds nothing that is used here.
"""

from __future__ import annotations

from collections.abc import Sequence

from plotext._figure import _figure_class

from tui.canvas.cells import NO_COLOUR, Cells

PlotextColour = str | int | tuple[int, int, int]

_DEFAULT = "default"


def plotext_colour(colour: int) -> PlotextColour:
    """A colour in plotext's format."""
    if colour == NO_COLOUR:
        return _DEFAULT
    return (colour >> 16, colour >> 8 & 0xFF, colour & 0xFF)


def _from_plotext(colour: PlotextColour) -> int:
    if not isinstance(colour, tuple):
        return NO_COLOUR
    red, green, blue = colour
    return red << 16 | green << 8 | blue


class Figure:
    """A plotext figure of a given size, at least 2 × 2, without default colours or frame.

    Methods draw into it; `cells` builds it, once.
    """

    def __init__(self, columns: int, rows: int) -> None:
        self._figure = _figure_class()
        # plotext would otherwise limit the figure to the size of the terminal.
        self._figure._limit_size(False, False)  # noqa: SLF001
        self._figure.plot_size(columns, rows)
        for paint in (self._figure.canvas_color, self._figure.axes_color, self._figure.ticks_color):
            paint(_DEFAULT)
        self._figure.frame(False)
        # Without this, plotext adds its own ticks.
        self._figure.xfrequency(0)
        self._figure.yfrequency(0)
        self._columns, self._rows = columns, rows

    def limits(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Set the data values at the centres of the outermost dots."""
        self._figure.xlim(*x)
        self._figure.ylim(*y)

    def axes(
        self,
        x_ticks: tuple[Sequence[float], Sequence[str]],
        y_ticks: tuple[Sequence[float], Sequence[str]],
        x_label: str,
        colour: int,
    ) -> None:
        """A left and a bottom axis with ticks (positions, labels), in one colour."""
        self._figure.xaxes(True, False)
        self._figure.yaxes(True, False)
        self._figure.xticks(*x_ticks)
        self._figure.yticks(*y_ticks)
        if x_label:
            self._figure.xlabel(x_label)
        self._figure.ticks_color(plotext_colour(colour))
        self._figure.scatter([], [])

    def cells(self) -> Cells:
        """The figure's cells."""
        figure = self._figure
        figure._set_sizes()  # noqa: SLF001
        figure._build_matrix()  # noqa: SLF001
        matrix = figure.monitor.matrix
        cells = Cells.blank(self._columns, self._rows)
        # plotext counts rows from the bottom.
        cells.chars[:] = matrix.marker[::-1]
        cells.fore[:] = _colours(matrix.fullground[::-1])
        cells.back[:] = _colours(matrix.background[::-1])
        return cells


def _colours(rows: list[list[PlotextColour]]) -> list[list[int]]:
    known: dict[PlotextColour, int] = {}
    for row in rows:
        for colour in set(row):
            known.setdefault(colour, _from_plotext(colour))
    if len(known) == 1:
        (only,) = known.values()
        return [[only] * len(row) for row in rows]
    return [[known[colour] for colour in row] for row in rows]
