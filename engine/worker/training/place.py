"""A position in a run, and the positions that follow with one batch size."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.data.batches import (
    epochs_after,
    offset_after,
    samples_seen,
    updates_left,
    updates_per_epoch,
    updates_to_end,
)


@dataclass(frozen=True)
class Place:
    """A moment of a run, with the batch size from there.

    Attributes:
        update, epoch: updates made; epochs completed.
        offset: samples used of the current epoch.
        samples: per epoch.
        length: samples per batch.
    """

    update: int
    epoch: int
    offset: int
    samples: int
    length: int

    @property
    def per_epoch(self) -> int:
        """Updates per epoch."""
        return updates_per_epoch(self.samples, self.length)

    @property
    def left(self) -> int:
        """Updates to the end of the current epoch."""
        return updates_left(self.samples, self.length, self.offset)

    def updates_to_end(self, further: int) -> int:
        """Updates to the end of the current epoch and of further epochs."""
        return updates_to_end(self.samples, self.length, self.offset, further + 1)

    def epochs_in(self, updates: int) -> int:
        """The number of epochs completed by the next `updates` updates."""
        return epochs_after(self.samples, self.length, self.offset, updates)

    def after(self, updates: int) -> Place:
        """The place after `updates` updates."""
        return replace(
            self,
            update=self.update + updates,
            epoch=self.epoch + self.epochs_in(updates),
            offset=offset_after(self.samples, self.length, self.offset, updates),
        )

    def seen(self, updates: int) -> Floats:
        """Samples seen since the start after each of the next updates, (updates,)."""
        in_epoch = samples_seen(self.samples, self.length, self.offset, updates)
        return self.epoch * self.samples + in_epoch

    def last_rows(self, epochs: int) -> NDArray[np.intp]:
        """The indices of the next updates, from 0, that complete the next epochs."""
        return self.left - 1 + self.per_epoch * np.arange(epochs, dtype=np.intp)
