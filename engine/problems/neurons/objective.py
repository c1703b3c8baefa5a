"""The mean loss of a neuron ŷ = f(w·x + b) over samples, with its derivatives.

With the loss l(y, ŷ) of a sample, z = w·x + b and l', l'' by ŷ,

    gradient = mean l' f' (x, 1),    Hessian = mean (l'' f'² + l' f'') [[x², x], [x, 1]]

L2 regularization adds λ w² to the loss, 2 λ w to its derivative by w, and 2 λ to the second one.

Where f or l has a kink the derivatives are those of TensorFlow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import numpy as np

from engine.arrays import AnyFloats, Floats
from engine.config.problem import Activation, Loss
from engine.problems.evaluation import CHUNK, at_points, chunks
from engine.problems.neurons.activations import FUNCTIONS, Jet, activated
from engine.problems.neurons.losses import LOSSES, crossentropy, crossentropy_alone, loss_alone


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
        (value,) = self._means(w, b, 1)
        return float(value) if value.ndim == 0 else value

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
        *_, by_ww, by_wb, by_bb = (float(value) for value in self._means(w, b, 6))
        return np.array([[by_ww, by_wb], [by_wb, by_bb]])

    def _means(self, w: AnyFloats | float, b: AnyFloats | float, values: int) -> Floats:
        """The first of: loss, its two derivatives, its three second derivatives; (values, ·)."""
        cost = min(self.count, CHUNK)
        return at_points(w, b, lambda w, b: self._at(w, b, values), values, cost)

    def _at(self, w: Floats, b: Floats, values: int) -> Floats:
        total = np.zeros((values, w.size))
        for rows in chunks(self.count):
            x, y = (part[rows].astype(np.float64) for part in (self.x, self.y))
            z = w[:, None] * x + b[:, None]
            if values == 1:
                total[0] += self._loss(y, z).sum(axis=1)
                continue
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

    def _loss(self, y: Floats, z: Floats) -> Floats:
        """The loss of each sample, to the bit that of `_jet`."""
        if self.loss_name is Loss.CROSSENTROPY:
            return crossentropy_alone(y, z)
        return loss_alone(self.loss_name, y, activated(self.activation, z))

    def _jet(self, y: Floats, z: Floats) -> Jet:
        """The loss of each sample with its derivatives by z."""
        if self.loss_name is Loss.CROSSENTROPY:
            return crossentropy(y, z)
        inner = FUNCTIONS[self.activation](z)
        outer = LOSSES[self.loss_name](y, inner.value)
        second = outer.second * inner.first * inner.first + outer.first * inner.second
        return Jet(outer.value, outer.first * inner.first, second)
