"""What the state of an optimizer is in the plane of the parameters: an arrow, an ellipse, or both.

A velocity is a step. If all further gradients were 0, it would still move θ by μ m + μ² m + …,
which is less than m/(1 - μ). A first moment is a mean of gradients, so the update points against
it; the root of a mean, or a sum, of squares is a typical gradient.

Left out are shared values, such as Nadam's product of momentums, and Adadelta's mean of squared
steps, which is not in units of gradients and has no natural size in the plane.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from engine.optimizers.state import OptimizerState

Pair = tuple[float, float]


@dataclass(frozen=True)
class Arrow:
    """A state with a direction.

    Attributes:
        symbol: in the rule.
        name: for display.
        sign: 1 if the update moves θ along it, -1 if against it.
        coast: what the arrow is multiplied by if it is a step: 1/(1 - μ); None for gradients.
    """

    symbol: str
    name: str
    sign: int
    coast: float | None = None


@dataclass(frozen=True)
class Ellipse:
    """A state without a direction, in units of gradients once its root is taken.

    Attributes:
        symbol: in the rule.
        name: for display.
        squared: whether the state is a square.
    """

    symbol: str
    name: str
    squared: bool = True


@dataclass(frozen=True)
class Geometry:
    """The drawable parts of an optimizer's state; without any, it has none.

    Attributes:
        arrow, ellipse: what is drawn.
        left_out: the name of a state of each parameter that has no place in the plane.
    """

    arrow: Arrow | None = None
    ellipse: Ellipse | None = None
    left_out: str = ""

    @property
    def exists(self) -> bool:
        """Whether there is anything to draw."""
        return self.arrow is not None or self.ellipse is not None


_MOMENT = Arrow("m", "first moment", -1)
_ROOT = Ellipse("v", "root of the second moment")
_SUM = Ellipse("a", "root of the sum of squares")
_ADAM = Geometry(_MOMENT, _ROOT)
_FIXED: Mapping[str, Geometry] = {
    "adam": _ADAM,
    "adamw": _ADAM,
    "nadam": _ADAM,
    "adamax": Geometry(_MOMENT, Ellipse("u", "largest gradient", squared=False)),
    "lion": Geometry(_MOMENT),
    "adagrad": Geometry(None, _SUM),
    "adadelta": Geometry(None, _ROOT, "mean of squared steps"),
    "ftrl": Geometry(Arrow("z", "linear sum", -1), _SUM),
}


def geometry_of(optimizer: str, hyperparameters: Mapping[str, float]) -> Geometry:
    """The drawable state of an optimizer with these hyperparameters."""
    momentum = hyperparameters.get("momentum", 0.0)
    sign = -1 if optimizer == "rmsprop" else 1
    velocity = Arrow("m", "velocity", sign, 1 / (1 - momentum)) if momentum else None
    if optimizer == "rmsprop":
        return Geometry(velocity, _ROOT)
    return _FIXED.get(optimizer) or Geometry(velocity)


def value_of(state: OptimizerState, part: Arrow | Ellipse) -> Pair | None:
    """The value of a part for each parameter; roots for an ellipse; None if it is unknown."""
    if part.symbol not in state.symbols:
        return None
    first, second = (state.of(parameter)[part.symbol] for parameter in (0, 1))
    if isinstance(part, Ellipse) and part.squared:
        first, second = (math.sqrt(max(value, 0.0)) for value in (first, second))
    return (first, second) if math.isfinite(first) and math.isfinite(second) else None
