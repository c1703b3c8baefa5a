"""JSON of unknown origin: finite numbers of ordinary size, nothing else than JSON defines."""

from __future__ import annotations

import json
import math
from typing import TypeVar

_Kind = TypeVar("_Kind")

_LONGEST_WHOLE = 19
"""Characters of a whole number within 64 bits."""


def plain_json(data: bytes) -> object:
    """What the text says.

    Raises:
        ValueError: it is not JSON in UTF-8, or has a number that is not finite or very long.
    """
    try:
        return json.loads(
            data.decode(), parse_int=_whole, parse_float=_finite, parse_constant=_refuse
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None


def typed(value: object, kind: type[_Kind]) -> _Kind:
    """The value, which must be of this type.

    Raises:
        TypeError: it is of another one.
    """
    if not isinstance(value, kind):
        raise TypeError(f"not {kind.__name__}")
    return value


def _whole(text: str) -> int:
    if len(text) > _LONGEST_WHOLE:
        raise ValueError("a number is too long")
    return int(text)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number is too large")
    return value


def _refuse(text: str) -> float:
    raise ValueError(f"{text} is not JSON")
