"""The plan of a race: its kept runs, and its unit."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.protocol.commands import RaceBy


@dataclass(frozen=True)
class RacePlan:
    """The last race, and the unit of the next one.

    Attributes:
        letters: of the kept runs that the last race was against, in its order.
        by: the unit in which the runs are kept equal.
        reported: whether the last frame was that of a race.
    """

    letters: tuple[str, ...] = ()
    by: RaceBy = RaceBy.EPOCHS
    reported: bool = False

    def against(self, letters: tuple[str, ...]) -> RacePlan:
        """The plan of a race against these."""
        return replace(self, letters=letters)

    def after_frame(self, *, of_race: bool) -> RacePlan:
        """The plan after a frame of a race, or of a single run."""
        return self if self.reported == of_race else replace(self, reported=of_race)

    def next_unit(self) -> RacePlan:
        """The plan with the next unit, or the first after the last."""
        units = list(RaceBy)
        return replace(self, by=units[(units.index(self.by) + 1) % len(units)])
