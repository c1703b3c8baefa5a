"""The lines of a recording's log."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

_MOST_METRICS = 100
_MOST_NAME = 100


@dataclass(frozen=True)
class Begin:
    """A call of `fit` begins.

    Attributes:
        fit: its number in the recording, from 1.
        update, epoch: made before it; later ones that the log has are superseded.
        time: seconds since 1970.
        epochs: the epoch at which it ends; 0 if that is not known.
        steps: updates of an epoch; 0 if that is not known.
    """

    fit: int
    update: int
    epoch: int
    time: float
    epochs: int = 0
    steps: int = 0


@dataclass(frozen=True)
class Batch:
    """An update within an epoch.

    Attributes:
        update: its number in the recording, from 1.
        epoch: the epochs made, with the share of this one.
        seconds: of training so far, in all calls of `fit`.
        loss: the mean over the epoch so far, as Keras reports it; nan if it reports none.
        learning_rate: the rate of the next update; nan if there is none.
    """

    update: int
    epoch: float
    seconds: float
    loss: float
    learning_rate: float


@dataclass(frozen=True)
class Epoch:
    """An epoch that ended.

    Attributes:
        update: the last one of it.
        epoch: its number in the recording, from 1.
        seconds: of training so far, in all calls of `fit`.
        learning_rate: the rate of the next update; nan if there is none.
        values: what Keras reports, by name: loss, val_loss, the metrics.
    """

    update: int
    epoch: int
    seconds: float
    learning_rate: float
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class End:
    """The end of a call of `fit`.

    Attributes:
        complete: whether it returned; False where the process ended before, in order.
        time: seconds since 1970.
    """

    complete: bool
    time: float


Record = Begin | Batch | Epoch | End
_KINDS = {"begin": Begin, "batch": Batch, "epoch": Epoch, "end": End}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def line_of(record: Record) -> bytes:
    """A line of the log, with its end."""
    return (json.dumps({"kind": _NAMES[type(record)], **vars(record)}) + "\n").encode()


def record_of(line: bytes) -> Record | None:
    """The record of a line; None for a line of another version, or a damaged one."""
    try:
        found = json.loads(line)
        match found["kind"]:
            case "begin":
                return Begin(
                    whole(found["fit"]),
                    whole(found["update"]),
                    whole(found["epoch"]),
                    float(found["time"]),
                    whole(found["epochs"]),
                    whole(found["steps"]),
                )
            case "batch":
                epoch, seconds = _finite(found["epoch"]), _finite(found["seconds"])
                loss, rate = float(found["loss"]), float(found["learning_rate"])
                return Batch(whole(found["update"]), epoch, seconds, loss, rate)
            case "epoch":
                return Epoch(
                    whole(found["update"]),
                    whole(found["epoch"]),
                    _finite(found["seconds"]),
                    float(found["learning_rate"]),
                    _values(found["values"]),
                )
            case "end":
                return End(bool(found["complete"]), float(found["time"]))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None
    return None


def _values(found: Mapping[str, object]) -> dict[str, float]:
    numbers = list(found.items())[:_MOST_METRICS]
    return {str(name)[:_MOST_NAME]: float(str(value)) for name, value in numbers}


def whole(value: object) -> int:
    """A count that a file has.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 60:
        raise ValueError(f"{value!r} is no count")
    return value


def _finite(value: object) -> float:
    number = float(str(value))
    if not math.isfinite(number):
        raise ValueError(f"{value!r} is no time")
    return number
