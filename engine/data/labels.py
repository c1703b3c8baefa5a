"""Labels: y of a problem that tells two classes apart."""

from __future__ import annotations

import numpy as np

from engine.arrays import AnyFloats
from engine.errors import DataError


def check_labels(y: AnyFloats, name: str, source: str) -> None:
    """Check that y, (n,), in the data's units, is a label everywhere.

    Raises:
        DataError: a value is neither 0 nor 1.
    """
    wrong = (y != 0) & (y != 1)
    if wrong.any():
        place = int(np.argmax(wrong))
        raise DataError(
            f"{source}: crossentropy needs labels: {name} must be 0 or 1, but its value "
            f"{place + 1:,} is {y[place]:g}"
        )
