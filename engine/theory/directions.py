"""The error along the eigenvectors of the Hessian: what is left of it, and what to expect.

With H = Σ λᵢ uᵢ uᵢᵀ, the error θ - θ* has a component along each eigenvector uᵢ. For the full batch
they do not mix: the matrix `engine.theory.momentum.Descent.matrix` of η λᵢ takes the i-th
(component, velocity) from one update to the next, so after t updates it is the t-th power of that
matrix times the first one; without momentum, (1 - η λᵢ)ᵗ times the first component. For batches
drawn independently, the mean follows this recursion.

With κ = λmax/λmin and s = √(3κ + 1), the spectral radius over both components is least

    heavy ball:  at β = ((√κ - 1)/(√κ + 1))² and η = 4/(√λmax + √λmin)²
    Nesterov:    at β = (s - 2)/(s + 2)      and η = 4/(3 λmax + λmin)

(B. T. Polyak, 1964; L. Lessard, B. Recht and A. Packard, "Analysis and Design of Optimization
Algorithms via Integral Quadratic Constraints", 2016, table 1).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.config.run import RunConfig
from engine.problems.base import Theta
from engine.problems.linear_neuron.least_squares import Theory
from engine.theory.momentum import Descent, descent_of


@dataclass(frozen=True)
class Direction:
    """How an error along one eigenvector shrinks.

    Attributes:
        eigenvalue: of the Hessian.
        factor: of the error per update, in the long run; |1 - ηλ| without momentum.
    """

    eigenvalue: float
    factor: float

    @property
    def half_life(self) -> float:
        """Updates in which the error halves; negative if it doubles in as many, inf for neither."""
        if self.factor == 0:
            return 0.0
        decay = -math.log2(self.factor)
        return 1 / decay if decay else math.inf


def directions_of(descent: Descent, rate: float, theory: Theory) -> tuple[Direction, Direction]:
    """The steep direction and the flat one at this learning rate."""
    steep, flat = (
        Direction(value, descent.rate(rate * value))
        for value in (theory.lambda_max, theory.lambda_min)
    )
    return steep, flat


@dataclass(frozen=True)
class Stretch:
    """A part of a run in which the optimizer's parameters stay the same.

    Attributes:
        after: updates made before it.
        config: the configuration in it.
    """

    after: int
    config: RunConfig


def predicted_errors(
    theory: Theory, start: Theta, stretches: Sequence[Stretch], updates: NDArray[np.int64]
) -> Floats:
    """The components of θ - θ* after these updates, (rows, 2); nan where there is no prediction.

    A velocity survives live changes as long as there is momentum. There is no prediction from the
    first update of an optimizer that rescales the gradient, such as Adam.

    Args:
        theory: of all samples.
        start: θ before the first update.
        stretches: in order, the first after update 0.
        updates: increasing.
    """
    errors = np.full((len(updates), 2), np.nan)
    state = np.stack([theory.errors(start), np.zeros(2)])
    ends = [*(stretch.after for stretch in stretches[1:]), None]
    for stretch, end in zip(stretches, ends, strict=True):
        descent = descent_of(stretch.config.optimizer)
        if descent is None or not stretch.config.optimizer.is_plain:
            break
        inside = updates >= stretch.after
        if end is not None:
            inside &= updates <= end
        rate = stretch.config.optimizer.learning_rate
        made = updates[inside] - stretch.after
        for place, value in enumerate((theory.lambda_max, theory.lambda_min)):
            matrix = descent.matrix(rate * value)
            errors[inside, place] = _after(matrix, state[:, place], made)[0]
            if end is not None:
                last = np.array([end - stretch.after])
                state[:, place] = _after(matrix, state[:, place], last)[:, 0]
        if not descent.beta:
            state[1] = 0.0
    return errors


def _after(matrix: Floats, state: Floats, updates: NDArray[np.int64]) -> Floats:
    """Powers of a matrix times a state, (2, rows): its squares, as the bits of the powers say."""
    found = np.repeat(state[:, None], len(updates), axis=1)
    most = int(updates.max(initial=0))
    power = matrix
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        for bit in range(most.bit_length()):
            here = (updates >> bit & 1).astype(np.bool_)
            found[:, here] = power @ found[:, here]
            power = power @ power
    return found


@dataclass(frozen=True)
class Fastest:
    """The learning rate and the momentum of the least spectral radius, and that radius."""

    rate: float
    beta: float
    radius: float


def fastest_of(theory: Theory, *, nesterov: bool) -> Fastest:
    """The fastest setting of gradient descent with momentum for the full batch.

    If x is constant, only the steep direction moves, and one update without momentum is enough, as
    it is if both eigenvalues are equal.
    """
    high, low = theory.lambda_max, theory.lambda_min
    if not theory.unique:
        return Fastest(1 / high, 0.0, 0.0)
    if theory.is_round:
        return Fastest(2 / (high + low), 0.0, 0.0)
    if nesterov:
        root = math.sqrt(3 * (high / low) + 1)
        return Fastest(4 / (3 * high + low), (root - 2) / (root + 2), 1 - 2 / root)
    sum_of_roots = math.sqrt(high) + math.sqrt(low)
    radius = (math.sqrt(high) - math.sqrt(low)) / sum_of_roots
    return Fastest(4 / sum_of_roots**2, radius * radius, radius)


def radius_of(rates: Floats, betas: Floats, theory: Theory, *, nesterov: bool) -> Floats:
    """The spectral radius of an update for each learning rate and momentum, broadcast together.

    If x is constant, it is that of the steep direction, the only one that moves.
    """
    radius = _root(rates * theory.lambda_max, betas, nesterov=nesterov)
    if not theory.unique:
        return radius
    return np.maximum(radius, _root(rates * theory.lambda_min, betas, nesterov=nesterov))


def _root(step: Floats, beta: Floats, *, nesterov: bool) -> Floats:
    """As `Descent.rate`, for arrays."""
    with np.errstate(over="ignore", invalid="ignore"):
        if nesterov:
            trace, determinant = (1 + beta) * (1 - step), beta * (1 - step)
        else:
            trace, determinant = 1 - step + beta, beta + 0 * step
        square = trace * trace / 4 - determinant
        real = np.abs(trace) / 2 + np.sqrt(np.maximum(square, 0.0))
        return np.where(square < 0, np.sqrt(np.maximum(determinant, 0.0)), real)
