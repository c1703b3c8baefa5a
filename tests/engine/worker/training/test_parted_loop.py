"""Batches that all processors share: against numpy, and to the bit however a run is sliced."""

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.data.batches import sample_order
from engine.worker.training import parted_loop
from engine.worker.training.batch_sums import LANES
from engine.worker.training.parted_loop import PartedLoop
from tests.device import DEVICE
from tests.engine.reference import line
from tests.engine.worker.training.batches import assert_updates, cut, trainer_of

pytestmark = pytest.mark.skipif(DEVICE != "/CPU:0", reason="a GPU sums long batches at once")


@pytest.fixture(autouse=True)
def short_batches_in_parts(monkeypatch):
    monkeypatch.setattr(parted_loop, "LONG", 4 * LANES)
    monkeypatch.setattr(parted_loop, "_PART", LANES)


def is_parted(trainer):
    loop = trainer._stepper._programs.prepare(trainer.config, 0)
    return isinstance(loop, PartedLoop)


def test_a_full_batch_whose_last_row_is_a_part():
    x, y = line(5 * LANES + 3)
    trainer = trainer_of(x, y)
    assert_updates(trainer, [(x, y)] * 3, 3)
    assert is_parted(trainer)


def test_shuffled_batches_of_which_the_last_is_shorter_in_any_slices():
    length, epochs = 5 * LANES + 1, 2
    x, y = line(2 * length + 70)
    batches = []
    for epoch in range(epochs):
        order = sample_order(0, epoch, len(x))
        batches += cut(x[order], y[order], length)
    trainer = trainer_of(x, y, batch_size=length, shuffle=True, optimizer="adam", clipping="norm")
    whole = [trainer.advance(3).recorded.columns for _ in range(epochs)]
    trainer.restart(trainer.config)
    sliced = [trainer.advance(size).recorded.columns for size in (1, 2, 2, 1)]
    assert np.concatenate(whole, 1).tobytes() == np.concatenate(sliced, 1).tobytes()
    trainer.restart(with_values(trainer.config, {"optimizer": "sgd", "clipping": "none"}))
    for epoch in range(epochs):
        assert_updates(trainer, batches[3 * epoch : 3 * epoch + 3], 3)


@pytest.mark.parametrize(("length", "parts"), [(10**6, 2), (1 << 21, 8), (10**8, 16)])
def test_the_parts_depend_on_the_length_alone(monkeypatch, length, parts):
    monkeypatch.undo()
    assert parted_loop.parts_of(length) == parts
