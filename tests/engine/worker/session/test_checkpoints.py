"""The book of checkpoints: few, spread over the run, and the nearest is found."""

from __future__ import annotations

import numpy as np
import pytest

from engine.history.epochs import OpenEpoch
from engine.history.values import Checkpoint
from engine.worker.session.checkpoints import MOST_BYTES, CheckpointBook

# ---------------------------------------------------------------------------------- the book


def checkpoint(update: int, recent: np.ndarray | None = None) -> Checkpoint:
    recent = np.empty((0, 3)) if recent is None else recent
    return Checkpoint(update, 0, 0, (0.0, 0.0), "sgd", {}, OpenEpoch(), recent)


@pytest.mark.parametrize("every", [1, 7, 1000])
def test_the_book_stays_small_and_spread_over_the_run(every):
    book = CheckpointBook(64)
    last = 0
    for update in range(0, 5000 * every, every):
        book.offer(checkpoint(update))
        last = update
        assert len(book) <= 64
    updates = np.array(book.updates)
    assert updates[0] == 0
    gaps = np.diff([*updates, last])
    # A power of two times the way from one offer to the next, at most twice what it must be.
    assert gaps[:-1].min() >= book.stride
    assert gaps.max() <= 2 * book.stride + every
    assert book.stride <= max(every, 4 * last / 64)


def test_the_nearest_is_the_last_at_or_before():
    book = CheckpointBook()
    assert book.nearest(5) is None
    for update in (0, 10, 30, 20):
        book.offer(checkpoint(update))
    assert [book.nearest(update).update for update in (0, 9, 10, 25, 99)] == [0, 0, 10, 20, 30]
    book.drop_from(20)
    assert book.updates == (0, 10)
    book.drop_from(0)
    assert book.updates == (0,)


def test_what_the_stop_rule_remembers_counts_once_where_it_is_shared():
    large = np.zeros((MOST_BYTES // 240, 3))  # a tenth of the most
    book = CheckpointBook()
    for update in range(300):
        book.offer(checkpoint(update, large))
    assert len(book) == 300
    for update in range(300, 600):
        book.offer(checkpoint(update, large.copy()))
    assert len({id(kept.recent) for kept in book._kept}) <= 10
