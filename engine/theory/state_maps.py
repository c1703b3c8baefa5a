"""Updates of SGD as affine maps, for runs that differ in learning rate and momentum.

They are those of `engine.theory.affine`. Without momentum, the error alone is the state.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.theory.affine import Batches, multiplied

_BYTES = 1 << 24
"""Of the matrices that are multiplied at a time."""


@dataclass(frozen=True, eq=False)
class StateMaps:
    """The matrices A and η L of each run; a state has k = 2 or 4 numbers.

    Attributes:
        free: A, (runs, k, k).
        push: η L, (runs, k, 2).
    """

    free: Floats
    push: Floats

    @classmethod
    def of(cls, rates: Floats, betas: Floats, *, nesterov: bool) -> StateMaps:
        """Those of these learning rates and momenta, each (runs,)."""
        two = np.eye(2)
        drag, jump = (betas * betas, 1 + betas) if nesterov else (betas, np.ones_like(betas))
        if not betas.any():
            return cls(np.tile(two, (len(rates), 1, 1)), -rates[:, None, None] * two)
        free, push = np.zeros((len(rates), 2, 2)), np.stack([jump, np.ones_like(betas)], axis=1)
        free[:, 0, 0], free[:, 0, 1], free[:, 1, 1] = 1.0, drag, betas
        push *= -rates[:, None]
        return cls(
            np.einsum("rij,ab->riajb", free, two).reshape(-1, 4, 4),
            np.einsum("ri,ab->riab", push, two).reshape(-1, 4, 2),
        )

    @property
    def size(self) -> int:
        """K."""
        return int(self.free.shape[1])

    def linear(self, hessian: Floats) -> Floats:
        """The linear part of an update, (runs, k, k)."""
        found = self.free.copy()
        found[:, :, :2] += self.push @ hessian
        return found

    def epochs(self, batches: Batches) -> tuple[Floats, Floats]:
        """The linear parts, (runs, k, k), and the constants, (runs, k), of an epoch of batches."""
        size = self.size
        each = max(1, _BYTES // (8 * (size + 1) ** 2 * len(batches)))
        wholes = [
            multiplied(self._updates(slice(start, start + each), batches), 1)[..., 0]
            for start in range(0, len(self.free), each)
        ]
        whole = np.moveaxis(np.concatenate(wholes, axis=2), 2, 0)
        return whole[:, :size, :size], whole[:, :size, size]

    def _updates(self, some: slice, batches: Batches) -> Floats:
        """The matrices of (s, 1) of some of the runs, (k + 1, k + 1, runs, batches)."""
        size, push = self.size, self.push[some]
        updates = np.zeros((size + 1, size + 1, len(push), len(batches)))
        updates[:size, :size] = np.moveaxis(self.free[some], 0, -1)[..., None]
        updates[:size, :2] += np.einsum("ria,baj->ijrb", push, batches.hessians)
        updates[:size, size] = np.einsum("ria,ba->irb", push, batches.gradients)
        updates[size, size] = 1.0
        return updates
