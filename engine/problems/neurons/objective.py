"""The mean loss of a neuron ŷ = f(w·x + b) over samples, with its derivatives.

With the loss l(y, ŷ) of a sample, z = w·x + b and l', l'' by ŷ,

    gradient = mean l' f' (x, 1),    Hessian = mean (l'' f'² + l' f'') [[x², x], [x, 1]]

L2 regularization adds λ w² to the loss, 2 λ w to its derivative by w, and 2 λ to the second one.

Where f or l has a kink the derivatives are those of TensorFlow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from engine.arrays import AnyFloats, Floats
from engine.config.problem import Activation, Loss
from engine.problems.evaluation import CHUNK, at_points, chunks
from engine.problems.neurons.activations import FUNCTIONS, Jet
from engine.problems.neurons.losses import LOSSES, crossentropy
from engine.problems.neurons.sums import loss_sums, sine_sums


@dataclass(frozen=True, eq=False)
class NeuronObjective:
    """The loss of a neuron over samples.

    Attributes:
        x, y: the samples, both (n,) with n at least 1.
        activation, loss: of the neuron.
        l2: the factor λ of w².
    """

    x: AnyFloats
    y: AnyFloats
    activation: Activation
    loss_name: Loss
    l2: float = 0.0

    @property
    def count(self) -> int:
        """The number of samples."""
        return int(self.x.size)

    @property
    def is_quadratic(self) -> bool:
        """Never: the quadratic one is `Moments`."""
        return False

    @overload
    def loss(self, w: float, b: float) -> float: ...
    @overload
    def loss(self, w: AnyFloats, b: AnyFloats | float) -> Floats: ...
    @overload
    def loss(self, w: AnyFloats | float, b: AnyFloats) -> Floats: ...
    def loss(self, w: AnyFloats | float, b: AnyFloats | float) -> Floats | float:
        """The mean loss; see `Objective`."""
        (value,) = at_points(w, b, self._losses, 1, min(self.count, CHUNK))
        return float(value) if value.ndim == 0 else value

    def on_grid(self, w: Floats, b: Floats) -> Floats:
        """The mean loss at each w, (columns,), and each b, (rows,): (rows, columns)."""
        if self.activation is not Activation.SINE:
            return self.loss(w[None, :], b[:, None])
        with np.errstate(all="ignore"):
            blocks = (sine_sums(self.loss_name, (w, b), block) for block in self._blocks)
            means: Floats = sum(blocks, np.zeros((b.size, w.size))) / self.count
            return means + self.l2 * w * w

    @overload
    def gradient(self, w: float, b: float) -> tuple[float, float]: ...
    @overload
    def gradient(self, w: AnyFloats, b: AnyFloats | float) -> tuple[Floats, Floats]: ...
    @overload
    def gradient(self, w: AnyFloats | float, b: AnyFloats) -> tuple[Floats, Floats]: ...
    def gradient(
        self, w: AnyFloats | float, b: AnyFloats | float
    ) -> tuple[Floats | float, Floats | float]:
        """The derivatives of the mean loss; see `Objective`."""
        _, by_w, by_b = self._means(w, b, 3)
        return (float(by_w), float(by_b)) if by_w.ndim == 0 else (by_w, by_b)

    def hessian(self, w: float, b: float) -> Floats:
        """The second derivatives of the mean loss, (2, 2)."""
        *_, by_ww, by_wb, by_bb = self.derivatives(w, b)
        return np.array([[by_ww, by_wb], [by_wb, by_bb]])

    def derivatives(self, w: float, b: float) -> list[float]:
        """Those by w, b, ww, wb and bb, which together take as long as the last three alone."""
        found: list[float] = self._means(w, b, 6)[1:].tolist()
        return found

    def _means(self, w: AnyFloats | float, b: AnyFloats | float, values: int) -> Floats:
        """The first of: loss, its two derivatives, its three second derivatives; (values, ·)."""
        cost = min(self.count, CHUNK)
        return at_points(w, b, lambda w, b: self._at(w, b, values), values, cost)

    @property
    def _blocks(self) -> Iterable[tuple[Floats, Floats]]:
        """X and y in float64, as many at a time as are computed with."""
        return (self._only,) if self.count <= CHUNK else map(self._block, chunks(self.count))

    @cached_property
    def _only(self) -> tuple[Floats, Floats]:
        """The block of all samples, which is kept where they are few."""
        return self._block(slice(None))

    def _block(self, rows: slice) -> tuple[Floats, Floats]:
        return self.x[rows].astype(np.float64), self.y[rows].astype(np.float64)

    def _losses(self, w: Floats, b: Floats) -> Floats:
        """The mean losses at points, both (k,): (1, k)."""
        total = np.zeros((1, w.size))
        for block in self._blocks:
            total[0] += loss_sums(self.activation, self.loss_name, (w, b), block)
        return self._penalized(total / self.count, w) if self.l2 else total / self.count

    def _at(self, w: Floats, b: Floats, values: int) -> Floats:
        total = np.zeros((values, w.size))
        for x, y in self._blocks:
            z = w[:, None] * x + b[:, None]
            jet = self._jet(y, z)
            terms = [jet.value]
            if values >= 3:
                terms += [jet.first * x, jet.first]
            if values >= 6:
                terms += [jet.second * x * x, jet.second * x, jet.second]
            total += [term.sum(axis=1) for term in terms]
        means: Floats = total / self.count
        return self._penalized(means, w) if self.l2 else means

    def _penalized(self, means: Floats, w: Floats) -> Floats:
        """The means with the penalty of w; (values, k) and (k,)."""
        means[0] += self.l2 * w * w
        if len(means) >= 3:
            means[1] += 2 * self.l2 * w
        if len(means) >= 6:
            means[3] += 2 * self.l2
        return means

    def _jet(self, y: Floats, z: Floats) -> Jet:
        """The loss of each sample with its derivatives by z."""
        if self.loss_name is Loss.CROSSENTROPY:
            return crossentropy(y, z)
        inner = FUNCTIONS[self.activation](z)
        outer = LOSSES[self.loss_name](y, inner.value)
        second = outer.second * inner.first * inner.first + outer.first * inner.second
        return Jet(outer.value, outer.first * inner.first, second)
