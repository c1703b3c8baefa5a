"""The colours and signs of a phase map. Nothing rests on colour alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.sweeps.phase_outcome import Status
from tui.canvas.cells import NO_COLOUR
from tui.canvas.markers import Markers
from tui.canvas.mixing import spread
from tui.canvas.palette import Look
from tui.views.phase.chart import Chart

_RAMP = "·:+*░▒▓█"
"""Signs of few to many epochs, without colours; a blank is what is not computed yet."""
_ASCII_RAMP = ".,:;!%&#"
"""The same without blocks."""
_SIGNS = {Status.DIVERGED: "×", Status.MAX_EPOCHS: "~", Status.EARLY: "-"}
_ASCII_SIGNS = {Status.DIVERGED: "x", Status.MAX_EPOCHS: "~", Status.EARLY: "o"}
_LETTERS = "abcdefgh"
"""Of minima."""


@dataclass(frozen=True)
class Shades:
    """How outcomes are drawn.

    Attributes:
        bands: the colour of each band of epochs.
        minima: the colours of the minima.
        others: the colour of each status.
        signs: the sign of each status that has one.
        ramp: the sign of each band, where cells have no colours.
        inks: the colours of signs there, by status, and by minimum after these.
    """

    bands: tuple[int, ...]
    minima: tuple[int, ...]
    others: dict[Status, int]
    signs: dict[Status, str]
    ramp: str
    inks: tuple[int, ...]

    @property
    def coloured(self) -> bool:
        """Whether cells have colours."""
        return NO_COLOUR not in self.bands

    def colours(
        self, chart: Chart, rows: NDArray[np.intp], columns: NDArray[np.intp]
    ) -> NDArray[np.int32]:
        """The colours of the cells at these places, (rows, columns)."""
        status, bands = chart.status_at(rows, columns), chart.bands_at(rows, columns)
        table = np.array(self.bands, np.int32)
        found = table[np.minimum(bands, len(table) - 1)]
        if chart.has_basins:
            minima = np.array((*self.minima, NO_COLOUR), np.int32)
            found = minima[chart.minima_at(rows, columns)]
        for each, colour in self.others.items():
            found = np.where(status == each, np.int32(colour), found)
        return found.astype(np.int32)

    def text(
        self, chart: Chart, rows: NDArray[np.intp], columns: NDArray[np.intp]
    ) -> NDArray[np.str_]:
        """A sign for each of the cells at these places, where these have no colours."""
        status, bands = chart.status_at(rows, columns), chart.bands_at(rows, columns)
        ramp = np.array(list(self.ramp))
        found = ramp[np.minimum(bands, len(ramp) - 1)]
        if chart.has_basins:
            letters = np.array([*_LETTERS[: len(chart.minima)], "?"])
            found = letters[chart.minima_at(rows, columns)]
        for each, sign in self.signs.items():
            found = np.where(status == each, sign, found)
        return np.where(status == Status.UNKNOWN, " ", found)

    def ink(
        self, chart: Chart, rows: NDArray[np.intp], columns: NDArray[np.intp]
    ) -> NDArray[np.int32]:
        """The colours of these signs."""
        place = chart.status_at(rows, columns).astype(np.intp)
        if chart.has_basins:
            minima = chart.minima_at(rows, columns)
            arrived = (place == Status.CONVERGED) & (minima >= 0)
            place = np.where(arrived, len(Status) + minima, place)
        found: NDArray[np.int32] = np.array(self.inks, np.int32)[place]
        return found


def letter(minimum: int) -> str:
    """The letter of a minimum."""
    return _LETTERS[minimum]


def shades_of(chart: Chart, look: Look) -> Shades:
    """The shades of a chart."""
    palette, ascii_only = look.palette, look.markers is Markers.ASCII
    count = len(chart.levels) + 1
    ramp = _ASCII_RAMP if ascii_only else _RAMP
    places = np.linspace(0, len(ramp) - 1, count).round().astype(int)
    signs = _ASCII_SIGNS if ascii_only else _SIGNS
    regions = palette.regions
    if regions is None:
        bands, others, minima = (NO_COLOUR,) * count, {}, (NO_COLOUR,) * len(chart.minima)
    else:
        bands = spread(regions.epochs, count, blend=palette.blend)
        others = {
            Status.UNKNOWN: NO_COLOUR,
            Status.DIVERGED: regions.diverged,
            Status.MAX_EPOCHS: regions.max_epochs,
            Status.EARLY: regions.early,
        }
        minima = regions.minima[: len(chart.minima)]
    inks = dict.fromkeys(Status, palette.text)
    inks |= {Status.DIVERGED: palette.warning, Status.MAX_EPOCHS: palette.current}
    # Without colours, the palette has none for runs.
    of_runs = (*palette.runs, *(palette.text,) * len(chart.minima))
    return Shades(
        bands,
        minima,
        others,
        signs,
        "".join(ramp[place] for place in places),
        (*inks.values(), *of_runs[: len(chart.minima)]),
    )
