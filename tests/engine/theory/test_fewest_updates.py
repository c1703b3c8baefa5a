"""The fewest updates to a loss: against gradient descent that is carried out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.problems.linear_neuron.least_squares import theory_of
from engine.problems.linear_neuron.moments import Moments
from engine.theory.fewest_updates import (
    Errors,
    with_any_rates,
    with_chebyshev_rates,
    with_one_rate,
)

X = np.random.default_rng(5).uniform(0, 10, 60)
Y = 3 * X - 4 + np.random.default_rng(6).normal(size=60)
MATRIX = np.stack([X, np.ones(60)], axis=1)
BEST = np.linalg.lstsq(MATRIX, Y)[0]


def loss(theta):
    return float(np.mean((MATRIX @ theta - Y) ** 2))


def descended(theta, rates):
    theta = np.array(theta)
    for rate in rates:
        theta = theta - rate * 2 * MATRIX.T @ (MATRIX @ theta - Y) / 60
    return theta


THEORY = theory_of(Moments.of(X, Y))
LEAST = loss(BEST)
ALLOWED = 0.01 * LEAST
STARTS = [(0.0, 0.0), (3.0, -6.0), (2.0, 9.0), (10.0, -30.0)]


@pytest.mark.parametrize("start", STARTS)
def test_the_errors_make_the_loss(start):
    errors = Errors.at(start, THEORY)
    assert errors.excess == pytest.approx(loss(start) - LEAST, rel=1e-9)
    assert errors.after(0.02, 3) == pytest.approx(
        loss(descended(start, [0.02] * 3)) - LEAST, rel=1e-9
    )


@pytest.mark.parametrize("start", STARTS)
def test_no_rate_of_a_fine_grid_needs_fewer_updates_than_the_best_one(start):
    found = with_one_rate(Errors.at(start, THEORY), ALLOWED)
    assert found is not None
    assert loss(descended(start, [found.rate] * found.updates)) <= LEAST + ALLOWED * (1 + 1e-9)
    rates = np.linspace(0, 2 / THEORY.lambda_max, 400)[:, None]
    thetas = np.tile(start, (400, 1))
    for _ in range(found.updates - 1):
        thetas = thetas - rates * 2 / 60 * (thetas @ MATRIX.T - Y) @ MATRIX
    assert (((thetas @ MATRIX.T - Y) ** 2).mean(axis=1) > LEAST + ALLOWED).all()


@pytest.mark.parametrize("start", STARTS)
def test_chebyshev_rates_arrive_with_their_number_and_not_with_one_less(start):
    count = with_chebyshev_rates(Errors.at(start, THEORY), ALLOWED)
    assert count is not None
    large, small = THEORY.lambda_max, THEORY.lambda_min

    def rates(k):
        roots = np.cos((2 * np.arange(1, k + 1) - 1) * math.pi / (2 * k))
        return 1 / ((large + small) / 2 + (large - small) / 2 * roots)

    # In the eigenbasis: carried out one by one, many of them would lose all digits.
    errors = THEORY.axes @ (np.array(start) - BEST)

    def excess(k):
        factors = [np.prod(1 - rates(k) * value) for value in (large, small)]
        return float(np.sum(np.array([large, small]) * (np.array(factors) * errors) ** 2) / 2)

    assert excess(count) <= ALLOWED * (1 + 1e-6)
    assert excess(count - 1) > ALLOWED


@pytest.mark.parametrize("start", STARTS)
def test_two_rates_reach_the_optimum_itself(start):
    rates = with_any_rates(Errors.at(start, THEORY), ALLOWED)
    assert 1 <= len(rates) <= 2
    assert loss(descended(start, rates)) <= LEAST + ALLOWED
    if len(rates) == 2:
        assert descended(start, rates) == pytest.approx(BEST, abs=1e-9)


def test_one_rate_is_enough_along_an_eigenvector_however_flat():
    start = BEST + 20 * THEORY.axes[1]
    rates = with_any_rates(Errors.at(tuple(start), THEORY), ALLOWED)
    assert rates == pytest.approx((1 / THEORY.lambda_min,), rel=0.2)
    assert loss(descended(start, rates)) <= LEAST + ALLOWED


def test_nothing_is_to_be_done_at_the_optimum_and_a_line_of_optima_takes_one_update():
    assert with_any_rates(Errors.at(tuple(BEST), THEORY), ALLOWED) == ()
    assert with_one_rate(Errors.at(tuple(BEST), THEORY), ALLOWED).updates == 0
    flat = theory_of(Moments.of(np.full(5, 2.0), np.arange(5.0)))
    errors = Errors.at((7.0, 7.0), flat)
    assert with_any_rates(errors, 0.0) == pytest.approx((1 / flat.lambda_max,))
    assert with_one_rate(errors, 1e-9).updates == 1
    assert with_chebyshev_rates(errors, 1e-9) == 1


def test_a_target_that_is_never_reached_has_no_number():
    assert with_one_rate(Errors(1.0, 1.0, 2.0, 1e-12), 1e-3) is None
    assert with_chebyshev_rates(Errors(1.0, 1.0, 2.0, 1e-30), 1e-3) is None
