"""Undo and redo of changes, one entry per action of the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from engine.config.parameters import PARAMETERS, Value, value_of
from engine.config.run import RunConfig

MOST = 200


class Way(Enum):
    """The origin of a change."""

    NEW = auto()
    UNDO = auto()
    REDO = auto()


@dataclass(frozen=True)
class Edit:
    """One change: the values of the changed parameters before and after it."""

    old: Mapping[str, Value]
    new: Mapping[str, Value]

    @classmethod
    def between(cls, old: RunConfig, new: RunConfig) -> Edit:
        """The change from `old` to `new`."""
        names = [name for name in PARAMETERS if value_of(old, name) != value_of(new, name)]
        return cls(
            {name: value_of(old, name) for name in names},
            {name: value_of(new, name) for name in names},
        )


class Undo:
    """Two stacks of edits: those made, and those undone.

    Args:
        most: the most edits stored; the oldest are dropped.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._made: list[Edit] = []
        self._taken_back: list[Edit] = []

    @property
    def former(self) -> Mapping[str, Value] | None:
        """The values that undo the last edit; None if there is none."""
        return self._made[-1].old if self._made else None

    @property
    def later(self) -> Mapping[str, Value] | None:
        """The values that redo the last undone edit; None if there is none."""
        return self._taken_back[-1].new if self._taken_back else None

    def took(self, old: RunConfig, new: RunConfig, way: Way = Way.NEW) -> None:
        """Record an applied change.

        A new change discards the undone edits, because they start from a different configuration.
        """
        if way is Way.UNDO and self._made:
            self._taken_back.append(self._made.pop())
        elif way is Way.REDO and self._taken_back:
            self._made.append(self._taken_back.pop())
        elif old != new:
            self._made = [*self._made, Edit.between(old, new)][-self._most :]
            self._taken_back.clear()
