"""The scatter of batch losses, against its definition written out plainly."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.history.scatter import EPOCHS, scatter
from engine.history.values import Series
from tests.engine.reference import descend, line


def histories(batch_size, epochs):
    """A plain run's updates and epochs as series, and its losses by epoch."""
    run = descend(*line(100), 0.001, batch_size, epochs)
    per_epoch = -(-100 // batch_size)
    index = np.arange(1, len(run.loss) + 1)
    one = np.minimum(batch_size * np.arange(1, per_epoch + 1), 100.0)
    seen = np.concatenate([100.0 * epoch + one for epoch in range(epochs)])
    w, b, loss = (np.array(column) for column in (run.w, run.b, run.loss))
    updates = Series.of(index, w, b, loss, seen, seen)
    w, b, loss = (np.array(column) for column in (run.epoch_w, run.epoch_b, run.epoch_loss))
    ends = 100.0 * np.arange(1, epochs + 1)
    by_epoch = np.array(run.loss).reshape(epochs, per_epoch)
    return updates, Series.of(np.arange(1, epochs + 1), w, b, loss, ends, ends), by_epoch


def plain(by_epoch):
    off = by_epoch - by_epoch.mean(axis=1, keepdims=True)
    return math.sqrt(np.mean(off**2)) / by_epoch.mean()


@pytest.mark.parametrize("batch_size", [1, 16, 33])
@pytest.mark.parametrize("epochs", [1, 5, EPOCHS, EPOCHS + 1, 40])
def test_it_is_the_definition_over_the_last_epochs(batch_size, epochs):
    updates, means, by_epoch = histories(batch_size, epochs)
    assert scatter(updates, means) == pytest.approx(
        plain(by_epoch[-min(EPOCHS, max(epochs // 2, 1)) :]), rel=1e-12
    )


def test_the_full_batch_has_none():
    updates, means, _ = histories(100, 20)
    assert scatter(updates, means) == 0


def test_an_epoch_under_way_does_not_count():
    updates, means, by_epoch = histories(16, 12)
    whole = means.rows(slice(0, 11))
    assert scatter(updates, whole) == pytest.approx(plain(by_epoch[6:11]), rel=1e-12)


def test_thinned_epochs_do_not_count():
    updates, means, by_epoch = histories(16, 12)
    kept = np.ones(len(updates), bool)
    kept[7 * 8 + 3] = False  # one update of the ninth epoch is gone
    assert scatter(updates.rows(kept), means) == pytest.approx(plain(by_epoch[9:]), rel=1e-12)


def test_without_a_whole_epoch_there_is_none_to_tell():
    updates, means, _ = histories(16, 2)
    assert math.isnan(scatter(updates.rows(slice(0, 3)), means.rows(slice(0, 0))))
    assert math.isnan(scatter(Series.empty(), Series.empty()))
