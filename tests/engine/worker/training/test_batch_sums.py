"""One batch's loss and gradient, whatever its length, against numpy in float64."""

from itertools import cycle, islice

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.data.batches import sample_order
from engine.worker.training.batch_sums import DEPTH, LANES
from tests.engine.reference import line
from tests.engine.worker.training.batches import assert_updates, cut, trainer_of

ROWS = (8 * LANES, 8 * LANES + 1, 9 * LANES, 11 * LANES - 1)


# Every length leaves nothing, one sample or half a row in some case, though not each of them.
LEFT = zip([1, 2, 100, LANES, *ROWS] * 3, cycle([0, 1, LANES // 2, 1]), strict=False)


@pytest.mark.parametrize(("length", "rest"), sorted({*islice(LEFT, 12)}))
def test_batches_that_fill_an_epoch_or_leave_a_part_of_one(length, rest):
    x, y = line(2 * length + rest)
    batches = cut(x, y, length)
    assert_updates(trainer_of(x, y, batch_size=length), batches, len(batches))


@pytest.mark.parametrize("length", [33, *ROWS[1:3]])
def test_a_full_batch_that_begins_inside_an_epoch_is_what_remains_of_it(length):
    x, y = line(length)
    trainer = trainer_of(x, y, batch_size=10)
    trainer.advance(2)
    trainer.configure(with_values(trainer.config, {"batch_size": "full"}))
    assert_updates(trainer, [(x[20:], y[20:])], 1)
    assert_updates(trainer, [(x, y)], 1)


def test_a_batch_of_more_rows_than_float32_sums_take_well():
    x, y = line(LANES * DEPTH + 3 * LANES + 5)
    assert_updates(trainer_of(x, y), [(x, y)], 1)


@pytest.mark.parametrize("length", [7, ROWS[1]])
def test_shuffled_batches_take_their_samples_in_the_epochs_order(length):
    x, y = line(2 * length + 3)
    trainer = trainer_of(x, y, batch_size=length, shuffle=True)
    for epoch in range(2):
        order = sample_order(0, epoch, len(x))
        assert_updates(trainer, cut(x[order], y[order], length), 3)


@pytest.mark.parametrize("shuffle", [False, True])
def test_another_batch_size_inside_an_epoch_is_the_same_to_the_bit_however_it_is_sliced(shuffle):
    """First what remains of the epoch, whose last batch is a part, then whole batches again."""
    x, y = line(100)

    def run(sizes):
        trainer = trainer_of(x, y, batch_size=7, shuffle=shuffle)
        trainer.advance(3)
        trainer.configure(with_values(trainer.config, {"batch_size": 25}))
        made, losses = 0, []
        while made < 40:
            losses.append(trainer.advance(min(sizes(), 40 - made)).recorded.loss)
            made += len(losses[-1])
        return np.concatenate(losses)

    at_once, one_by_one = run(lambda: 40), run(lambda: 1)
    assert np.array_equal(at_once, one_by_one)
