"""Sums of losses over samples, without derivatives.

The arrays are as small as the processor's cache, and are changed in place. The arguments of the
activation and the errors of a line are matrix products of the points, one a row, and the samples,
one a column:

    w x + b = (w, b) (x, 1),        w x + b - y = (w, b, -1) (x, 1, y),

and on a grid so are the errors of a sine, by its addition theorem,

    sin(w x + b) - y = (cos b, sin b, -1) (sin w x, cos w x, y),

so that a grid of W × B points over n samples needs 2 (W n + B) sines, not W B n.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.arrays import Floats
from engine.config.problem import Activation, Loss
from engine.problems.neurons.activations import LEAKY_SLOPE
from engine.problems.neurons.losses import DELTA

_ACROSS = 256
"""Samples of a block of a grid: with some hundred points, an array that stays in the cache."""

_LEAST = -700.0
"""e to this is 1e-304."""


def loss_sums(
    activation: Activation,
    loss: Loss,
    points: tuple[Floats, Floats],
    samples: tuple[Floats, Floats],
) -> Floats:
    """The sum of the losses of all samples at each point.

    Args:
        activation, loss: of the neuron.
        points: w and b, both (k,).
        samples: x and y, both (n,).

    Returns:
        (k,).
    """
    (w, b), (x, y) = points, samples
    if activation is Activation.LINEAR:
        left, right = np.column_stack([w, b, -np.ones_like(w)]), np.stack([x, np.ones_like(x), y])
        return _SUMS[loss](_product(left, right))
    half = activation is Activation.SIGMOID and loss is not Loss.CROSSENTROPY
    left, right = np.column_stack([w, b]), np.stack([x, np.ones_like(x)])
    z = _product(left / 2 if half else left, right)
    if loss is Loss.CROSSENTROPY:
        return _crossentropy(z, y)
    errors, target = _PREDICT[activation](z), y - 0.5 if half else y
    np.subtract(errors, target, out=errors)
    return _SUMS[loss](errors)


def sine_sums(loss: Loss, points: tuple[Floats, Floats], samples: tuple[Floats, Floats]) -> Floats:
    """The sum of the losses of a sine at each point of a grid.

    Args:
        loss: of the neuron.
        points: w, (columns,), and b, (rows,).
        samples: x and y, both (n,).

    Returns:
        (rows, columns).
    """
    (w, b), (x, y) = points, samples
    left = np.column_stack([np.cos(b), np.sin(b), -np.ones_like(b)])
    total = np.zeros((b.size, w.size))
    for column, slope in enumerate(w.tolist()):
        right = np.stack([np.sin(slope * x), np.cos(slope * x), y])
        for start in range(0, x.size, _ACROSS):
            part = right[:, start : start + _ACROSS]
            total[:, column] += _SUMS[loss](_product(left, part))
    return total


def _product(left: Floats, right: Floats) -> Floats:
    """The matrix product of some columns and as many rows.

    A product by a single row, or of a matrix and a vector, is shared by the threads of the linear
    algebra library, which takes longer than the product where other threads need the processors.
    """
    if len(left) > 1:
        product: Floats = left @ right
        return product
    total: Floats = left[0, 0] * right[:1]
    for factor, row in zip(left[0, 1:], right[1:], strict=True):
        total += factor * row
    return total


# ------------------------------------------------------------------------ of z, changed in place


def _above_zero(z: Floats, out: Floats | None = None) -> Floats:
    """max(z, 0), in half the time of numpy's maximum of an array and a number."""
    above: Floats = np.clip(z, 0.0, np.inf, out=out)
    return above


def _rectified(z: Floats) -> Floats:
    return _above_zero(z, out=z)


def _leaky(z: Floats) -> Floats:
    return np.maximum(z, LEAKY_SLOPE * z, out=z)


def _tanh(z: Floats) -> Floats:
    return np.tanh(z, out=z)


def _shifted_sigmoid(half: Floats) -> Floats:
    """The sigmoid of z, less ½, of z/2: half the hyperbolic tangent."""
    np.tanh(half, out=half)
    return np.multiply(half, 0.5, out=half)


def _sine(z: Floats) -> Floats:
    return np.sin(z, out=z)


_PREDICT: dict[Activation, Callable[[Floats], Floats]] = {
    Activation.RELU: _rectified,
    Activation.LEAKY_RELU: _leaky,
    Activation.TANH: _tanh,
    Activation.SIGMOID: _shifted_sigmoid,
    Activation.SINE: _sine,
}


# ------------------------------------------------------------------ of errors, changed in place


def _row_sums(values: Floats) -> Floats:
    sums: Floats = values.sum(axis=1)
    return sums


def _products(one: Floats, other: Floats) -> Floats:
    """The sums of the products, row by row."""
    sums: Floats = np.einsum("ij,ij->i", one, other)
    return sums


def _mse(errors: Floats) -> Floats:
    return _products(errors, errors)


def _mae(errors: Floats) -> Floats:
    return _row_sums(np.abs(errors, out=errors))


def _huber(errors: Floats) -> Floats:
    """With c the error between -δ and δ, the loss is c·(error - c/2)."""
    near = np.clip(errors, -DELTA, DELTA)
    np.subtract(errors, 0.5 * near, out=errors)
    return _products(near, errors)


def _log_cosh(errors: Floats) -> Floats:
    size = np.abs(errors, out=errors)
    sums: Floats = _row_sums(size) + _tails(size, 2.0) - size.shape[1] * np.log(2.0)
    return sums


def _crossentropy(z: Floats, y: Floats) -> Floats:
    """Of y = 0 it is log(1 + e^z), of y = 1 log(1 + e^-z), and linear in y."""
    above = _above_zero(z)
    above -= z * y
    return _row_sums(above) + _tails(np.abs(z, out=z), 1.0)


def _tails(size: Floats, factor: float) -> Floats:
    """The sums of log(1 + e^-(factor·size)), row by row."""
    np.multiply(size, -factor, out=size)
    # Where e^z underflows it takes ten times as long.
    np.clip(size, _LEAST, 0.0, out=size)
    np.exp(size, out=size)
    return _row_sums(np.log1p(size, out=size))


_SUMS: dict[Loss, Callable[[Floats], Floats]] = {
    Loss.MSE: _mse,
    Loss.MAE: _mae,
    Loss.HUBER: _huber,
    Loss.LOG_COSH: _log_cosh,
}
