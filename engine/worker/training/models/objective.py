"""The full loss of a problem that only TensorFlow can evaluate.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, overload

import numpy as np
import tensorflow as tf

from engine.arrays import AnyFloats, Floats, Singles
from engine.errors import ProblemError
from engine.history.values import Derivatives
from engine.problems.base import Objective, Theta
from engine.worker.training.models.model import Loss

POINTS = 256
"""Points of a call, always as many, so that one program evaluates any number of them."""


class TracedObjective:
    """The mean loss over samples, compiled; see `engine.problems.base.Objective`.

    Args:
        each: the loss of each sample.
        x, y: the samples, both (n,).
        path: the file that the loss comes from, for errors.
    """

    is_quadratic = False

    def __init__(self, each: Loss, x: Singles, y: Singles, path: Path) -> None:
        self._each, self._path = each, path
        self._x, self._y = tf.constant(x), tf.constant(y)
        self.count = int(x.size)
        self._many = tf.function(self._at_points, jit_compile=True, autograph=False)
        self._one = tf.function(self._curvature, jit_compile=True, autograph=False)
        # Traced for each length of a batch, so not compiled: XLA would take too long for each.
        self._part = tf.function(self._part_slopes, autograph=False)

    @overload
    def loss(self, w: float, b: float) -> float: ...
    @overload
    def loss(self, w: AnyFloats, b: AnyFloats | float) -> Floats: ...
    @overload
    def loss(self, w: AnyFloats | float, b: AnyFloats) -> Floats: ...
    def loss(self, w: AnyFloats | float, b: AnyFloats | float) -> Floats | float:
        """The mean loss; see `Objective`."""
        (value, _, _) = self.evaluated(w, b)
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
        """Its derivatives; see `Objective`."""
        _, by_w, by_b = self.evaluated(w, b)
        return (float(by_w), float(by_b)) if by_w.ndim == 0 else (by_w, by_b)

    def hessian(self, w: float, b: float) -> Floats:
        """Its second derivatives, (2, 2)."""
        by_ww, by_wb, by_bb = self.derivatives(w, b).hessian
        return np.array([[by_ww, by_wb], [by_wb, by_bb]])

    def derivatives(self, w: float, b: float) -> Derivatives:
        """Its first and second derivatives at a point."""
        found = self._called(self._one, tf.constant(w, tf.float32), tf.constant(b, tf.float32))
        by_w, by_b, by_ww, by_wb, by_bb = (float(part) for part in found)
        return Derivatives((by_w, by_b), (by_ww, by_wb, by_bb))

    def slopes_over(self, x: Singles, y: Singles, theta: Theta) -> Theta:
        """The derivatives at θ of the mean loss over other samples, both (m,)."""
        given = (tf.constant(part, tf.float32) for part in (*theta, x, y))
        by_w, by_b = (float(part) for part in self._called(self._part, *given))
        return by_w, by_b

    def evaluated(self, w: AnyFloats | float, b: AnyFloats | float) -> Floats:
        """The mean loss at points, which broadcast, and its derivatives by w and by b, (3, ·)."""
        wide = np.broadcast_arrays(np.asarray(w, np.float32), np.asarray(b, np.float32))
        flat = np.stack([part.ravel() for part in wide], axis=1)
        out = np.empty((3, len(flat)))
        for start in range(0, len(flat), POINTS):
            part = flat[start : start + POINTS]
            padded = np.zeros((POINTS, 2), np.float32)
            padded[: len(part)] = part
            found = self._called(self._many, tf.constant(padded), tf.constant(len(part)))
            out[:, start : start + len(part)] = found.numpy().T[:, : len(part)]
        return out.reshape(3, *wide[0].shape)

    def _called(self, program: Any, *given: tf.Tensor) -> Any:
        try:
            return program(*given)
        except (tf.errors.OpError, ValueError, TypeError) as error:
            first = str(error).strip().splitlines()[0][:160]
            raise ProblemError(f"{self._path}: cannot be compiled: {first}") from None

    def _mean(self, w: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
        return tf.reduce_mean(self._each(w, b, self._x, self._y))

    def _at_points(self, points: tf.Tensor, used: tf.Tensor) -> tf.Tensor:
        """Loss and derivatives of the first `used` points, (POINTS, 3)."""

        def at(i: tf.Tensor, found: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            w, b = tf.unstack(tf.gather(points, i))
            with tf.GradientTape() as tape:
                tape.watch([w, b])
                loss = self._mean(w, b)
            slopes = _slopes(tape, loss, w, b)
            row = tf.stack([loss, *slopes])
            return i + 1, tf.tensor_scatter_nd_update(found, [[i]], [row])

        blank = tf.zeros([POINTS, 3])
        return tf.while_loop(lambda i, _: i < used, at, [tf.constant(0), blank])[1]

    def _part_slopes(
        self, w: tf.Tensor, b: tf.Tensor, x: tf.Tensor, y: tf.Tensor
    ) -> list[tf.Tensor]:
        with tf.GradientTape() as tape:
            tape.watch([w, b])
            loss = tf.reduce_mean(self._each(w, b, x, y))
        return _slopes(tape, loss, w, b)

    def _curvature(self, w: tf.Tensor, b: tf.Tensor) -> tuple[tf.Tensor, ...]:
        with tf.GradientTape(persistent=True) as outer:
            outer.watch([w, b])
            with tf.GradientTape() as tape:
                tape.watch([w, b])
                loss = self._mean(w, b)
            by_w, by_b = _slopes(tape, loss, w, b)
        by_ww, by_wb = _slopes(outer, by_w, w, b)
        _, by_bb = _slopes(outer, by_b, w, b)
        return by_w, by_b, by_ww, by_wb, by_bb


def loss_and_slopes(objective: Objective, w: Floats, b: Floats) -> Floats:
    """The mean loss at points, both (n,), and its derivatives by w and by b, (3, n)."""
    if isinstance(objective, TracedObjective):
        return objective.evaluated(w, b)
    return np.array([objective.loss(w, b), *objective.gradient(w, b)])


def _slopes(tape: Any, value: tf.Tensor, w: tf.Tensor, b: tf.Tensor) -> list[tf.Tensor]:
    zero = tf.UnconnectedGradients.ZERO
    slopes: list[tf.Tensor] = tape.gradient(value, [w, b], unconnected_gradients=zero)
    return slopes
