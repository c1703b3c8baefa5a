"""The sum of a short vector, against exact sums."""

from __future__ import annotations

import math

import numpy as np
import pytest

LENGTHS = [*range(1, 70), 100, 127, 128, 129, 255, 256, 257, 1000, 4095, 4096, 8191]


def summed(terms: np.ndarray) -> float:
    import tensorflow as tf

    from engine.worker.training.short_sums import in_rows

    return float(in_rows(tf.constant(terms), tf.constant(True)))


def lanes_of(count: int) -> int:
    from engine.worker.training import short_sums

    return short_sums.lanes_of(count)


@pytest.mark.parametrize("length", LENGTHS)
def test_every_number_is_added_once(length):
    # Whole numbers, whose sums float32 represents in any order.
    terms = np.random.default_rng(length).integers(-999, 1000, length).astype(np.float32)
    assert summed(terms) == math.fsum(terms.tolist())


@pytest.mark.parametrize("length", [1, 5, 16, 25, 100, 1001])
@pytest.mark.parametrize("value", [math.inf, math.nan])
def test_a_number_that_is_not_finite_is_not_lost_in_any_place(length, value):
    for place in range(0, length, max(1, length // 25)):
        terms = np.ones(length, np.float32)
        terms[place] = value
        assert str(summed(terms)) == str(value), place


@pytest.mark.parametrize("length", [100, 1000, 8191])
def test_digits_are_lost_at_most_as_in_that_many_additions(length):
    terms = np.random.default_rng(length).uniform(0, 1, length).astype(np.float32)
    exact = math.fsum(terms.tolist())
    additions = length // lanes_of(length) + lanes_of(length).bit_length()
    assert abs(summed(terms) - exact) <= additions * 2**-24 * exact


def test_there_are_few_rows_whatever_the_length():
    lanes = [lanes_of(length) for length in LENGTHS]
    assert all(lane & (lane - 1) == 0 for lane in lanes)
    assert all(length // lane < 16 for length, lane in zip(LENGTHS, lanes, strict=True))
