"""What a race is against, and in which unit."""

from __future__ import annotations

from engine.protocol.commands import RaceBy
from tui.model.race import RacePlan


def test_the_units_follow_each_other_and_begin_again():
    plan, units = RacePlan(), []
    for _ in RaceBy:
        units.append(plan.by)
        plan = plan.next_unit()
    assert units == list(RaceBy)
    assert plan.by is units[0]


def test_a_race_keeps_its_unit():
    plan = RacePlan().next_unit()
    assert plan.against(("A", "C")) == RacePlan(("A", "C"), plan.by)
