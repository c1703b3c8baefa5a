"""The noise of the gradient as code."""

from __future__ import annotations

from engine.config.run import RunConfig
from engine.problems.noise import BLOCK

_CODE = '''\
def gradient_noise(update, size):
    """The noise of an update, counted from 0, with a batch of this size; for w and b."""
    block, row = divmod(update, {block})
    numbers = np.random.Generator(np.random.Philox(key=[{seed}, block], counter=[0, 0, 0, 1]))
    normal = numbers.standard_normal(({block}, 2), np.float32)[row]
    return np.float32({noise!r} / size**0.5) * normal'''


def noise_code(config: RunConfig) -> str:
    """The function `gradient_noise`; empty without noise."""
    noise = config.problem.gradient_noise
    if not noise:
        return ""
    return _CODE.format(block=BLOCK, seed=config.seed_of_order, noise=noise)
