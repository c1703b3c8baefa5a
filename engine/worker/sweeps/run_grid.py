"""The grid of runs: the place of each run in the arrays of a compiled call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class RunGrid:
    """The places of the runs of one call: those of a stream are in one row or one column.

    A stream is the same samples in the same order. The longer side is the second one.

    Attributes:
        runs: the run in each place, -1 if there is none; (streams, ·) or (·, streams).
        by_rows: whether rows are the streams.
        streams: the streams in it, in order.
    """

    runs: NDArray[np.intp]
    by_rows: bool
    streams: NDArray[np.intp]

    @classmethod
    def of(cls, runs: NDArray[np.intp], stream_of: NDArray[np.intp]) -> Self:
        """A grid for these runs; `stream_of` is the stream of every run."""
        streams = np.unique(stream_of[runs])
        members = [runs[stream_of[runs] == stream] for stream in streams]
        places = np.full((len(streams), max(map(len, members))), -1, np.intp)
        for row, those in enumerate(members):
            places[row, : len(those)] = those
        by_rows = places.shape[1] >= places.shape[0]
        return cls(places if by_rows else places.T, by_rows, streams)

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self.runs.shape
        return rows, columns

    @property
    def places(self) -> NDArray[np.intp]:
        """The flat indices of the places with runs; (held,)."""
        return np.flatnonzero(self.runs >= 0)

    @property
    def numbers(self) -> NDArray[np.intp]:
        """The runs, in the order of `held`; (held,)."""
        return self.runs.ravel()[self.places]

    def held(self, values: NDArray[Any]) -> NDArray[Any]:
        """Values of the grid, (..., ·, ·), at the places with runs, (..., held)."""
        flat = values.reshape(*values.shape[:-2], self.runs.size)
        return flat if self.places.size == self.runs.size else flat[..., self.places]
