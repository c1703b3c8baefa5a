"""The learning rate of the next update, to be shown."""

from __future__ import annotations

from engine.config.optimizer import OptimizerConfig
from engine.history.frame import Frame

_DIGITS = 4


def present_rate(config: OptimizerConfig, frame: Frame | None) -> float:
    """The learning rate of the next update; a scheduled one in a few digits."""
    if not config.is_scheduled:
        return config.learning_rate
    rate = config.rates.rate(0 if frame is None else frame.update)
    return float(f"{rate:.{_DIGITS}g}")
