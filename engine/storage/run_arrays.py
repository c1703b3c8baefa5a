"""The history of a saved run as named arrays for `numpy.savez`, and back.

    updates/…, epochs/…   the columns of the histories, the parameters by the problem's names
    checkpoint/…          counts, point (θ), open (the open epoch's sums), recent
    slot/…                the optimizer's state

Arrays that are read are not trusted: type, shape and order are checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.config.run import RunConfig
from engine.expressions.syntax import MEMORY
from engine.history.epochs import OpenEpoch
from engine.history.history import CAPACITY, EPOCHS_CAPACITY
from engine.history.values import Checkpoint, Series
from engine.problems.base import NAMES
from engine.storage.array_archive import Limit, WrongArrayError

Arrays = Mapping[str, NDArray[np.generic]]

_COLUMNS = (*NAMES, "loss", "seen", "seconds")
_SLOT = "slot/"
_RECENT = 2 * MEMORY
"""The most epochs that a stop rule looks back on: two windows, or an expression's reach."""
_ROWS = {"updates": CAPACITY, "epochs": EPOCHS_CAPACITY}
_WHOLE, _SINGLE, _DOUBLE = np.dtype(np.int64), np.dtype(np.float32), np.dtype(np.float64)
_LIMITS = {
    "checkpoint/counts": Limit((4,), _WHOLE),
    "checkpoint/point": Limit((2,), _SINGLE),
    "checkpoint/open": Limit((3,), _DOUBLE),
    "checkpoint/recent": Limit((_RECENT, 3), _DOUBLE),
    **{f"{title}/index": Limit((rows,), _WHOLE) for title, rows in _ROWS.items()},
    **{
        f"{title}/{name}": Limit((rows,), _DOUBLE)
        for title, rows in _ROWS.items()
        for name in _COLUMNS
    },
}
_SLOT_LIMIT = Limit(())


def limit_of(name: str) -> Limit | None:
    """What an array of a saved run may be; None if there is none of this name."""
    return _SLOT_LIMIT if name.startswith(_SLOT) else _LIMITS.get(name)


class Recorded(Protocol):
    """A run with its histories: `StoredRun`, `Frame`."""

    @property
    def checkpoint(self) -> Checkpoint: ...
    @property
    def updates(self) -> Series: ...
    @property
    def epochs(self) -> Series: ...


def arrays_of(run: Recorded) -> dict[str, NDArray[np.generic]]:
    """The histories and the checkpoint."""
    point, open_epoch = run.checkpoint, run.checkpoint.open_epoch
    arrays: dict[str, NDArray[np.generic]] = {
        "checkpoint/counts": np.array(
            [point.update, point.epoch, point.offset, open_epoch.updates], np.int64
        ),
        "checkpoint/point": np.array(point.theta, np.float32),
        "checkpoint/open": np.array(open_epoch.sums),
        "checkpoint/recent": point.recent,
    }
    for title, series in (("updates", run.updates), ("epochs", run.epochs)):
        arrays[f"{title}/index"] = series.index
        for name, column in zip(_COLUMNS, series.columns, strict=True):
            arrays[f"{title}/{name}"] = column
    return arrays | {_SLOT + name: slot for name, slot in point.slots.items()}


def series_in(arrays: Arrays, title: str) -> Series:
    """The updates or the epochs.

    Raises:
        KeyError: a column is missing.
        WrongArrayError: one has the wrong type or shape, or the index is not increasing.
    """
    index = _array(arrays, f"{title}/index", np.int64, None)
    columns = [_array(arrays, f"{title}/{name}", np.float64, len(index)) for name in _COLUMNS]
    if len(index) and (index[0] < 1 or (np.diff(index) < 1).any()):
        raise WrongArrayError(f"{title}/index is not increasing")
    return Series.of(index, *columns)


def checkpoint_in(arrays: Arrays, config: RunConfig) -> Checkpoint:
    """The checkpoint of a run with this configuration.

    Raises:
        KeyError: an array is missing.
        WrongArrayError: one has the wrong type or shape, or a count is negative.
    """
    counts = _array(arrays, "checkpoint/counts", np.int64, 4)
    if (counts < 0).any():
        raise WrongArrayError("checkpoint/counts has a negative count")
    update, epoch, offset, open_updates = (int(count) for count in counts)
    first, second = _array(arrays, "checkpoint/point", np.float32, 2).tolist()
    loss_sum, *sums = _array(arrays, "checkpoint/open", np.float64, 3).tolist()
    slots = {name[len(_SLOT) :]: slot for name, slot in arrays.items() if name.startswith(_SLOT)}
    return Checkpoint(
        update=update,
        epoch=epoch,
        offset=offset,
        theta=(first, second),
        optimizer=config.optimizer.optimizer,
        slots=slots,
        open_epoch=OpenEpoch((loss_sum, sums[0], sums[1]), open_updates),
        recent=_array(arrays, "checkpoint/recent", np.float64, None, 3),
    )


def _array(arrays: Arrays, name: str, kind: Any, *shape: int | None) -> Any:
    """An array of this type and shape; None in the shape is any length."""
    array = arrays[name]
    fits = array.ndim == len(shape) and all(
        wanted in (None, got) for got, wanted in zip(array.shape, shape, strict=True)
    )
    if not fits or array.dtype != np.dtype(kind):
        raise WrongArrayError(f"{name} has the wrong type or shape")
    return array
