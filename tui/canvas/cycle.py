"""Choices that a key goes through, one after the other."""

from __future__ import annotations

from enum import Enum
from typing import Self


class Cycle(Enum):
    """An enumeration whose last member is followed by the first one."""

    @property
    def next(self) -> Self:
        """The next member in the cycle."""
        members = list(type(self))
        return members[(members.index(self) + 1) % len(members)]
