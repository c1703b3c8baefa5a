"""Evaluation of a stop expression after each epoch, with simpleeval, never with eval.

    loss[-1]       the epoch loss of the last completed epoch; loss[-2] of the one before; w, b too
    loss[0]        that of the first epoch of the run
    loss[-10:]     the last ten; mean, min and max accept such a slice, or all values: mean(loss)
    epoch          the number of the last completed epoch, from 1

An index from the end that is before the first epoch means "not yet". The last 10,000 epochs are
available. The cost of an evaluation is limited in values read, not in seconds, so that a run ends
in the same epoch on every machine.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, overload

import numpy as np
from simpleeval import SimpleEval

from engine.arrays import Floats
from engine.expressions.syntax import SEQUENCES, Parsed, parse

MOST_VALUES = 100_000
"""The most values that an evaluation may read: some milliseconds of work."""

Number = float | int


@dataclass(frozen=True)
class Fault:
    """A failed evaluation: it does not stop the run, but is reported.

    Attributes:
        epoch: the first epoch after which it failed.
        reason: in one line.
    """

    epoch: int
    reason: str

    def __str__(self) -> str:
        return f"the stop expression has no effect: at epoch {self.epoch:,} {self.reason}"


class _NotYetError(Exception):
    """The expression reads an epoch that does not exist yet."""


class _WrongError(Exception):
    """The expression cannot be evaluated; the text is the reason."""


class _Work:
    """Counts the values read."""

    def __init__(self) -> None:
        self.left = 0

    def take(self, values: int) -> None:
        self.left -= values
        if self.left < 0:
            raise _WrongError(f"it is too slow: it reads more than {MOST_VALUES:,} values")


class _Epochs(Sequence[float]):
    """A slice of the values of one column.

    Args:
        work: the counter of values read.
        values: the column.
        origin: the position of index 0; before the first value if early epochs are not available.
        begin, end: the slice; it ends with the current epoch.
    """

    def __init__(
        self, work: _Work, values: list[float], origin: int, begin: int = 0, end: int = 0
    ) -> None:
        self._work = work
        self._values = values
        self._origin = origin
        self.begin, self.end = begin, end

    def __len__(self) -> int:
        return self.end - self.begin

    def __iter__(self) -> Iterator[float]:
        self._work.take(len(self))
        return iter(self._values[self.begin : self.end])

    @overload
    def __getitem__(self, index: int) -> float: ...
    @overload
    def __getitem__(self, index: slice) -> _Epochs: ...
    def __getitem__(self, index: int | slice) -> float | _Epochs:
        if isinstance(index, slice):
            begin = self.begin if index.start is None else self._place(index.start)
            # Later epochs may have been made already, but do not exist for this one.
            end = self.end if index.stop is None else min(self.end, self._place(index.stop))
            if index.step is not None:
                raise _WrongError("a slice has at most two numbers")
            return _Epochs(self._work, self._values, begin, begin, max(begin, end))
        place = self._place(index)
        if place >= self.end:
            raise _NotYetError
        return self._values[place]

    def _place(self, index: object) -> int:
        """The position of an index in the values."""
        if isinstance(index, bool) or not isinstance(index, int):
            raise _WrongError("an index must be a whole number")
        place = (self.end if index < 0 else self._origin) + index
        if place >= self.begin:
            return place
        if index < 0:
            raise _NotYetError
        raise _WrongError(
            f"epoch {index + 1:,} is no longer available, only the last {len(self):,}"
        )


class Expression:
    """An expression that can be evaluated after each epoch.

    Args:
        parsed: the parsed expression.
    """

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self._work = _Work()
        self._evaluator = SimpleEval(dict(OPERATORS), _functions(), {})

    def first_met(
        self, recent: Floats, fresh: Floats, before: int
    ) -> tuple[int | None, Fault | None]:
        """The index of the first fresh epoch where it is true, and the first failure.

        Args:
            recent: epoch loss, w and b of the epochs before, oldest first, shape (k, 3).
            fresh: the same of the epochs to judge, shape (m, 3).
            before: number of epochs completed before the fresh ones; at least k.
        """
        known = self.parsed.memory - 1
        recent = recent[len(recent) - min(known, len(recent)) :]
        columns = np.concatenate([recent, fresh]).T.tolist()
        dropped = before - len(recent)
        kept = [_Epochs(self._work, column, -dropped) for column in columns]
        names: dict[str, Any] = dict(zip(SEQUENCES, kept, strict=True))
        self._evaluator.names = names
        fault: Fault | None = None
        for place in range(len(fresh)):
            end = len(recent) + place + 1
            for column in kept:
                column.begin, column.end = max(0, end - self.parsed.memory), end
            names["epoch"] = before + place + 1
            try:
                if self._holds():
                    return place, fault
            except _NotYetError:
                pass
            except Exception as error:  # noqa: BLE001 - no failure may stop the run
                fault = fault or Fault(before + place + 1, _reason(error))
        return None, fault

    def _holds(self) -> bool:
        self._work.left = MOST_VALUES
        value = self._evaluator.eval(self.parsed.text, self.parsed.tree)
        if not isinstance(value, bool):
            what = f"{value:g}" if isinstance(value, int | float) else "a sequence"
            raise _WrongError(
                f"the result is {what}, not true or false; compare it, for example with <"
            )
        return value


@lru_cache(maxsize=8)
def expression_of(text: str) -> Expression:
    """The expression in a text, parsed once and cached.

    Raises:
        ExpressionError: the text is not a valid expression.
    """
    return Expression(parse(text))


def _reason(error: Exception) -> str:
    if isinstance(error, ZeroDivisionError):
        return "division by zero"
    if isinstance(error, OverflowError):
        return "a number is too large"
    text = " ".join(str(error).replace("_Epochs", "sequence").split())
    if isinstance(error, TypeError):
        return f"{text}; index a sequence to get one epoch, as in loss[-1]"
    return text


# ------------------------------------------------------------------------------ functions


def _power(base: Number, exponent: Number) -> float:
    """A power in floating point, because whole numbers would grow without limit."""
    try:
        return math.pow(base, exponent)
    except ValueError:
        raise _WrongError(f"{base:g} to the power {exponent:g} is undefined") from None


def _number(value: object, who: str) -> Number:
    if isinstance(value, int | float):
        return value
    raise _WrongError(f"{who} needs a number, such as loss[-1]")


def _values(arguments: tuple[Any, ...], who: str) -> list[float]:
    """The numbers of a slice, or those given as arguments."""
    if len(arguments) == 1 and isinstance(arguments[0], _Epochs):
        values = list(arguments[0])
    else:
        values = [float(_number(value, who)) for value in arguments]
    if not values:
        raise _WrongError(f"{who} of an empty slice is undefined")
    return values


def _mean(*arguments: Any) -> float:
    values = _values(arguments, "mean")
    # Exactly rounded, so that it does not depend on the slices in which epochs arrive.
    return math.fsum(values) / len(values)


def _sqrt(value: Any) -> float:
    if _number(value, "sqrt") < 0:
        raise _WrongError(f"sqrt of the negative number {value:g} is undefined")
    return math.sqrt(value)


def _functions() -> dict[str, Callable[..., Any]]:
    return {
        "mean": _mean,
        "abs": lambda value: abs(_number(value, "abs")),
        "min": lambda *arguments: min(_values(arguments, "min")),
        "max": lambda *arguments: max(_values(arguments, "max")),
        "sqrt": _sqrt,
    }


OPERATORS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
    ast.Pow: _power, ast.Not: operator.not_, ast.USub: operator.neg, ast.UAdd: operator.pos,
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip
"""What the operators of an expression do."""
