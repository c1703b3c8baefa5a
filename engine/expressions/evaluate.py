"""A stop expression at work: evaluated after each epoch by simpleeval, never by eval.

    loss[-1]       the epoch loss of the epoch just completed; loss[-2] of the one before; w, b too
    loss[0]        that of the run's first epoch
    loss[-10:]     the last ten; mean, min and max take such a stretch, or all there is: mean(loss)
    epoch          the number of the epoch just completed, from 1

An index from the end that lies before the first epoch means "not yet". All there is are the last
10,000 epochs. What one evaluation may cost is counted in values looked at, not in seconds, so that
a run ends in the same epoch on every machine, however busy it is.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, overload

import numpy as np
from simpleeval import SimpleEval

from engine.arrays import Floats
from engine.expressions.syntax import SEQUENCES, Parsed, parse

MOST_VALUES = 100_000
"""Values that one evaluation may look at: some milliseconds of work."""

Number = float | int


@dataclass(frozen=True)
class Fault:
    """What an expression could not do: it stops nothing, but is told.

    Attributes:
        epoch: the first epoch after which it happened.
        reason: in one line.
    """

    epoch: int
    reason: str

    def __str__(self) -> str:
        return f"the stop expression stops nothing: at epoch {self.epoch:,} {self.reason}"


class _NotYetError(Exception):
    """It looks at an epoch that is not there yet."""


class _WrongError(Exception):
    """It cannot be evaluated, for this reason."""


class _Work:
    """Counts the values that are looked at."""

    def __init__(self) -> None:
        self.left = 0

    def take(self, values: int) -> None:
        self.left -= values
        if self.left < 0:
            raise _WrongError(f"it is too slow: it looks at more than {MOST_VALUES:,} values")


class _Epochs(Sequence[float]):
    """A stretch of one column's values.

    Args:
        work: what looking at them counts for.
        values: the column.
        origin: where index 0 lies; before the first value where early epochs are not known.
        begin, end: the stretch; it ends with the present epoch.
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
            end = self.end if index.stop is None else self._place(index.stop)
            if index.step is not None:
                raise _WrongError("a slice has two numbers at most")
            return _Epochs(self._work, self._values, begin, begin, max(begin, end))
        place = self._place(index)
        if place >= self.end:
            raise _NotYetError
        return self._values[place]

    def _place(self, index: object) -> int:
        """Where in the values an index points."""
        if isinstance(index, bool) or not isinstance(index, int):
            raise _WrongError("an index is a whole number")
        place = (self.end if index < 0 else self._origin) + index
        if place >= self.begin:
            return place
        if index < 0:
            raise _NotYetError
        raise _WrongError(f"epoch {index + 1:,} is no longer known, just the last {len(self):,}")


class Expression:
    """An expression that can be asked after each epoch.

    Args:
        parsed: what it says.
    """

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self._work = _Work()
        self._evaluator = SimpleEval(_operators(), _functions(), {})

    def first_met(
        self, recent: Floats, fresh: Floats, before: int
    ) -> tuple[int | None, Fault | None]:
        """Which of the fresh epochs is the first where it holds, and what first went wrong.

        Args:
            recent: epoch loss, w and b of the epochs before, oldest first, shape (k, 3).
            fresh: the same of the epochs to judge, shape (m, 3).
            before: how many epochs the run had completed before the fresh ones; k or more.
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
            except Exception as error:  # noqa: BLE001 - whatever it is, the run goes on
                fault = fault or Fault(before + place + 1, _reason(error))
        return None, fault

    def _holds(self) -> bool:
        self._work.left = MOST_VALUES
        value = self._evaluator.eval(self.parsed.text, self.parsed.tree)
        if not isinstance(value, bool):
            what = f"{value:g}" if isinstance(value, int | float) else "a sequence"
            raise _WrongError(f"it gives {what}, not true or false; compare it, with < for example")
        return value


@lru_cache(maxsize=8)
def expression_of(text: str) -> Expression:
    """The expression that this text says, read once.

    Raises:
        ExpressionError: it says none.
    """
    return Expression(parse(text))


def _reason(error: Exception) -> str:
    if isinstance(error, ZeroDivisionError):
        return "division by zero"
    if isinstance(error, OverflowError):
        return "a number becomes too large"
    text = " ".join(str(error).replace("_Epochs", "sequence").split())
    if isinstance(error, TypeError):
        return f"{text}; take an epoch out of a sequence, as in loss[-1]"
    return text


# ------------------------------------------------------------------------------ what it is made of


def _power(base: Number, exponent: Number) -> float:
    """In floats: whole numbers would grow without bound."""
    try:
        return math.pow(base, exponent)
    except ValueError:
        raise _WrongError(f"{base:g} has no power of {exponent:g}") from None


def _number(value: object, who: str) -> Number:
    if isinstance(value, int | float):
        return value
    raise _WrongError(f"{who} takes a number, such as loss[-1]")


def _values(arguments: tuple[Any, ...], who: str) -> list[float]:
    """The numbers of a stretch, or those given one by one."""
    if len(arguments) == 1 and isinstance(arguments[0], _Epochs):
        values = list(arguments[0])
    else:
        values = [float(_number(value, who)) for value in arguments]
    if not values:
        raise _WrongError(f"there is nothing to take the {who} of")
    return values


def _mean(*arguments: Any) -> float:
    values = _values(arguments, "mean")
    # Exactly rounded, and so the same whatever stretch the epochs arrived in.
    return math.fsum(values) / len(values)


def _sqrt(value: Any) -> float:
    if _number(value, "sqrt") < 0:
        raise _WrongError(f"sqrt of {value:g}, which is negative")
    return math.sqrt(value)


def _functions() -> dict[str, Callable[..., Any]]:
    return {
        "mean": _mean,
        "abs": lambda value: abs(_number(value, "abs")),
        "min": lambda *arguments: min(_values(arguments, "min")),
        "max": lambda *arguments: max(_values(arguments, "max")),
        "sqrt": _sqrt,
    }


def _operators() -> dict[type[ast.AST], Callable[..., Any]]:
    return {
        ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
        ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
        ast.Pow: _power, ast.Not: operator.not_, ast.USub: operator.neg, ast.UAdd: operator.pos,
        ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
        ast.Gt: operator.gt, ast.GtE: operator.ge,
    }  # fmt: skip
