"""How keys and mouse have left a plot, as plain values by name. No screen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias, TypeVar

Setting: TypeAlias = bool | int | float | str | tuple[float, ...] | None
Settings: TypeAlias = Mapping[str, Setting]
"""What one widget gives, another of its class can take, at any size; unknown names are left out."""

_Member = TypeVar("_Member", bound=StrEnum)


def flag(settings: Settings, name: str) -> bool:
    """Whether something is on; a value that is none is off."""
    return settings.get(name) is True


def whole(settings: Settings, name: str, least: int, most: int, otherwise: int = 0) -> int:
    """A whole number within limits; `otherwise` if there is none."""
    value = settings.get(name)
    return value if type(value) is int and least <= value <= most else otherwise


def word(settings: Settings, name: str) -> str:
    """A text; empty if there is none."""
    value = settings.get(name)
    return value if isinstance(value, str) else ""


def member(settings: Settings, name: str, otherwise: _Member) -> _Member:
    """A member of the enumeration of `otherwise`, by its value; `otherwise` if there is none."""
    members = {each.value: each for each in type(otherwise)}
    return members.get(word(settings, name), otherwise)


def numbers(settings: Settings, name: str, count: int) -> tuple[float, ...] | None:
    """`count` finite numbers; None if there are none."""
    value = settings.get(name)
    if not isinstance(value, tuple) or len(value) != count or not all(map(math.isfinite, value)):
        return None
    return value
