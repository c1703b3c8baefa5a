"""Keras' own schedules, for comparison."""

from __future__ import annotations

from engine.config.optimizer import OptimizerConfig
from engine.optimizers.schedules import pieces_of


def keras_schedule(config: OptimizerConfig):
    """What Keras offers under this name."""
    import keras

    schedules = keras.optimizers.schedules
    rate, period = config.learning_rate, config.period
    match config.schedule:
        case "step":
            return schedules.ExponentialDecay(rate, period, config.decay_rate, staircase=True)
        case "exponential":
            return schedules.ExponentialDecay(rate, period, config.decay_rate)
        case "piecewise":
            bounds, factors = zip(*pieces_of(config.pieces), strict=True)
            return schedules.PiecewiseConstantDecay(
                list(bounds), [rate, *(rate * factor for factor in factors)]
            )
        case "cosine" if config.warmup:
            return schedules.CosineDecay(
                rate / config.warmup,
                period,
                alpha=config.rate_floor,
                warmup_target=rate,
                warmup_steps=config.warmup,
            )
        case "cosine":
            return schedules.CosineDecay(rate, period, alpha=config.rate_floor)
    return schedules.CosineDecayRestarts(
        rate, period, t_mul=config.t_mul, m_mul=config.m_mul, alpha=config.rate_floor
    )
