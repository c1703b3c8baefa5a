"""The rows with the extremes of any initial part of a long table, at a cost independent of length.

The rows are divided into blocks of `BASE`, those into pairs, and so on: a pyramid. For each block,
it stores the rows where each of the first columns is least and greatest. Rows are only appended, so
a full block never changes, and only rows since the last call are processed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats

BASE = 64
MOST_BLOCKS = 512
"""The most blocks of the level used; at least half as many, if available."""


class Pyramid:
    """The extremes of some columns of a table that grows.

    Args:
        columns: the number of first columns whose extremes are stored.
    """

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self.clear()

    def clear(self) -> None:
        """Discard everything, because the rows changed."""
        self._levels: list[NDArray[np.int32]] = []
        self._blocks = 0

    def cut(self, rows: int) -> None:
        """Discard everything after the first `rows` rows."""
        self._blocks = min(self._blocks, rows // BASE)

    def grow(self, values: Floats, rows: int) -> None:
        """Process the rows since the last call.

        Args:
            values: the table, columns first, (columns or more, rows or more).
            rows: the number of its rows. The last one, which may contain infinity or nan, is left
                for the next call.
        """
        begun, self._blocks = self._blocks, max(self._blocks, (rows - 1) // BASE)
        level, end = 0, self._blocks
        while begun < end:
            found = self._level(level, begun, end)
            for column, table in enumerate(values[: self._columns]):
                pair = slice(2 * column, 2 * column + 2)
                if level:
                    lower = self._levels[level - 1][2 * begun : 2 * end, pair]
                    found[begun:end, pair] = _of_pairs(table, lower)
                else:
                    found[begun:end, pair] = _of_rows(table, begun, end)
            level, begun, end = level + 1, begun // 2, end // 2

    def rows(self, count: int) -> NDArray[np.intp]:
        """Rows among the first `count`, increasing, with the extremes of each of its blocks.

        They include the first and the last row, and all rows after the last full block.
        """
        level, blocks = 0, min(self._blocks, count // BASE)
        while blocks > MOST_BLOCKS:
            level, blocks = level + 1, blocks // 2
        # The last row may end a full block.
        parts = [np.array([0, count - 1], np.int32)]
        end = 0
        for finer in range(level, -1, -1):
            begun, end = end, min(self._blocks, count // BASE) >> finer
            parts.append(self._levels[finer][begun:end].ravel() if end > begun else parts[0][:0])
            end *= 2
        parts.append(np.arange(end // 2 * BASE, count, dtype=np.int32))
        found = np.sort(np.concatenate(parts))
        return found[np.diff(found, prepend=-1) > 0].astype(np.intp)

    def _level(self, level: int, begun: int, end: int) -> NDArray[np.int32]:
        """The table of a level, with room for `end` blocks."""
        if level == len(self._levels):
            self._levels.append(np.empty((0, 2 * self._columns), np.int32))
        kept = self._levels[level]
        if len(kept) < end:
            roomy = np.empty((max(end, 2 * len(kept)), kept.shape[1]), np.int32)
            roomy[:begun] = kept[:begun]
            self._levels[level] = kept = roomy
        return kept


def _of_rows(column: Floats, begun: int, end: int) -> NDArray[np.intp]:
    """The rows of the least and the greatest value of each block, (blocks, 2)."""
    blocks = column[begun * BASE : end * BASE].reshape(-1, BASE)
    first = np.arange(begun, end) * BASE
    return np.stack([first + blocks.argmin(axis=1), first + blocks.argmax(axis=1)], axis=1)


def _of_pairs(column: Floats, lower: NDArray[np.int32]) -> NDArray[np.int32]:
    """The same for pairs of blocks, from theirs, (2 · blocks, 2)."""
    (least, other_least), (greatest, other_greatest) = (
        (lower[::2, side], lower[1::2, side]) for side in (0, 1)
    )
    low = np.where(column[other_least] < column[least], other_least, least)
    high = np.where(column[other_greatest] > column[greatest], other_greatest, greatest)
    return np.stack([low, high], axis=1)
