"""The history: complete up to its capacity, and honest about extremes beyond it."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.history.history import SMALLEST_CAPACITY, History, thinned
from engine.history.values import Series

EXTREMES = 3
"""So many columns, those of θ and the loss, have extremes that are kept."""


def rows(count, seed=0):
    values = np.random.default_rng(seed).normal(size=(3, count))
    return [*values, np.arange(1.0, count + 1), np.arange(count) / 1000]


def append(history, columns):
    history.append(np.stack(columns[:2], axis=1), *columns[2:])


def filled(columns, capacity, cuts=()):
    history = History(capacity)
    edges = [0, *sorted(cuts), len(columns[0])]
    for begin, end in itertools.pairwise(edges):
        append(history, [column[begin:end] for column in columns])
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
    for kept, full in zip(series.columns[:EXTREMES], columns, strict=False):
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


@example(949, 222)
@given(st.integers(0, 3_000), st.integers(60, 500))
def test_thinning_for_the_screen_keeps_ends_and_extremes(count, points):
    columns = rows(count)
    full = Series.of(np.arange(1, count + 1), *columns)
    few = thinned(full, points)
    assert len(few.index) <= points + 6
    if count:
        assert (few.index[0], few.index[-1]) == (1, count)
        for found, all_of_it in list(zip(few.columns, full.columns, strict=True))[:EXTREMES]:
            assert (found.min(), found.max()) == (all_of_it.min(), all_of_it.max())


def test_a_history_loaded_from_another_goes_on_counting():
    first = filled(rows(3_000), SMALLEST_CAPACITY)
    second = History(SMALLEST_CAPACITY)
    second.load(first.series, first.kept_every)
    append(second, rows(10))
    assert second.last == 3_010
    assert second.series.index[0] == 1


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.integers(1, 40_000), min_size=1, max_size=5),
    st.integers(0, 9),
    st.floats(0.01, 1.0),
    st.integers(300, 3000),
)
@example(parts=[17_345], seed=1, share=17_344.5 / 17_345, points=300)
def test_an_overview_of_any_beginning_keeps_its_ends_and_extremes(parts, seed, share, points):
    """However the rows came, and whatever was looked at while they came."""
    columns = rows(sum(parts), seed)
    history = History(30_000)
    begin = 0
    for part in parts:
        append(history, [column[begin : begin + part] for column in columns])
        history.overview(points)
        begin += part
    last = max(1, int(share * begin))
    kept, few = history.series.until(last), history.overview(points, last)
    assert len(few) <= points + 6
    assert (few.index[0], few.index[-1]) == (kept.index[0], kept.index[-1])
    assert np.isin(few.index, kept.index).all() and (np.diff(few.index) > 0).all()
    for found, all_of_it in list(zip(few.columns, kept.columns, strict=True))[:EXTREMES]:
        assert (found.min(), found.max()) == (all_of_it.min(), all_of_it.max())


def test_an_overview_is_as_fine_as_the_screen():
    """The extremes of every fiftieth of a run are near their places in the overview."""
    columns = rows(200_000)
    few = filled(columns, 1_000_000).overview(2000)
    part = 200_000 // 50
    for found, full in zip(few.columns[:EXTREMES], columns, strict=False):
        for begin in range(part, 200_000 - part, part):
            near = (few.index > begin - part // 2) & (few.index <= begin + 3 * part // 2)
            assert found[near].min() <= full[begin : begin + part].min()
            assert found[near].max() >= full[begin : begin + part].max()


def test_an_overview_knows_that_a_history_was_cut_and_went_another_way():
    columns = rows(100_000)
    history = filled(columns, 1_000_000)
    history.overview(2000)
    history.cut(history.series.rows(slice(49_999, 50_000)))
    assert history.overview(2000).index[-1] == 50_000
    other = rows(60_000, seed=5)
    other[0][1234] = 99.0
    append(history, other)
    few = history.overview(2000)
    assert few.theta[:, 0].max() == 99.0
    assert few.loss.min() == min(columns[2][:50_000].min(), other[2].min())


def test_an_infinite_last_loss_is_in_the_overview_and_hides_nothing():
    columns = rows(64 * 500)
    columns[2][-1] = np.nan
    few = filled(columns, 1_000_000).overview(2000)
    assert np.isnan(few.loss[-1])
    assert few.loss[:-1].max() == columns[2][:-1].max()


@settings(deadline=None, max_examples=40)
@given(st.integers(600, 8_000), st.floats(0.0, 1.0), st.integers(1, 8_000), st.booleans())
def test_a_history_that_was_cut_or_loaded_goes_on_keeping_extremes(count, share, more, loaded):
    columns = rows(count)
    history = filled(columns, SMALLEST_CAPACITY)
    place = int(share * (len(history) - 1))
    last = int(history.series.index[place])
    history.cut(history.series.rows(slice(place, place + 1)))
    if loaded:
        kept, stretch = history.series.rows(slice(None)), history.kept_every
        history = History(SMALLEST_CAPACITY)
        history.load(kept, stretch)
    further = rows(more, seed=1)
    append(history, further)
    series, stretch = history.series, history.kept_every
    assert len(history) < SMALLEST_CAPACITY
    assert (series.index[0], history.last) == (1, last + more)
    assert (np.diff(series.index) > 0).all()
    for kept, old, new in zip(series.columns[:EXTREMES], columns, further, strict=False):
        full = np.concatenate([old[:last], new])
        assert np.array_equal(kept, full[series.index - 1])
        for begin in range(-(-last // stretch) * stretch, last + more, stretch):
            inside = (series.index > begin) & (series.index <= begin + stretch)
            part = full[begin : begin + stretch]
            assert kept[inside].min() == part.min()
            assert kept[inside].max() == part.max()
