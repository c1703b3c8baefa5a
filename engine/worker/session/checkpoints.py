"""Checkpoints spread over the whole run, in bounded memory.

A replay to an update starts at the closest checkpoint before it. When there are too many, the
stride between them is doubled; so the distance between two is a fixed share of the run.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from engine.history.values import Checkpoint

MOST = 1024
MOST_BYTES = 1 << 25
"""Limit of the epochs stored for the stop rule, the only part of a checkpoint that can be large."""

_FEWEST = 8


class CheckpointBook:
    """Stores checkpoints at least a stride of updates apart.

    Args:
        most: the most checkpoints stored.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self.clear()

    def clear(self) -> None:
        """Forget all of them."""
        self._kept: list[Checkpoint] = []
        self._updates: list[int] = []
        self._stride = 1

    def __len__(self) -> int:
        """The number of checkpoints."""
        return len(self._kept)

    @property
    def updates(self) -> tuple[int, ...]:
        """The updates of the checkpoints, increasing."""
        return tuple(self._updates)

    @property
    def stride(self) -> int:
        """The fewest updates between two of them."""
        return self._stride

    def offer(self, checkpoint: Checkpoint) -> None:
        """Store it, unless another one is close."""
        update = checkpoint.update
        place = bisect_left(self._updates, update)
        near = self._updates[max(0, place - 1) : place + 1]
        if any(abs(update - other) < self._stride for other in near):
            return
        self._updates.insert(place, update)
        self._kept.insert(place, checkpoint)
        while self._full:
            self._stride *= 2
            self._thin()

    def nearest(self, update: int) -> Checkpoint | None:
        """The last one at or before an update; None if there is none."""
        place = bisect_right(self._updates, update)
        return self._kept[place - 1] if place else None

    def drop_from(self, update: int) -> None:
        """Drop those at this update and after it, except for the first of the run."""
        place = max(1, bisect_left(self._updates, update))
        del self._updates[place:], self._kept[place:]

    @property
    def _full(self) -> bool:
        count = len(self._kept)
        if count <= _FEWEST:
            return False
        if count > self._most:
            return True
        if count * max(self._kept[0].recent.nbytes, self._kept[-1].recent.nbytes) <= MOST_BYTES:
            return False
        # Neighbours share what they remember while no epoch ends between them.
        distinct = {id(kept.recent): kept.recent.nbytes for kept in self._kept}
        return sum(distinct.values()) > MOST_BYTES

    def _thin(self) -> None:
        chosen: list[Checkpoint] = []
        for checkpoint in self._kept:
            if not chosen or checkpoint.update - chosen[-1].update >= self._stride:
                chosen.append(checkpoint)
        self._kept = chosen
        self._updates = [checkpoint.update for checkpoint in chosen]
