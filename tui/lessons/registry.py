"""The exercises by their names; they are imported when a lesson has one."""

from __future__ import annotations

from tui.lessons.exercises.exercise import Exercise


def exercise(name: str) -> Exercise:
    """The exercise of this name.

    Raises:
        KeyError: there is none.
    """
    from tui.lessons.exercises.registry import EXERCISES

    return EXERCISES[name]


def exercise_names() -> tuple[str, ...]:
    """The names of all exercises."""
    from tui.lessons.exercises.registry import EXERCISES

    return tuple(EXERCISES)
