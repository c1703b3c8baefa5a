"""10,000 random slicings of runs of every optimizer give the bits of the run made at once."""

from __future__ import annotations

import numpy as np
import pytest

from engine.optimizers.table import OPTIMIZERS
from engine.worker.training.trainer import Trainer
from tests.engine.conftest import trainer_of

SLICINGS = 10_000
UPDATES = 240
SHAPES = ({"batch_size": "full"}, {"batch_size": 32, "shuffle": "on"}, {"batch_size": 1})


def in_slices(trainer: Trainer, sizes: list[int]) -> np.ndarray:
    trainer.restart(trainer.config)
    return np.concatenate([trainer.advance(size).recorded.columns for size in sizes], axis=1)


@pytest.mark.thorough
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: str(shape["batch_size"]))
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_slicing_gives_the_same_bits(optimizer, shape):
    trainer = trainer_of(optimizer=optimizer, stop="never", epochs=UPDATES, **shape)
    whole = in_slices(trainer, [UPDATES])
    assert whole.shape == (3, UPDATES)
    rng = np.random.default_rng(len(optimizer))
    for _ in range(-(-SLICINGS // (len(OPTIMIZERS) * len(SHAPES)))):
        cuts = np.unique(rng.integers(1, UPDATES, rng.integers(1, 12)))
        sizes = np.diff([0, *cuts, UPDATES]).tolist()
        assert in_slices(trainer, sizes).tobytes() == whole.tobytes(), sizes
