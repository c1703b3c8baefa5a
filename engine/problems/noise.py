"""Noise of the gradient: a pure function of the seed and the number of the update.

So it does not depend on how a run is sliced, paused or replayed, nor on the device. A landscape has
no samples, and with this noise the batch size keeps its meaning: each sample would add noise of
the configured standard deviation, so that the mean over a batch of M has 1/√M of it.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Singles

BLOCK = 2048
"""Updates whose noise is drawn together."""


def noise_block(seed: int, block: int) -> Singles:
    """Standard normal numbers for the updates from `block` · BLOCK on, counted from 0; (BLOCK, 2).

    The counter keeps the stream apart from those of the sample orders, which have the same keys.
    """
    generator = np.random.Generator(np.random.Philox(key=[seed, block], counter=[0, 0, 0, 1]))
    return generator.standard_normal((BLOCK, 2), np.float32)
