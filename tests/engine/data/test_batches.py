"""Batching, for any number of samples, batch size and position."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config.run import BatchConfig
from engine.data.batches import (
    BatchSpan,
    batch_indices,
    batch_length,
    epochs_after,
    offset_after,
    replica_spans,
    sample_order,
    samples_seen,
    updates_left,
    updates_per_epoch,
    updates_to_end,
)

sizes = st.integers(1, 60)


def walk(samples, batch_size, offset, updates):
    """Batches one by one, as a learner would write them."""
    epoch, seen, trace = 0, offset, []
    for _ in range(updates):
        offset = min(offset + batch_size, samples)
        seen = epoch * samples + offset
        if offset == samples:
            epoch, offset = epoch + 1, 0
        trace.append(seen)
    return epoch, offset, trace


@given(sizes, sizes, st.integers(0, 59), st.integers(1, 200))
def test_counting_batches_agrees_with_walking_through_them(samples, batch_size, offset, updates):
    offset %= samples
    batch_size = min(batch_size, samples)
    epoch, end, trace = walk(samples, batch_size, offset, updates)
    if offset % batch_size == 0:
        assert offset_after(samples, batch_size, offset, updates) == end
    assert epochs_after(samples, batch_size, offset, updates) == epoch
    assert samples_seen(samples, batch_size, offset, updates).tolist() == trace


@given(sizes, sizes, st.integers(0, 59))
def test_what_is_left_of_an_epoch_ends_it(samples, batch_size, offset):
    offset %= samples
    left = updates_left(samples, batch_size, offset)
    assert walk(samples, batch_size, offset, left)[:2] == (1, 0)
    assert walk(samples, batch_size, offset, left - 1)[0] == 0
    assert updates_left(samples, batch_size, 0) == updates_per_epoch(samples, batch_size)


@given(st.integers(0, 9), sizes, st.integers(1, 12), st.integers(1, 9), st.integers(0, 99))
def test_replicas_have_all_samples_of_a_batch_once_in_order_and_at_most_m(
    epoch, samples, m, replicas, start
):
    length = batch_length(BatchConfig(batch_size=m, replicas=replicas), samples)
    assert length == min(m * replicas, samples)
    start %= samples
    whole = BatchSpan(epoch, start, min(start + length, samples))
    spans = replica_spans(whole, replicas)
    seen = [place for span in spans for place in range(span.start, span.stop)]
    assert seen == list(range(whole.start, whole.stop))
    counts = [span.stop - span.start for span in spans]
    assert len(counts) == replicas and max(counts) <= m and max(counts) - min(counts) <= 1
    assert {span.epoch for span in spans} == {epoch}


@given(sizes, sizes, st.integers(0, 59), st.integers(1, 9))
def test_the_updates_to_the_end_of_an_epoch_end_it(samples, batch_size, offset, epochs):
    offset %= samples
    left = updates_to_end(samples, batch_size, offset, epochs)
    assert walk(samples, batch_size, offset, left)[:2] == (epochs, 0)


@given(st.integers(0, 2**63 - 1), st.integers(0, 10**9), sizes)
def test_an_order_is_a_permutation_and_a_pure_function(seed, epoch, samples):
    order = sample_order(seed, epoch, samples)
    assert sorted(order.tolist()) == list(range(samples))
    assert np.array_equal(order, sample_order(seed, epoch, samples))


def test_orders_differ_from_epoch_to_epoch_and_from_seed_to_seed():
    orders = {sample_order(seed, epoch, 20).tobytes() for seed in range(5) for epoch in range(5)}
    assert len(orders) == 25


@pytest.mark.parametrize("shuffle", [False, True])
def test_the_batches_of_an_epoch_use_every_sample_once(shuffle):
    spans = [BatchSpan(3, start, min(start + 32, 100)) for start in range(0, 100, 32)]
    used = np.concatenate([batch_indices(span, 100, 7, shuffle=shuffle) for span in spans])
    assert sorted(used.tolist()) == list(range(100))
    assert [len(batch_indices(span, 100, 7, shuffle=shuffle)) for span in spans] == [32, 32, 32, 4]
