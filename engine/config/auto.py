"""The word that leaves the learning rate to the theory, wherever values of parameters are typed.

A configuration holds a number: the word is replaced where the samples are known.
"""

from __future__ import annotations

from collections.abc import Mapping

AUTO = "auto"
_NAME = "learning_rate"


def asks_auto(values: Mapping[str, object]) -> bool:
    """Whether these values leave the learning rate to the theory."""
    value = values.get(_NAME)
    return isinstance(value, str) and value.strip().lower() == AUTO


def without_auto(values: Mapping[str, object]) -> dict[str, object]:
    """The values without a learning rate that is left to the theory."""
    auto = asks_auto(values)
    return {name: value for name, value in values.items() if not (auto and name == _NAME)}
