"""Values that describe a run at a moment, used by the worker and the app."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.data.batches import BatchSpan
from engine.history.epochs import OpenEpoch
from engine.problems.base import Objective, Theta, Thetas
from engine.problems.linear_neuron.moments import Moments


class RunState(StrEnum):
    """The state of a run. The last three are the ways a run ends by itself."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    CONVERGED = "converged"
    DIVERGED = "diverged"
    MAX_EPOCHS = "max_epochs"

    @property
    def ended(self) -> bool:
        return self in (RunState.CONVERGED, RunState.DIVERGED, RunState.MAX_EPOCHS)


@dataclass(frozen=True)
class Series:
    """Matching columns with one row per stored update or epoch; the index is strictly increasing.

    For updates, row k has θ *after* update `index[k]` (counted from 1) and the batch loss computed
    *before* it. For epochs, it has the plain means over the epoch's updates.

    Attributes:
        index: number of the update or epoch, from 1; (rows,), as all columns but `theta`.
        theta: the parameters, (rows, 2), each column contiguous; `engine.problems` names them.
        loss: see above.
        seen: samples seen since the start; seen / n is the time in epochs.
        seconds: training time since the start, excluding compilation.
    """

    index: NDArray[np.int64]
    theta: Thetas
    loss: Floats
    seen: Floats
    seconds: Floats

    @classmethod
    def of(cls, index: NDArray[np.int64], *columns: Floats) -> Series:
        """From columns in the order of `columns`, each (rows,)."""
        first, second, loss, seen, seconds = columns
        return cls(index, np.array([first, second]).T, loss, seen, seconds)

    @classmethod
    def empty(cls) -> Series:
        """No rows."""
        none = np.empty(0)
        return cls(np.empty(0, np.int64), np.empty((0, 2)), none, none, none)

    @classmethod
    def row(cls, index: int, theta: Theta, loss: float, seen: float, seconds: float) -> Series:
        """One row."""
        columns = (np.array([value]) for value in (loss, seen, seconds))
        return cls(np.array([index], np.int64), np.array([theta]), *columns)

    @property
    def columns(self) -> tuple[Floats, ...]:
        """All but the index, in order: those of θ, loss, seen, seconds; each (rows,)."""
        return self.theta[:, 0], self.theta[:, 1], self.loss, self.seen, self.seconds

    def point(self, row: int) -> Theta:
        """θ in one row."""
        first, second = self.theta[row].tolist()
        return first, second

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Series:
        """A copy of some rows."""
        return Series(
            self.index[chosen].copy(),
            np.array([column[chosen] for column in self.theta.T]).T,
            self.loss[chosen].copy(),
            self.seen[chosen].copy(),
            self.seconds[chosen].copy(),
        )

    def until(self, index: int) -> Series:
        """The rows up to and including this number; a view, not a copy."""
        stop = int(np.searchsorted(self.index, index, side="right"))
        columns = (self.theta, self.loss, self.seen, self.seconds)
        return Series(self.index[:stop], *(column[:stop] for column in columns))

    def followed_by(self, row: Series) -> Series:
        """These rows followed by `row`, unless they end with its number."""
        if not len(row) or (len(self) and self.index[-1] == row.index[0]):
            return self
        pairs = zip(self.columns, row.columns, strict=True)
        index = np.concatenate([self.index, row.index])
        return Series.of(index, *(np.concatenate(pair) for pair in pairs))

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.index)


@dataclass(frozen=True)
class BatchPart:
    """The part of a batch that one of several replicas takes.

    Attributes:
        span: its samples; none if the batch has fewer samples than there are replicas.
        objective: the loss over them, as in `BatchStep`; None also without samples.
    """

    span: BatchSpan
    objective: Objective | None

    @property
    def count(self) -> int:
        """The number of its samples."""
        return self.span.stop - self.span.start


@dataclass(frozen=True)
class BatchStep:
    """One update, with the data to explain its step.

    Attributes:
        update: its number, from 1.
        span: its samples.
        before, after: θ before and after it.
        loss: the batch loss at `before`.
        objective: the loss over its samples, or some of them if they are many: the batch loss and
            its gradient at any point. None if only the worker can evaluate it.
        parts: of the replicas, in order, for the last update; empty with one replica.
        gradient: of the batch loss at `before`, for the last update where only the worker can
            evaluate it; None for any other.
    """

    update: int
    span: BatchSpan
    before: Theta
    after: Theta
    loss: float
    objective: Objective | None
    parts: tuple[BatchPart, ...] = ()
    gradient: Theta | None = None

    @property
    def count(self) -> int:
        """The number of its samples."""
        return self.span.stop - self.span.start

    @property
    def moments(self) -> Moments:
        """The objective of a problem with exact results."""
        assert isinstance(self.objective, Moments)
        return self.objective


@dataclass(frozen=True)
class Derivatives:
    """Derivatives of the full loss at θ, where only the worker can evaluate it.

    Attributes:
        gradient: by w and b.
        hessian: by w twice, by both, and by b twice.
    """

    gradient: Theta
    hessian: tuple[float, float, float]


@dataclass(frozen=True)
class Change:
    """A live change of a parameter, effective from the update after `update`."""

    update: int
    epoch: int
    parameter: str
    old: str
    new: str


@dataclass(frozen=True)
class Checkpoint:
    """Everything needed to continue from an update, bit-identically.

    Attributes:
        update, epoch: updates made; epochs completed.
        offset: samples of the current epoch already used.
        theta: the parameters, from float32.
        optimizer: the optimizer's name in `engine.optimizers.table`.
        slots: the optimizer's variables; their names have a meaning in the worker only.
        open_epoch: the sums of the current epoch so far.
        recent: epoch loss and θ of the last epochs, (k, 3), oldest first, for the stop rule.
    """

    update: int
    epoch: int
    offset: int
    theta: Theta
    optimizer: str
    slots: dict[str, NDArray[np.generic]]
    open_epoch: OpenEpoch
    recent: Floats
