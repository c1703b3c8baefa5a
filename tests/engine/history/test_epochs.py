"""Epoch means, to the bit those of additions one by one, however the updates are sliced."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.arrays import Floats, Singles
from engine.history.epochs import OpenEpoch, close_epochs


def updates(count: int, seed: int) -> Singles:
    """Losses and θ of very different sizes, so that each order of addition has its own sum."""
    rng = np.random.default_rng(seed)
    return (rng.standard_normal((3, count)) * 10.0 ** rng.integers(-6, 7, (3, count))).astype(
        np.float32
    )


def one_by_one(columns: Singles, per_epoch: int) -> list[list[float]]:
    """The means of whole epochs, by additions of Python's floats, which are float64."""
    rows = columns.astype(np.float64).T.tolist()
    means = []
    for epoch in range(len(rows) // per_epoch):
        sums = [0.0, 0.0, 0.0]
        for row in rows[epoch * per_epoch : (epoch + 1) * per_epoch]:
            sums = [total + value for total, value in zip(sums, row, strict=True)]
        means.append([total / per_epoch for total in sums])
    return means


def in_slices(columns: Singles, per_epoch: int, cuts: list[int]) -> tuple[Floats, OpenEpoch]:
    """The means of all slices between the cuts, one after the other, and the open epoch."""
    found, still_open = [np.empty((0, 3))], OpenEpoch()
    ends = [0, *sorted(cuts), columns.shape[1]]
    for begin, end in itertools.pairwise(ends):
        left = per_epoch - begin % per_epoch
        means, still_open = close_epochs(still_open, columns[:, begin:end], left, per_epoch)
        found.append(means)
    return np.concatenate(found), still_open


@given(
    per_epoch=st.sampled_from([1, 2, 3, 7, 16, 100]),
    count=st.integers(0, 3000),
    seed=st.integers(0, 99),
    cuts=st.lists(st.floats(0, 1), max_size=6),
)
def test_the_means_are_those_of_additions_one_by_one(per_epoch, count, seed, cuts):
    columns = updates(count, seed)
    expected = one_by_one(columns, per_epoch)
    means, still_open = in_slices(columns, per_epoch, [int(cut * count) for cut in cuts])
    assert means.tolist() == expected
    assert still_open.updates == count % per_epoch


@pytest.mark.parametrize(("epochs", "per_epoch"), [(1, 5000), (7, 700), (8, 700), (655, 100)])
def test_long_epochs_and_many(epochs, per_epoch):
    columns = updates(epochs * per_epoch, epochs)
    means, _ = in_slices(columns, per_epoch, [])
    assert means.tolist() == one_by_one(columns, per_epoch)
