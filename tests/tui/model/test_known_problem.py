"""What is known of a run before any training."""

from __future__ import annotations

import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.problems.landscapes.problem import LANDSCAPES
from tui.model.known_problem import problem_of, takes_time


def test_a_start_moves_without_drawing_the_samples_again():
    config = RunConfig()
    problem = problem_of(config)
    moved = with_values(config, {"w0": 3})
    other = problem_of(moved, problem)
    assert other.preview is problem.preview
    assert other.start == (3, 0)
    assert other.fits(moved)
    assert not other.fits(config)
    assert not takes_time(moved, problem)


@pytest.mark.parametrize("name", LANDSCAPES)
def test_the_least_loss_of_a_landscape_has_no_rounding_error(name):
    assert problem_of(with_values(RunConfig(), {"problem": name})).least_loss == 0


@pytest.mark.parametrize(
    ("values", "slow"),
    [
        ({}, False),
        ({"samples": 200_000}, False),
        ({"samples": 200_001}, True),
        ({"data": "x"}, True),
    ],
)
def test_what_takes_time_is_not_done_at_once(values, slow):
    assert takes_time(with_values(RunConfig(), values)) is slow
