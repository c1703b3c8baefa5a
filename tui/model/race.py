"""A race as the app asks for it: against which kept runs, and what all have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.protocol.commands import RaceBy


@dataclass(frozen=True)
class RacePlan:
    """The last race, and the unit of the next one.

    Attributes:
        letters: of the kept runs that the last race was against, in its order.
        by: what the runs have in common at any time.
    """

    letters: tuple[str, ...] = ()
    by: RaceBy = RaceBy.EPOCHS

    def against(self, letters: tuple[str, ...]) -> RacePlan:
        """A race against these begins."""
        return replace(self, letters=letters)

    def next_unit(self) -> RacePlan:
        """The next of what the runs can have in common, or the first after the last."""
        units = list(RaceBy)
        return replace(self, by=units[(units.index(self.by) + 1) % len(units)])
