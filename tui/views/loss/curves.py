"""The curves of the loss plot, over any of its x axes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.history.frame import Frame
from engine.history.values import Change, RunState, Series
from tui.model.scene import LossX
from tui.views.loss.marks import change_labels

RECENT_LEAST = 50
"""The recent part of a run is at least this many updates."""

Curve = tuple[Floats, Floats]
"""x, increasing, and the loss at each."""

INFINITE = "infinite"
"""The label of the update at which the loss, w or b became infinite or undefined."""


@dataclass(frozen=True, eq=False)
class LossCurves:
    """The curves to draw.

    Attributes:
        updates, epochs: x and loss of each.
        changes: x of the live changes, one for each update after which something changed, and of
            the update at which the run became infinite.
        labels: the changes, in short.
        least_recent: the least width of the recent part on the x axis.
        numbers: numbers of the stored updates; None if all updates are stored.
        one_each: whether every epoch so far is one update, so that both curves are the same.
    """

    updates: Curve
    epochs: Curve
    changes: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    least_recent: float = RECENT_LEAST
    numbers: NDArray[np.int64] | None = None
    one_each: bool = False

    @property
    def all_stored(self) -> bool:
        """Whether no update was thinned out."""
        numbers = self.numbers
        if numbers is None or not numbers.size:
            return True
        return int(numbers[-1] - numbers[0]) == numbers.size - 1


_NONE = np.empty(0)
NOTHING = LossCurves((_NONE, _NONE), (_NONE, _NONE))


def curves_of(
    frame: Frame | None, samples: int, x: LossX, paces: Iterable[Change] = ()
) -> LossCurves:
    """The curves of a frame over this axis.

    Args:
        frame: the run so far.
        samples: the number of all samples.
        x: the axis.
        paces: changes of the speed, which are not part of the run but are marked too.
    """
    if frame is None:
        return NOTHING
    updates, epochs = frame.updates, frame.epochs
    seen = [change for change in paces if change.update <= frame.update]
    labels = change_labels((*frame.changes, *seen))
    if frame.state is RunState.DIVERGED:
        # The loss, w or b is infinite or undefined there, which no axis can show.
        labels[frame.update] = ", ".join([*filter(None, [labels.get(frame.update)]), INFINITE])
    changed = np.array(list(labels), np.float64)
    over = _x_of(updates, samples, x, updates)
    if x is not LossX.UPDATES and changed.size and over.size:
        changed = np.interp(changed, updates.index, over)
    last = int(epochs.index[-1]) if epochs.index.size else 0
    return LossCurves(
        (over, updates.loss),
        (_x_of(epochs, samples, x, updates), epochs.loss),
        tuple(changed.tolist()),
        tuple(labels.values()),
        RECENT_LEAST * float(over[-1] / updates.index[-1]) if over.size else RECENT_LEAST,
        updates.index,
        bool(last) and last == frame.update,
    )


def including(curves: LossCurves, others: Iterable[LossCurves]) -> LossCurves:
    """Curves whose limits include other runs' losses; for limits only, not to be drawn."""
    x, loss = zip(curves.updates, *(other.updates for other in others), strict=True)
    return replace(curves, updates=(np.concatenate(x), np.concatenate(loss)))


def _x_of(series: Series, samples: int, x: LossX, updates: Series) -> Floats:
    match x:
        case LossX.EPOCHS:
            return series.seen / samples
        case LossX.SAMPLES:
            return series.seen
        case LossX.SECONDS:
            return series.seconds
        case LossX.UPDATES:
            if series is updates or not updates.index.size:
                return series.index.astype(np.float64)
            # The mean of an epoch is drawn at its last update.
            return np.interp(series.seen, updates.seen, updates.index)
