"""A run on a loss without exact results, in sentences: its neighbourhood, and what it shows."""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import AnyFloats
from engine.config.numbers import finite
from engine.config.optimizer import OptimizerConfig
from engine.problems.base import Curvature
from engine.theory.local import Local
from engine.theory.momentum import descent_of
from engine.theory.verdict import Kind
from tui.text.numbers import number, significant

_SEPARABLE = (
    "the labels are separable: the loss has no minimum and falls towards 0 while |w| and |b| grow "
    "without end"
)
_ALIKE = (
    "all labels are equal: the loss has no minimum and falls towards 0 while |b| grows without end"
)


def no_minimum(labels: AnyFloats) -> str:
    """Why the cross-entropy of separable labels, (n,) of 0 and 1, has no minimum.

    With L2 regularization equal labels are the only such ones, and w stays small.
    """
    return _ALIKE if np.ptp(labels) == 0 else _SEPARABLE


def local_fact(kind: Kind, local: Local) -> str:
    """What kind of point a run has reached; empty if it diverged."""
    steepness = significant(local.steepness, 3)
    match kind:
        case Kind.DIVERGED:
            return ""
        case Kind.DIVERGING:
            return f"loss {significant(local.loss, 3)}, and rising"
        case Kind.AT_MINIMUM:
            less = significant(local.decrease, 2)
            return f"at a local minimum: nearby the loss can fall by {less} at most"
        case Kind.AT_SADDLE if local.curvature is not None:
            w, b = (significant(part, 2) for part in local.curvature.axes[1].tolist())
            return f"at a saddle point: the loss curves downwards along ({w}, {b})"
        case Kind.ON_PLATEAU:
            return f"on a plateau: the gradient is {steepness}, and no minimum is near"
        case _:
            return f"gradient {steepness}"


def curvature_fact(found: Curvature | None, optimizer: OptimizerConfig) -> str:
    """The curvature at a point, and the largest learning rate that it allows; empty if unknown."""
    if found is None:
        return ""
    high, low = (significant(value, 3) for value in (found.lambda_max, found.lambda_min))
    text = f"curvature there: λ {high} and {low}"
    limit = local_limit(found, optimizer)
    if limit is None:
        return text
    beyond = ", which lr exceeds" if optimizer.learning_rate > limit else ""
    return f"{text}; local limit of the learning rate {number(float(f'{limit:.3g}'))}{beyond}"


def local_limit(found: Curvature, optimizer: OptimizerConfig) -> float | None:
    """The learning rate above which this optimizer leaves a minimum with this curvature.

    None if no direction curves upwards, or if the optimizer has no limit.
    """
    descent = descent_of(optimizer)
    if descent is None or found.local_limit is None:
        return None
    return descent.limit(found.lambda_max)


def local_record(local: Local | None, optimizer: OptimizerConfig) -> dict[str, float | None]:
    """The neighbourhood for JSON; what is not finite is null."""
    names = ("gradient", "lambda_max", "lambda_min", "learning_rate_limit", "decrease")
    if local is None:
        return dict.fromkeys(names)
    found = local.curvature
    limit = None if found is None else local_limit(found, optimizer)
    values = (
        local.steepness,
        math.nan if found is None else found.lambda_max,
        math.nan if found is None else found.lambda_min,
        math.nan if limit is None else limit,
        local.decrease,
    )
    return {name: finite(value) for name, value in zip(names, values, strict=True)}
