"""What the status line shows of a run: values alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from engine.history.values import RunState
from engine.problems.base import Theta
from tui.terminal.instruments import Readings


class Tone(StrEnum):
    """What kind of news a message is; the value is the component class that colours it."""

    PLAIN = "status--plain"
    GOOD = "status--good"
    WARNING = "status--warning"
    ERROR = "status--error"


@dataclass(frozen=True)
class Message:
    """One line for the user."""

    text: str
    tone: Tone = Tone.PLAIN


class Phase(StrEnum):
    """What is to be told in place of a run's state."""

    STARTING = "starting"
    LOST = "lost"
    PAST = "past"


@dataclass(frozen=True)
class Status:
    """Everything that the two lines show.

    Attributes:
        state: of the run, or of the worker where there is none.
        epoch, update: completed so far.
        of: updates of the whole run, where an earlier moment of it is shown.
        theta: the parameters now.
        batch_loss, full_loss: nan where there is none yet.
        updates_per_second: 0 while nothing runs.
        pace: what the speed keys are set to; None is unlimited.
        device: empty until it is known.
        thinned: every so many updates a stretch of the history; 1 is all of it.
        instruments: what the screen costs, where that is to be told.
        message: the last one.
    """

    state: RunState | Phase = Phase.STARTING
    epoch: int = 0
    update: int = 0
    of: int | None = None
    theta: Theta = (0.0, 0.0)
    batch_loss: float = math.nan
    full_loss: float = math.nan
    updates_per_second: float = 0.0
    pace: float | None = None
    device: str = ""
    thinned: int = 1
    instruments: Readings | None = None
    message: Message = Message("")
