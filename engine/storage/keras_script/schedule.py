"""The learning rate in the script: a number, a schedule of Keras, or one written out there."""

from __future__ import annotations

from collections.abc import Iterable

from engine.config.optimizer import OptimizerConfig
from engine.optimizers.schedules import CYCLE_END, CYCLE_RISE, CYCLE_START, pieces_of

_SCHEDULES = "keras.optimizers.schedules"

_WARM_UP = '''\
class WarmUp(keras.optimizers.schedules.LearningRateSchedule):
    """A linear rise over some updates to a learning rate, from which a schedule begins."""

    def __init__(self, rate, updates, after):
        self.rate, self.updates, self.after = rate, updates, after

    def __call__(self, step):
        step, updates = tf.cast(step, tf.float32), float(self.updates)
        begin = tf.constant(self.rate / self.updates)
        rising = (self.rate - begin) * (step / updates) + begin
        return tf.where(step < updates, rising, self.after(tf.maximum(step - updates, 0.0)))'''

_ONE_CYCLE = f'''\
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """The 1cycle policy: linear rise, equal fall, then a fall to a small fraction.

    L. N. Smith and N. Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large
    Learning Rates", 2018.
    """

    def __init__(self, rate, updates):
        self.rate, self.updates = rate, updates
        self.rise = max(1, int({CYCLE_RISE!r} * updates))

    def __call__(self, step):
        step, rise = tf.cast(step, tf.float32), float(self.rise)
        peak, first, last = (
            tf.constant(self.rate * share) for share in (1.0, {CYCLE_START!r}, {CYCLE_END!r})
        )
        rest = max(self.updates - 2.0 * rise, 1.0)
        up = (peak - first) * (step / rise) + first
        down = (first - peak) * ((step - rise) / rise) + peak
        out = (first - last) * (1.0 - tf.minimum((step - 2.0 * rise) / rest, 1.0)) + last
        return tf.where(step < rise, up, tf.where(step < 2.0 * rise, down, out))'''

_CONSTANT = '''\
class Constant(keras.optimizers.schedules.LearningRateSchedule):
    """The same learning rate for all updates; Keras has no number follow a schedule."""

    def __init__(self, rate):
        self.rate = rate

    def __call__(self, step):
        return tf.constant(self.rate)'''

_FROM = '''\
class From(keras.optimizers.schedules.LearningRateSchedule):
    """A schedule for an optimizer that was made after some updates, and counts its own alone."""

    def __init__(self, updates, schedule):
        self.updates, self.schedule = updates, schedule

    def __call__(self, step):
        return self.schedule(tf.cast(step, tf.int64) + self.updates)'''

_CLASSES = {
    "Constant(": _CONSTANT,
    "WarmUp(": _WARM_UP,
    "OneCycle(": _ONE_CYCLE,
    "From(": _FROM,
}


class Code(str):
    """Code that is its own literal."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def rate_code(config: OptimizerConfig, *, scheduled: bool = False, begun: int = 0) -> Code:
    """The learning rate.

    Args:
        config: the optimizer.
        scheduled: whether it must be a schedule, because it follows one or is followed by one.
        begun: updates made before the optimizer was.
    """
    if not config.is_scheduled:
        number = repr(config.learning_rate)
        return Code(f"Constant({number})" if scheduled else number)
    code = _schedule(config)
    return Code(f"From({begun}, {code})" if begun else code)


def _schedule(config: OptimizerConfig) -> str:
    rate, period, floor = config.learning_rate, config.period, config.rate_floor
    warm = config.rates.rises_first
    match config.schedule:
        case "step" | "exponential":
            stairs = ", staircase=True" if config.schedule == "step" else ""
            code = (
                f"{_SCHEDULES}.ExponentialDecay({rate!r}, {period}, {config.decay_rate!r}{stairs})"
            )
        case "piecewise":
            pieces = pieces_of(config.pieces)
            bounds = [bound for bound, _ in pieces]
            values = [rate, *(rate * factor for _, factor in pieces)]
            code = f"{_SCHEDULES}.PiecewiseConstantDecay({bounds}, {values})"
        case "cosine" if warm:
            begin = f"{config.rates.begin!r}, {period}, alpha={floor!r}"
            target = f"warmup_target={rate!r}, warmup_steps={config.warmup}"
            return f"{_SCHEDULES}.CosineDecay({begin}, {target})"
        case "cosine":
            code = f"{_SCHEDULES}.CosineDecay({rate!r}, {period}, alpha={floor!r})"
        case "restarts":
            more = f"t_mul={config.t_mul!r}, m_mul={config.m_mul!r}, alpha={floor!r}"
            code = f"{_SCHEDULES}.CosineDecayRestarts({rate!r}, {period}, {more})"
        case "one_cycle":
            code = f"OneCycle({rate!r}, {period})"
        case _:
            code = f"Constant({rate!r})"
    return f"WarmUp({rate!r}, {config.warmup}, {code})" if warm else code


def classes_of(codes: Iterable[str]) -> str:
    """The classes that this code needs, with two empty lines after each."""
    text = "\n".join(codes)
    needed = [body for call, body in _CLASSES.items() if call in text]
    return "".join(f"{body}\n\n\n" for body in needed)
