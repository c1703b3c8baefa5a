"""Learning-rate golf: strokes are updates of gradient descent, and the rules of the game."""

from __future__ import annotations

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from tui.model.golf import HOLES, Golf
from tui.model.known_problem import problem_of

PROBLEM = problem_of(RunConfig())
X, Y = (column.astype(float) for column in (PROBLEM.preview.x, PROBLEM.preview.y))
MATRIX = np.stack([X, np.ones(X.size)], axis=1)
BEST = np.linalg.lstsq(MATRIX, Y)[0]
HESSIAN = 2 * MATRIX.T @ MATRIX / X.size
SMALL, LARGE = np.linalg.eigvalsh(HESSIAN)


def loss(theta) -> float:
    return float(np.mean((MATRIX @ np.array(theta) - Y) ** 2))


def played(golf: Golf, *rates: float) -> Golf:
    for rate in rates:
        golf = golf.with_club(rate).struck()
    return golf


@pytest.mark.parametrize("hole", range(HOLES))
def test_a_stroke_is_an_update_and_two_of_them_reach_any_hole(hole):
    golf = Golf(PROBLEM, 0.001)
    for _ in range(hole):
        golf = golf.at_next()
    theta = np.array(golf.tee)
    after = theta - 0.003 * HESSIAN @ (theta - BEST)
    assert played(golf, 0.003).ball == pytest.approx(after, rel=1e-5)
    assert played(golf, 0.003).strokes[0].loss == pytest.approx(loss(after), rel=1e-5)
    assert golf.target == pytest.approx(1.01 * loss(BEST), rel=1e-6)
    done = played(golf, 1 / LARGE, 1 / SMALL)
    assert done.holed
    assert len(done.strokes) == len(golf.fewest) <= 2
    assert done.records[hole] == len(done.strokes)


@pytest.mark.parametrize("hole", range(HOLES))
def test_par_is_what_its_rate_needs(hole):
    golf = Golf(PROBLEM, 0.001)
    for _ in range(hole):
        golf = golf.at_next()
    assert golf.par is not None
    assert golf.par.rate < 2 / LARGE
    done = played(golf, *[golf.par.rate] * golf.par.updates)
    assert done.holed
    assert done.score == 0
    assert not played(golf, *[golf.par.rate] * (golf.par.updates - 1)).holed
    assert golf.chebyshev is not None
    # Chebyshev's rates serve any start: they are worse where there is no error along the floor.
    assert hole < 2 or len(golf.fewest) < golf.chebyshev < golf.par.updates


def test_a_ball_in_the_hole_stays_there_and_a_worse_round_is_no_record():
    done = played(Golf(PROBLEM, 0.001), 1 / LARGE, 1 / SMALL)
    assert done.struck() is done
    worse = played(done.again(), 0.001, 1 / LARGE, 1 / SMALL)
    assert worse.holed
    assert worse.records == done.records


def test_a_stroke_beyond_the_limit_raises_the_loss_and_one_out_of_range_is_put_back():
    golf = Golf(PROBLEM, 0.001)
    beyond = played(golf, 1.5 * golf.limit)
    assert abs(beyond.strokes[0].steep) > 1
    assert beyond.loss > golf.loss
    out = played(golf, *[1e12] * 3)
    assert out.strokes[-1].out
    assert len(out.strokes) == 3
    assert out.strokes[-1].theta == out.strokes[-2].theta
    assert np.isfinite(out.loss)


def test_the_club_moves_in_round_numbers_and_by_single_digits():
    golf = Golf(PROBLEM, 0.001)
    assert golf.coarser(1).club == 0.002
    assert golf.coarser(-1).club == 0.0005
    assert golf.with_club(0.0147).coarser(1).club == 0.02
    assert golf.with_club(0.0147).coarser(-1).club == 0.01
    assert golf.with_club(0.0147).finer(1, 3).club == 0.0148
    assert golf.with_club(0.0147).finer(-1, 5).club == 0.014699
    assert golf.with_club(0.01).finer(-1, 1).club == 0.01
    assert golf.with_club(1e-12).coarser(-1).club == 1e-12


@pytest.mark.parametrize("values", [{"noise_std": 0.0}, {"samples": 1}, {"standardize": "scale"},
                                    {"w_gen": 0.0, "b_gen": 0.0}])  # fmt: skip
def test_odd_data_have_holes_too(values):
    golf = Golf(problem_of(with_values(RunConfig(), values)), 0.01)
    for _ in range(HOLES):
        assert golf.par is not None
        assert played(golf, *golf.fewest).holed
        assert len(golf.fewest) <= 2
        golf = golf.at_next()
