"""What the pictures of a loss say of the samples that they leave out."""

from __future__ import annotations

import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.preview import POINTS
from tui.model.known_problem import Problem, problem_of

MANY = 2 * POINTS + 1


def problem(**values: object) -> Problem:
    return problem_of(with_values(RunConfig(), values))


@pytest.mark.parametrize("values", [{"loss": "mae"}, {"problem": "mine.py"}])
def test_a_loss_of_a_selection_says_so_first(values: dict[str, object]) -> None:
    made = problem(samples=MANY, **values)
    assert made.selection == "4,096 of 8,193 samples"
    assert made.title.startswith("4,096 of 8,193 samples · ")


@pytest.mark.parametrize(
    "values",
    [
        {"loss": "mae", "samples": POINTS},
        {"samples": MANY},
        {"problem": "saddle", "samples": MANY},
    ],
    ids=["all of them", "quadratic: from moments of all", "without samples"],
)
def test_a_loss_of_all_samples_says_nothing(values: dict[str, object]) -> None:
    made = problem(**values)
    assert made.selection == ""
    assert "samples" not in made.title
