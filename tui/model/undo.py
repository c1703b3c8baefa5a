"""What was changed, one entry for each thing the user did, to be taken back and done again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from engine.config.parameters import PARAMETERS, Value, value_of
from engine.config.run import RunConfig

MOST = 200


class Way(Enum):
    """How a change came about."""

    NEW = auto()
    UNDO = auto()
    REDO = auto()


@dataclass(frozen=True)
class Edit:
    """One change: the values of the parameters concerned, before and after it."""

    old: Mapping[str, Value]
    new: Mapping[str, Value]

    @classmethod
    def between(cls, old: RunConfig, new: RunConfig) -> Edit:
        """What makes `new` of `old`."""
        names = [name for name in PARAMETERS if value_of(old, name) != value_of(new, name)]
        return cls(
            {name: value_of(old, name) for name in names},
            {name: value_of(new, name) for name in names},
        )


class Undo:
    """Two piles of edits: those that were made, and those that were taken back.

    Args:
        most: how many to remember; the oldest are forgotten.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._made: list[Edit] = []
        self._taken_back: list[Edit] = []

    @property
    def former(self) -> Mapping[str, Value] | None:
        """The values that take the last edit back; None where there is none."""
        return self._made[-1].old if self._made else None

    @property
    def later(self) -> Mapping[str, Value] | None:
        """The values that make the edit again that was last taken back; None where none was."""
        return self._taken_back[-1].new if self._taken_back else None

    def took(self, old: RunConfig, new: RunConfig, way: Way = Way.NEW) -> None:
        """A change is in force.

        One that is new makes an end of those taken back: they led from a configuration that is no
        more.
        """
        if way is Way.UNDO and self._made:
            self._taken_back.append(self._made.pop())
        elif way is Way.REDO and self._taken_back:
            self._made.append(self._taken_back.pop())
        elif old != new:
            self._made = [*self._made, Edit.between(old, new)][-self._most :]
            self._taken_back.clear()
