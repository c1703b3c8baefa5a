"""The part of an update that is not the optimizer: clipping, and whether the rate is scheduled.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import tensorflow as tf

from engine.config.optimizer import OptimizerConfig


@dataclass(frozen=True)
class UpdateTerms:
    """The part of an update's program that is not the optimizer's.

    Attributes:
        scheduled: whether each update has its own learning rate.
        clipping: see `OptimizerConfig`.
        clip_at: its value.
    """

    scheduled: bool = False
    clipping: str = "none"
    clip_at: float = 1.0

    @classmethod
    def of(cls, config: OptimizerConfig) -> Self:
        """The terms of this configuration."""
        scheduled = config.is_scheduled
        if config.clipping == "none":
            return cls(scheduled)
        return cls(scheduled, config.clipping, config.clip_at)

    def clipped(self, gradient: Sequence[tf.Tensor]) -> list[tf.Tensor]:
        """The gradient as a Keras optimizer with this argument clips it.

        The derivatives may be of many runs, of any one shape; each run is clipped by itself, which
        Keras would not do, because it takes each derivative for one tensor of weights. The
        operations and their order are those of `keras.optimizers`, so that the numbers are, too.
        """
        limit = self.clip_at
        match self.clipping:
            case "value":
                return [tf.clip_by_value(part, -limit, limit) for part in gradient]
            case "norm":
                return [part * limit / tf.maximum(_length([part]), limit) for part in gradient]
            case "global_norm":
                length = _length(gradient)
                scale = limit * tf.minimum(1.0 / length, 1.0 / limit)
                # Infinite lengths give nan, as in Keras: an overflow is not hidden.
                scale = scale + (length - length)
                return [part * scale for part in gradient]
        return list(gradient)


def _length(parts: Sequence[tf.Tensor]) -> tf.Tensor:
    return tf.sqrt(tf.add_n([part * part for part in parts]))
