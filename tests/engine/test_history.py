"""The history: complete up to its capacity, and honest about extremes beyond it."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.history import SMALLEST_CAPACITY, History, thinned
from engine.snapshot import Series

COLUMNS = ("w", "b", "loss")


def rows(count, seed=0):
    values = np.random.default_rng(seed).normal(size=(3, count))
    return [*values, np.arange(1.0, count + 1), np.arange(count) / 1000]


def filled(columns, capacity, cuts=()):
    history = History(capacity)
    edges = [0, *sorted(cuts), len(columns[0])]
    for begin, end in itertools.pairwise(edges):
        history.append(*(column[begin:end] for column in columns))
    return history


@given(st.integers(0, SMALLEST_CAPACITY - 1))
def test_everything_is_kept_below_the_capacity(count):
    columns = rows(count)
    history = filled(columns, SMALLEST_CAPACITY)
    assert history.kept_every == 1
    assert history.series.index.tolist() == list(range(1, count + 1))
    for kept, given_column in zip(history.series.columns, columns, strict=True):
        assert np.array_equal(kept, given_column)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 20_000), st.integers(0, 9), st.lists(st.integers(0, 20_000), max_size=6))
def test_beyond_it_memory_is_bounded_and_each_stretch_keeps_its_extremes(count, seed, cuts):
    columns = rows(count, seed)
    history = filled(columns, SMALLEST_CAPACITY, [cut for cut in cuts if cut <= count])
    series, stretch = history.series, history.kept_every
    assert len(history) < SMALLEST_CAPACITY
    assert (series.index[0], series.index[-1], history.last) == (1, count, count)
    assert (np.diff(series.index) > 0).all()
    for name, full in zip(COLUMNS, columns, strict=False):
        kept = getattr(series, name)
        assert np.array_equal(kept, full[series.index - 1])
        for begin in range(0, count, stretch):
            inside = (series.index > begin) & (series.index <= begin + stretch)
            part = full[begin : begin + stretch]
            assert kept[inside].min() == part.min()
            assert kept[inside].max() == part.max()


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 5_000), st.lists(st.integers(0, 5_000), max_size=8))
def test_what_is_kept_does_not_depend_on_how_it_arrived(count, cuts):
    columns = rows(count)
    at_once = filled(columns, SMALLEST_CAPACITY)
    in_parts = filled(columns, SMALLEST_CAPACITY, [cut for cut in cuts if cut <= count])
    assert at_once.kept_every == in_parts.kept_every
    assert np.array_equal(at_once.series.index, in_parts.series.index)
    for one, other in zip(at_once.series.columns, in_parts.series.columns, strict=True):
        assert np.array_equal(one, other)


def test_a_constant_run_is_thinned_too():
    history = filled([np.ones(10_000)] * 5, SMALLEST_CAPACITY)
    assert len(history) < SMALLEST_CAPACITY
    assert history.last == 10_000


def test_an_infinite_last_loss_survives_thinning():
    columns = rows(5_000)
    columns[2][-1] = np.inf
    history = filled(columns, SMALLEST_CAPACITY)
    assert history.series.loss[-1] == np.inf
    assert np.isfinite(history.series.loss[:-1]).all()


def test_a_capacity_too_small_to_mean_anything_is_refused():
    with pytest.raises(ValueError, match=str(SMALLEST_CAPACITY)):
        History(10)


@given(st.integers(0, 3_000), st.integers(60, 500))
def test_thinning_for_the_screen_keeps_ends_and_extremes(count, points):
    columns = rows(count)
    full = Series(np.arange(1, count + 1), *columns)
    few = thinned(full, points)
    assert len(few.index) <= points + 6
    if count:
        assert (few.index[0], few.index[-1]) == (1, count)
        for name in COLUMNS:
            assert getattr(few, name).min() == getattr(full, name).min()
            assert getattr(few, name).max() == getattr(full, name).max()


def test_a_history_loaded_from_another_goes_on_counting():
    first = filled(rows(3_000), SMALLEST_CAPACITY)
    second = History(SMALLEST_CAPACITY)
    second.load(first.series, first.kept_every)
    second.append(*rows(10))
    assert second.last == 3_010
    assert second.series.index[0] == 1
