"""The updates of a run, thinned when they exceed the memory set aside.

Up to `capacity` rows, everything is stored. When it is full, the run is divided into stretches of
2^k updates, of which only the extremes remain: the rows where a parameter or the loss is least or
greatest. Later rows are stored in full until the memory is full again; then the stretches are
lengthened if necessary. The result depends only on the updates, not on how many arrive at a time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tsdownsample import MinMaxDownsampler

from engine.arrays import Floats, Singles
from engine.history.pyramid import Pyramid
from engine.history.values import Series

CAPACITY = 1_000_000
EPOCHS_CAPACITY = 100_000
"""Capacity for the epochs of a run, whose curve is smoother than that of its updates."""
SMALLEST_CAPACITY = 256

_FIRST_STRETCH = 16
_FEW_ROWS = 1 << 14
"""Up to this many rows, all are examined; beyond, those selected by a pyramid."""
_FIRST_ROOM = 1024

Column = Floats | Singles

# θ, loss, seen and seconds; of the first ones, θ and the loss, the extremes are stored.
_PARAMETERS, _WITH_EXTREMES, _COLUMNS = 2, 3, 5


class History:
    """Rows of a `Series`, with index counting up by one from 1.

    Args:
        capacity: the most rows stored.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        if capacity < SMALLEST_CAPACITY:
            raise ValueError(f"capacity must be at least {SMALLEST_CAPACITY} rows")
        self._capacity = capacity
        self._index = np.empty(_FIRST_ROOM, np.int64)
        self._values = np.empty((_COLUMNS, _FIRST_ROOM))
        self._rows = 0
        self._stretch = 1
        self._gone_through = 0  # rows after the last thinning
        self._pyramid = Pyramid(_WITH_EXTREMES)

    def __len__(self) -> int:
        """Number of rows stored."""
        return self._rows

    @property
    def last(self) -> int:
        """Index of the last row appended; 0 before the first."""
        return int(self._index[self._rows - 1]) if self._rows else 0

    @property
    def kept_every(self) -> int:
        """1 while every row is stored, otherwise the length of the thinned stretches."""
        return self._stretch

    @property
    def series(self) -> Series:
        """All rows stored, as read-only views that are valid until the next append."""
        index, values = self._index[: self._rows], self._values[:, : self._rows]
        index.flags.writeable = values.flags.writeable = False
        return Series(index, values[:_PARAMETERS].T, *values[_PARAMETERS:])

    def overview(self, points: int, last: int | None = None) -> Series:
        """At most about `points` rows that represent all up to number `last`; see `thinned`.

        The cost depends on the rows since the last call, not on the total number.
        """
        series = self.series
        if last is not None:
            series = series.until(last)
        if len(series) > _FEW_ROWS:
            self._pyramid.grow(self._values, self._rows)
            series = series.rows(self._pyramid.rows(len(series)))
        return thinned(series, points)

    def append(self, theta: Column, loss: Column, seen: Column, seconds: Column) -> None:
        """Add the rows that follow the last one.

        Args:
            theta: (rows, 2).
            loss, seen, seconds: (rows,).
        """
        columns = (*theta.T, loss, seen, seconds)
        taken, total = 0, len(loss)
        while taken < total:
            count = min(total - taken, self._capacity - self._rows)
            begin = self.last + 1
            piece = slice(taken, taken + count)
            self._write(np.arange(begin, begin + count), [column[piece] for column in columns])
            taken += count
            if self._rows == self._capacity:
                self._thin()

    def load(self, rows: Series, kept_every: int) -> None:
        """Load the rows of another history, to continue its run."""
        self._rows, self._stretch = 0, kept_every
        self._pyramid.clear()
        self._write(rows.index, rows.columns)
        self._gone_through = self._rows
        if self._rows >= self._capacity:
            self._thin()

    def cut(self, last: Series) -> None:
        """Discard the rows after `last`, one row, which is inserted if it was thinned out.

        An empty `last` discards everything.
        """
        if len(last):
            self._rows = int(np.searchsorted(self._index[: self._rows], last.index[0]))
            self._pyramid.cut(self._rows)
            self._write(last.index, last.columns)
            self._gone_through = min(self._gone_through, self._rows)
        else:
            self._rows, self._stretch, self._gone_through = 0, 1, 0
            self._pyramid.clear()

    def _write(self, index: NDArray[np.int64], columns: Sequence[Column]) -> None:
        end = self._rows + len(index)
        if end > len(self._index):
            room = max(end, 2 * len(self._index))
            room = max(end, min(room, self._capacity))
            self._index = np.concatenate([self._index, np.empty(room - len(self._index), np.int64)])
            blank = np.empty((_COLUMNS, room - self._values.shape[1]))
            self._values = np.concatenate([self._values, blank], axis=1)
        piece = slice(self._rows, end)
        self._index[piece] = index
        for row, column in zip(self._values, columns, strict=True):
            row[piece] = column
        self._rows = end

    def _thin(self) -> None:
        """Lengthen the stretches until at most half of the capacity is used."""
        longer = self._stretch == 1
        if longer:
            self._stretch = _FIRST_STRETCH
        self._keep_extremes(again=longer)
        while self._rows > self._capacity // 2:
            self._stretch *= 2
            self._keep_extremes(again=True)

    def _keep_extremes(self, *, again: bool) -> None:
        """Drop rows that are not extremes; `again` if the stretches changed since the last time."""
        self._pyramid.clear()
        index, stretch = self._index, self._stretch
        # Rows of stretches that were full the last time have been processed.
        begun = 0
        if self._gone_through and not again:
            number = index[self._gone_through - 1]
            start = (number - 1) // stretch * stretch + 1
            begun = int(np.searchsorted(index[: self._rows], start))
        kept = self._extremes(begun)
        self._rows = begun + len(kept)
        index[begun : self._rows] = index[kept]
        self._values[:, begun : self._rows] = self._values[:, kept]
        self._gone_through = self._rows

    def _extremes(self, begun: int) -> NDArray[np.intp]:
        """Rows to keep from `begun`, the start of a stretch: the extremes of stretches, the ends.

        The last stretch may continue with later rows; the extremes of the stored rows and of those
        are still its extremes.
        """
        # If no row was left out yet, stretches are equally long.
        whole, stretch = max(begun, self._gone_through), self._stretch
        whole += -int(self._index[whole] - 1) % stretch if whole < self._rows else 0
        end = whole + max(0, self._rows - 1 - whole) // stretch * stretch
        parts = [self._extremes_among(begun, min(whole, self._rows))]
        if end > whole:
            parts.append(self._extremes_of_whole(whole, end))
        if whole < self._rows:
            parts.append(self._extremes_among(end, self._rows))
        kept = np.concatenate([[begun], *parts, [self._rows - 1]])
        return kept[np.diff(kept, prepend=-1) > 0].astype(np.intp)

    def _extremes_among(self, begin: int, end: int) -> NDArray[np.intp]:
        """Rows with the extremes of each stretch, which may be incomplete; increasing."""
        if begin == end:
            return np.empty(0, np.intp)
        index, values = self._index[begin:end], self._values[:_WITH_EXTREMES, begin:end]
        stretch = (index - 1) // self._stretch
        begins = np.flatnonzero(np.diff(stretch, prepend=-1))
        lengths = np.diff(begins, append=end - begin)
        keep = np.zeros(end - begin, bool)
        for column in values:
            for reduce in (np.fmin, np.fmax):
                extreme = np.repeat(reduce.reduceat(column, begins), lengths)
                found = np.flatnonzero(column == extreme)
                # The first of equal values in a stretch is enough.
                keep[found[np.diff(stretch[found], prepend=-1) != 0]] = True
        return begin + np.flatnonzero(keep)

    def _extremes_of_whole(self, begin: int, end: int) -> NDArray[np.intp]:
        """The same for complete stretches of finite rows; much faster."""
        blocks = self._values[:_WITH_EXTREMES, begin:end].reshape(_WITH_EXTREMES, -1, self._stretch)
        found = np.sort([*blocks.argmin(axis=2), *blocks.argmax(axis=2)], axis=0)
        found += np.arange(begin, end, self._stretch)
        rows = found.T.ravel()
        return rows[np.diff(rows, prepend=-1) > 0]


def thinned(rows: Series, points: int) -> Series:
    """At most about `points` of the rows, including the minimum and maximum of each column.

    The rows are divided into equal stretches and each contributes its extremes in θ and loss, so a
    curve or a trajectory drawn from them covers the same cells. The first and the last row are
    always included. The result is a copy.
    """
    count = len(rows.index)
    if count <= points:
        return rows.rows(slice(None))
    keep = np.zeros(count, bool)
    # For some lengths, tsdownsample ignores the last value.
    keep[[0, -2, -1]] = True
    # Only the last row of a run can contain infinity or nan, because the run ends with it.
    for column in rows.columns[:_WITH_EXTREMES]:
        keep[MinMaxDownsampler().downsample(column[:-1], n_out=max(2, points // 6 * 2))] = True
    return rows.rows(keep)
