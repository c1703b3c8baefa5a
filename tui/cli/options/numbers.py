"""Numbers as values of options."""

from __future__ import annotations

import math
import sys

from tui.cli.request import UsageError


def above_0(option: str, text: str, accepts: str, most: float = sys.float_info.max) -> float:
    """The number given as the value of this option.

    Args:
        option: its name.
        text: as typed.
        accepts: its accepted values, in words.
        most: the largest that is accepted.

    Raises:
        UsageError: it is no number, not above 0, or too large.
    """
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number <= most:
        raise UsageError(f"{option}: '{text}' is invalid; must be {accepts}")
    return number
