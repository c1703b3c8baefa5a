"""The theoretical edge on a phase map: the learning rate above which a run does not converge.

On a map with the learning rate on one axis, the limit at each value of the other one; on any other
map there is no such line. See `engine.theory.limits` for what a limit follows from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.errors import DescentError
from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_spec import PhaseSpec
from engine.theory.limits import Basis, limit_of
from engine.theory.momentum import descent_of, is_full_batch
from engine.theory.samples import Samples

_POINTS = 33
"""Places at which the limit is computed, if that takes long."""
_FINER = 8
"""With the full batch, so many times more."""
_RATE = "learning_rate"


@dataclass(frozen=True, eq=False)
class Edge:
    """A line on the map, in values of its axes.

    Attributes:
        x, y: its points, (points,).
        bases: what the limit follows from.
        formula: in plain text; empty if there is none for all of it.
    """

    x: Floats
    y: Floats
    bases: frozenset[Basis]
    formula: str

    @property
    def name(self) -> str:
        """What it is, for the legend."""
        return self.formula or "limit of lr"


def edge_of(spec: PhaseSpec, samples: Samples) -> Edge | None:
    """The edge; None if the learning rate is on no axis, or nothing limits it."""
    axes = (spec.x, spec.y)
    if _RATE not in (axis.parameter for axis in axes):
        return None
    other = next(axis for axis in axes if axis.parameter != _RATE)
    places = _places(other, spec.base, samples)
    found = [_limit(spec.base, other, value, samples) for value in places]
    known = [(place, *each) for place, each in zip(places, found, strict=True) if each is not None]
    if not known:
        return None
    values, limits, bases = zip(*known, strict=True)
    lines = np.array(values, np.float64), np.array(limits, np.float64)
    x, y = lines if spec.y.parameter == _RATE else lines[::-1]
    return Edge(x, y, frozenset(bases), _formula(spec.base, other.parameter, frozenset(bases)))


def edge_at_minima(spec: PhaseSpec, hessians: Sequence[Floats]) -> Edge | None:
    """The learning rate above which no known minimum holds gradient descent; None without one.

    Args:
        spec: the map.
        hessians: those of the loss at its minima, each (2, 2).
    """
    axes = (spec.x, spec.y)
    if _RATE not in (axis.parameter for axis in axes) or not hessians:
        return None
    flattest = min(float(np.linalg.eigvalsh(hessian)[-1]) for hessian in hessians)
    other = next(axis for axis in axes if axis.parameter != _RATE)
    values = [other.edge(other.cells * k / _FINER) for k in range(_FINER + 1)]
    limits = []
    for value in values:
        momentum = {"momentum": min(value, 1 - 1e-9)} if other.parameter == "momentum" else {}
        descent = descent_of(spec.base.optimizer.model_copy(update=momentum))
        if descent is None or flattest <= 0:
            return None
        limits.append(descent.limit(flattest))
    lines = np.array(values), np.array(limits)
    x, y = lines if spec.y.parameter == _RATE else lines[::-1]
    return Edge(x, y, frozenset(), "limit at a minimum")


def _places(axis: Axis, base: RunConfig, samples: Samples) -> list[float]:
    """The values at which the limit is computed, from end to end."""
    if axis.parameter == "batch_size":
        sizes = sorted({min(int(value), samples.count) for value in axis.values.tolist()})
        if len(sizes) > _POINTS:
            chosen = np.linspace(0, len(sizes) - 1, _POINTS).round().astype(int)
            sizes = [sizes[place] for place in sorted(set(chosen.tolist()))]
        return [*(float(size) for size in sizes), axis.high] if sizes else []
    if axis.parameter in ("w0", "b0"):
        return [axis.low, axis.high]
    parts = (_POINTS - 1) * (_FINER if is_full_batch(base, samples.count) else 1)
    return [axis.edge(axis.cells * part / parts) for part in range(parts + 1)]


def _limit(
    base: RunConfig, axis: Axis, value: float, samples: Samples
) -> tuple[float, Basis] | None:
    whole = max(int(min(value, samples.count)), 1)
    given = whole if axis.parameter == "batch_size" else value
    if axis.parameter == "momentum":
        given = min(value, 1 - 1e-9)
    try:
        config = with_values(base, {axis.parameter: given})
    except DescentError:
        return None
    if axis.parameter == "l2":
        # λmax grows with the penalty, and so the limit falls.
        samples = samples.with_l2(value)
    found = limit_of(config.optimizer, config.batch, samples)
    if found is None or not math.isfinite(found.rate):
        return None
    return found.rate, found.basis


def _formula(base: RunConfig, other: str, bases: frozenset[Basis]) -> str:
    if bases != {Basis.FULL_BATCH}:
        return "mean-square limit" if bases <= {Basis.RANDOM, Basis.FULL_BATCH} else ""
    descent = descent_of(base.optimizer)
    if descent is None:
        return ""
    if other == "momentum":
        return "2(1+β)/((1+2β)λmax)" if descent.nesterov else "2(1+β)/λmax"
    return "2/λmax" if descent.beta == 0 else f"{descent.reach:.3g}/λmax"
