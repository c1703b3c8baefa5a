"""What a lesson runs to: an update, an epoch, or a state of the run. All are exact."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from engine.expressions.evaluate import expression_of
from engine.expressions.syntax import ExpressionError, is_true
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.nearest import nearest

MOST = 1_000_000
"""The most updates or epochs of a run in a lesson."""
_POINT = re.compile(r"(epochs?|updates?)\s*(?:>=|≥|==|=)\s*([\d,_]+)")


class Unit(StrEnum):
    """What is counted."""

    UPDATES = "updates"
    EPOCHS = "epochs"


class End(StrEnum):
    """How a run ends by itself."""

    CONVERGED = "converged"
    DIVERGED = "diverged"
    ENDED = "ended"
    """In any way."""


@dataclass(frozen=True)
class Moment:
    """Where a run is.

    Attributes:
        updates: made since its start.
        epochs: completed.
        state: of the run.
        reason: why it is in this state, as the worker says; empty for no reason.
    """

    updates: int
    epochs: int
    state: RunState
    reason: str = ""

    @classmethod
    def of(cls, frame: Frame | None, reason: str = "") -> Moment:
        """Where the run of a frame is; at its start without one."""
        if frame is None:
            return cls(0, 0, RunState.READY)
        return cls(frame.update, frame.epoch, frame.state, reason)


@dataclass(frozen=True)
class Goal:
    """A point or a state of the run.

    Attributes:
        unit: what is counted; None for an end.
        count: the update or epoch to stop at, or with `more`, how many more of them to make.
        more: whether they are counted from where the run is.
        end: how it ends; None where something is counted.
        expression: a stop expression that is to be true after an epoch; empty for none.
    """

    unit: Unit | None = None
    count: int = 0
    more: bool = False
    end: End | None = None
    expression: str = ""

    def from_here(self, here: Moment) -> Goal:
        """The same goal counted from the start of the run."""
        if not self.more:
            return self
        made = here.updates if self.unit is Unit.UPDATES else here.epochs
        return replace(self, count=made + self.count, more=False)

    def left(self, here: Moment) -> int:
        """The updates or epochs that are left; 0 at the goal and for an end."""
        if self.unit is None or self.more:
            return self.count  # of an end and an expression 0
        made = here.updates if self.unit is Unit.UPDATES else here.epochs
        return max(0, self.count - made)

    def reached(self, here: Moment) -> bool:
        """Whether the run is there."""
        if self.expression:
            return here.state is RunState.PAUSED and here.reason == is_true(self.expression)
        match self.end:
            case None:
                return not self.more and self.left(here) == 0
            case End.ENDED:
                return here.state.ended
            case End.CONVERGED:
                return here.state is RunState.CONVERGED
            case End.DIVERGED:
                return here.state is RunState.DIVERGED

    def over(self, here: Moment, since: Moment | None = None) -> bool:
        """Whether the run need not go on: it is there, or ended otherwise.

        Args:
            here: where the run is.
            since: where it was when it was asked for, if it may have ended before that: then it
                goes on until it ends again.
        """
        ended_since = since is None or here.updates != since.updates
        return self.reached(here) or (here.state.ended and ended_since)

    @property
    def written(self) -> str:
        """As `goal_in` reads it; of a goal that is counted from the start of the run."""
        if self.expression or self.end is not None:
            return self.expression or str(self.end)
        assert self.unit is not None and not self.more, "it is counted from the start"
        return f"{self.unit} >= {self.count}"

    def __str__(self) -> str:
        if self.expression:
            return self.expression
        if self.end is not None:
            return (
                "the end of the run" if self.end is End.ENDED else f"a run that {_ENDS[self.end]}"
            )
        noun = str(self.unit)[:-1]
        if self.more:
            return f"{self.count:,} {noun}{'' if self.count == 1 else 's'}"
        return f"{noun} {self.count:,}"


_ENDS = {End.CONVERGED: "has converged", End.DIVERGED: "has diverged"}


def goal_in(text: str) -> Goal:
    """The goal in a text: an end, a point such as "epoch >= 20", or a stop expression.

    Raises:
        ValueError: it is none; the text says what is accepted.
    """
    text = text.strip()
    if text in tuple(End):
        return Goal(end=End(text))
    if match := _POINT.fullmatch(text):
        digits = match[2].replace(",", "").replace("_", "")
        if not digits or len(digits) > _MOST_DIGITS or not 1 <= int(digits) <= MOST:
            raise ValueError(f"'{text[:_SHOWN]}' is invalid; must be a whole number, 1 to {MOST:,}")
        return Goal(Unit.EPOCHS if match[1].startswith("epoch") else Unit.UPDATES, int(digits))
    if near := nearest(text, tuple(End)):
        raise ValueError(f"'{text[:_SHOWN]}' is invalid; did you mean {near}?")
    if not _COMPARES.search(text):
        raise ValueError(f"'{text[:_SHOWN]}' is invalid; {_ACCEPTED}")
    try:
        expression = expression_of(text)
    except ExpressionError as error:
        raise ValueError(f"'{text[:_SHOWN]}': {error}") from None
    # Tried on a run that goes down, as some mistakes are seen only then.
    rows = np.column_stack([np.geomspace(9, 1, _TRIED) + column for column in range(3)])
    _, wrong = expression.first_met(rows[:0], rows, 0)
    if wrong is not None:
        raise ValueError(f"'{text[:_SHOWN]}': {wrong.reason}")
    return Goal(expression=expression.parsed.text)


_SHOWN, _MOST_DIGITS, _TRIED = 40, 7, 60
_COMPARES = re.compile(r"[<>=]")
_ACCEPTED = (
    "must be converged, diverged or ended, a point such as epoch >= 20 or updates >= 100, or a "
    "stop expression such as loss[-1] < 100"
)
