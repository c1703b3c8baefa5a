"""What a problem says of its two parameters, so that nothing else has to spell them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.arrays import Floats

Theta: TypeAlias = tuple[float, float]
"""θ: a point of the parameter plane."""

Thetas: TypeAlias = Floats
"""Points, one a row, (n, 2); in memory column after column, for each column is used by itself."""

Names: TypeAlias = tuple[str, str]


@dataclass(frozen=True)
class Problem:
    """A loss over two parameters.

    Attributes:
        names: of the parameters, in the order of θ: columns of files, keys of JSON, labels.
        starts: the configuration's parameters for the starting point, in the same order.
    """

    names: Names
    starts: Names
