"""The exercises that a lesson may name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tui.lessons.exercises.batch_bounds import BATCH_BOUNDS, BATCH_COUNT, BATCH_FIRST, BATCH_LAST
from tui.lessons.exercises.exercise import Exercise
from tui.lessons.exercises.stop_rule import STOP_RULE

EXERCISES: Mapping[str, Exercise] = MappingProxyType(
    {one.name: one for one in (STOP_RULE, BATCH_COUNT, BATCH_FIRST, BATCH_LAST, BATCH_BOUNDS)}
)
"""Every exercise, by name."""
