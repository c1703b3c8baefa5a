"""The description of a problem's two parameters, so that no other module spells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.arrays import Floats

Theta: TypeAlias = tuple[float, float]
"""θ: a point of the parameter plane."""

Thetas: TypeAlias = Floats
"""Points, one per row, (n, 2); column-major in memory, because columns are used separately."""

Names: TypeAlias = tuple[str, str]


@dataclass(frozen=True)
class Problem:
    """A loss over two parameters.

    Attributes:
        names: of the parameters, in the order of θ: columns of files, keys of JSON, labels.
        starts: the names of the configuration's starting values, in the same order.
    """

    names: Names
    starts: Names
