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
    assert made.titles
    assert all(title.startswith("4,096 of 8,193 samples · ") for title in made.titles)


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
    assert not any("samples" in title for title in made.titles)


@pytest.mark.parametrize(
    "values", [{"loss": "mae"}, {"activation": "tanh", "l2": 0.5}, {"l2": 0.1}]
)
def test_a_shorter_title_names_the_same_loss(values: dict[str, object]) -> None:
    long, short = problem(**values).titles
    assert len(short) < len(long)
    penalty = f" + {values['l2']}·w²" if "l2" in values else ""
    initials = {"mean absolute error": "MAE", "mean squared error": "MSE"}
    name = next(name for name in initials if name in long)
    assert long.replace(name, initials[name]) == short
    assert short.endswith(penalty)
