"""Methods of Textual that are wrapped once, for all of its widgets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def wrap_once(owner: type, name: str, wrap: Callable[[Any], Any]) -> None:
    """Replace a method of a class by `wrap(method)`; a second call changes nothing."""
    method = getattr(owner, name)
    if not hasattr(method, "wrapped_by_descent"):
        wrapped = wrap(method)
        wrapped.wrapped_by_descent = True
        setattr(owner, name, wrapped)
