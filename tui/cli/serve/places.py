"""The places for visitors: a limited number of sessions at once."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


class Places:
    """Counts the sessions that are open.

    Args:
        most: sessions at once.

    Attributes:
        taken: sessions that are open, or are still being ended.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.taken = 0

    @property
    def full(self) -> bool:
        """Whether there is none left."""
        return self.taken >= self.most

    @contextlib.contextmanager
    def one(self) -> Iterator[None]:
        """Take a place until the end of the block."""
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1
