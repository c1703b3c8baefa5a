"""Stepping of values by keys: by 1-2-5, by doubling, by one, through choices.

Uses decimal arithmetic: ten steps of 0.1 make 1, and 0.3 is never 0.30000000000000004.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import annotated_types

from engine.config.parameters import Parameter, Value
from engine.config.run import FULL_BATCH, RunConfig, Standardize

PACES: tuple[float | None, ...] = (
    *(float(digit * 10**power) for power in range(6) for digit in (1, 3)),
    None,
)
"""Updates per second that the speed keys cycle through; None is unlimited."""

NUDGES: Mapping[str, tuple[str, int]] = {
    "smaller-batch": ("batch_size", -1), "larger-batch": ("batch_size", 1),
    "lower-rate": ("learning_rate", -1), "higher-rate": ("learning_rate", 1),
    "next-optimizer": ("optimizer", 1), "previous-optimizer": ("optimizer", -1),
}  # fmt: skip
"""Commands that move a parameter by one step: its name and the direction."""

_STANDARDIZED = (Standardize.NONE, Standardize.SCALE, Standardize.CENTER)
_SERIES = (1, 2, 5)
_HALF = Decimal("0.5")
_NEAREST_TO_ONE = Decimal("1e-5")


def samples_of_each(config: RunConfig, samples: int) -> int:
    """The batch size from which the replicas together have all samples in every batch."""
    return -(-samples // config.batch.replicas)


def stepped(parameter: Parameter, value: Value, direction: int, *, samples: int) -> Value:
    """The value one step up (direction 1) or down (-1) from `value`; `value` at the end.

    Args:
        parameter: the parameter, with its kind of steps and its bounds.
        value: the effective value, which for an absent hyperparameter is the optimizer's default.
        direction: 1 or -1.
        samples: of one replica, at which a batch size becomes the full batch.
    """
    match parameter.notes.step, value:
        case "choice", bool():
            return not value
        case "choice", str():
            # A file of the user's own is none of them: stepping goes to the first.
            place = parameter.choices.index(value) if value in parameter.choices else -1
            return parameter.choices[(place + direction) % len(parameter.choices)]
        case "double", _ if parameter.kind == "batch":
            return stepped_batch_size(value, direction, samples=samples)
        case "double", int():
            return _bounded(parameter, value, Decimal(value * 2 if direction > 0 else value // 2))
        case "one", int() | float():
            return _bounded(parameter, value, Decimal(str(value)) + direction)
        case "decade", None:
            return _bounded(parameter, 0.0, _decade_step(parameter, 0.0, direction))
        case "decade", int() | float():
            return _bounded(parameter, value, _decade_step(parameter, value, direction))
        case _:
            return value


def stepped_batch_size(value: Value, direction: int, *, samples: int) -> int | str:
    """The next power of two below or above; beyond the largest below n, the full batch."""
    if not isinstance(value, int) or value >= samples:
        largest = 1 << (samples - 1).bit_length() - 1 if samples > 1 else 0
        return FULL_BATCH if direction > 0 or largest == 0 else largest
    if direction > 0:
        above = 1 << value.bit_length()
        return FULL_BATCH if above >= samples else above
    return max(1, 1 << (value - 1).bit_length() - 1) if value > 1 else 1


def stepped_column(columns: Sequence[str], taken: str, other: str, direction: int) -> str:
    """The next or previous column of a file; the one on the other axis is left out.

    Args:
        columns: those that can be taken, as typed.
        taken: the one taken now.
        other: the one on the other axis.
        direction: 1 or -1.
    """
    free = [column for column in columns if column != other or column == taken]
    if taken not in free:
        return taken
    return free[(free.index(taken) + direction) % len(free)]


def next_standardize(mode: Standardize) -> Standardize:
    """The mode after this one: as they are, standardized, only centred, and again."""
    return _STANDARDIZED[(_STANDARDIZED.index(mode) + 1) % len(_STANDARDIZED)]


def stepped_pace(pace: float | None, direction: int) -> float | None:
    """The next slower or faster pace; stops at the slowest and the fastest."""
    if pace is None:
        return PACES[-2] if direction < 0 else None
    finite = [rung for rung in PACES if rung is not None]
    if direction > 0:
        return next((rung for rung in finite if rung > pace), None)
    return next((rung for rung in reversed(finite) if rung < pace), finite[0])


def one_two_five(value: Decimal, direction: int) -> Decimal:
    """The closest of 1, 2, 5 times a power of ten above (or below) a positive value."""
    exponent = value.adjusted()
    rungs = [
        Decimal(digit).scaleb(power)
        for power in range(exponent - 1, exponent + 2)
        for digit in _SERIES
    ]
    if direction > 0:
        return min(rung for rung in rungs if rung > value)
    return max(rung for rung in rungs if rung < value)


def _decade_step(parameter: Parameter, value: float, direction: int) -> Decimal:
    exact = Decimal(str(value))
    smallest = _smallest(parameter)
    if exact < smallest or (exact == smallest and direction < 0):
        takes_zero = annotated_types.Ge(ge=0) in parameter.bounds
        if direction > 0:
            return smallest if exact == 0 else one_two_five(exact, 1)
        return Decimal(0) if takes_zero or exact == 0 else one_two_five(exact, -1)
    crowds_to_one = annotated_types.Lt(lt=1) in parameter.bounds
    if crowds_to_one and (exact > _HALF or (exact == _HALF and direction > 0)):
        # Decay rates: 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995 ...
        if direction > 0 and 1 - exact <= _NEAREST_TO_ONE:
            return exact
        return 1 - one_two_five(1 - exact, -direction)
    return one_two_five(exact, direction)


def _smallest(parameter: Parameter) -> Decimal:
    """The value below which a step leads to zero, if zero is allowed."""
    if annotated_types.Lt(lt=1) in parameter.bounds:
        return Decimal("0.1")
    default = parameter.default
    reference = default if isinstance(default, float) and default > 0 else 1.0
    return Decimal(1).scaleb(Decimal(str(reference)).adjusted() - 3)


def _bounded(parameter: Parameter, old: float, new: Decimal) -> float:
    """`new` as the parameter's type of number if it is within the bounds, otherwise `old`."""
    for bound in parameter.bounds:
        match bound:
            case annotated_types.Ge(ge=float() | int() as limit) if new < limit:
                new = Decimal(str(limit))
            case annotated_types.Le(le=float() | int() as limit) if new > limit:
                new = Decimal(str(limit))
            case annotated_types.Gt(gt=float() | int() as limit) if new <= limit:
                return old
            case annotated_types.Lt(lt=float() | int() as limit) if new >= limit:
                return old
            case _:
                pass
    return int(new) if parameter.kind == "int" else float(new)
