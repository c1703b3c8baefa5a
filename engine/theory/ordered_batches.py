"""An epoch of SGD with momentum over batches in a fixed order, at many learning rates at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.theory.affine import Batches, StateMap, multiplied
from engine.theory.momentum import Descent
from engine.theory.samples import Samples

_EPOCHS_DOUBLED = 20
"""Growth from epoch to epoch is looked for in the first 2^20 epochs."""
_MOST_STEPS = 512
"""Growth inside an epoch is looked at after at most this many of its updates."""


@dataclass(frozen=True, eq=False)
class OrderedEpoch:
    """The updates of an epoch.

    Attributes:
        state: the matrices of an update.
        batches: its batches, in order.
        root, inverse: the square root of H of all samples and its inverse, (2, 2): the loss is the
            least loss plus half the square of `root` times the error.
    """

    state: StateMap
    batches: Batches
    root: Floats
    inverse: Floats

    @classmethod
    def of(cls, descent: Descent, samples: Samples, batches: Batches) -> OrderedEpoch:
        """That of these batches; x must not be constant."""
        values, vectors = np.linalg.eigh(samples.hessian)
        root, inverse = ((vectors * values**power) @ vectors.T for power in (0.5, -0.5))
        return cls(StateMap.of(descent), batches, root, inverse)

    def bounded(self, rates: Floats, growth: float, excess: float) -> NDArray[np.bool_]:
        """Whether the run is bounded at each rate, (rates,).

        Args:
            rates: learning rates.
            growth: the most by which the error grows after any update of an epoch, or any number
                of epochs, in the norm of the loss.
            excess: the most by which the loss exceeds the least loss at the end of an epoch, in the
                long run.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            products, constants, grown = self._run(rates)
            steady = np.isfinite(products).all(axis=(1, 2)) & (grown <= growth)
            products[~steady], constants[~steady] = 2 * np.eye(4), 0.0
            ends = np.linalg.solve(np.eye(4) - products, constants)[:, :2]
            scatter = ((self.root @ ends) ** 2).sum(axis=(1, 2)) / 2
            for _ in range(_EPOCHS_DOUBLED):
                products = products @ products
                steady &= self._growth(products) <= growth
        return np.asarray(steady & (scatter <= excess))

    def _run(self, rates: Floats) -> tuple[Floats, Floats, Floats]:
        """The linear parts, (rates, 4, 4), constants, (rates, 4, 1), and largest growth."""
        updates = multiplied(self.state.updates(rates, self.batches), _MOST_STEPS)
        steps = np.ascontiguousarray(np.moveaxis(updates, (-1, -2), (0, 1)))
        for step in range(1, len(steps)):
            steps[step] = steps[step] @ steps[step - 1]
        whole, grown = steps[-1], np.fmax.reduce(self._growth(steps[..., :4, :4]), axis=0)
        return whole[:, :4, :4].copy(), whole[:, :4, 4:].copy(), grown

    def _growth(self, products: Floats) -> Floats:
        """The norm of each matrix, (…, 4, 4), as it acts on the error; nan after an overflow."""
        return np.asarray(
            np.linalg.norm(self.root @ products[..., :2, :2] @ self.inverse, axis=(-2, -1))
        )
