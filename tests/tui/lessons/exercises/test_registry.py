"""Every exercise knows itself: its solution is right, and its mistakes are not."""

from __future__ import annotations

from tui.lessons.exercises.registry import EXERCISES


def test_the_exercises_are_known_by_their_names():
    assert set(EXERCISES) == {
        "stop_rule", "batch_count", "batch_first", "batch_last", "batch_bounds",
    }  # fmt: skip
    assert all(exercise.name == name for name, exercise in EXERCISES.items())


def test_every_solution_is_right_and_every_exercise_knows_mistakes():
    for exercise in EXERCISES.values():
        assert exercise.judge(exercise.solution).right
        assert len(exercise.mistakes) > 5
