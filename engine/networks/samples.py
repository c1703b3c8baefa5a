"""The samples on which a network is evaluated: from a .npz file or a table."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.config.paths import no_such_file
from engine.config.run import DataConfig
from engine.data.column_names import column_named, column_names
from engine.data.table import Column, Kind
from engine.errors import DataError, shown
from engine.files import open_regular

_MOST_NAMES = 8


@dataclass(frozen=True, eq=False)
class NetworkSamples:
    """Inputs and targets, sample by sample.

    Attributes:
        x, y: the first axis counts the samples.
        weight: of each sample; None for equal ones.
        of: the samples of the file, of which these may be a part.
    """

    x: NDArray[Any]
    y: NDArray[Any]
    weight: NDArray[Any] | None
    of: int

    def __len__(self) -> int:
        return len(self.x)

    def drawn(self, count: int | None, seed: int) -> NetworkSamples:
        """So many of them, drawn at random without repetition, in their order; None is all."""
        if count is None or count >= len(self):
            return self
        rng = np.random.default_rng([seed, 2])
        rows = np.sort(rng.choice(len(self), count, replace=False))
        weight = None if self.weight is None else self.weight[rows]
        return replace(self, x=self.x[rows], y=self.y[rows], weight=weight)


def read_samples(path: Path, target: str | None) -> NetworkSamples:
    """The samples in a file.

    Args:
        path: a .npz file with arrays x and y, and perhaps sample_weight; or a table.
        target: the column of a table that is y; None is the last one. All others are x.

    Raises:
        DataError: the file cannot be read or used; one line says why.
    """
    name = shown(str(path))
    try:
        path.stat()
    except FileNotFoundError:
        raise DataError(f"{name}: {no_such_file(path)}") from None
    except OSError as error:
        raise DataError(f"{name}: {error.strerror or error}") from None
    if path.suffix.lower() == ".npz":
        if target is not None:
            raise DataError(f"{name}: has no columns; --target is for tables")
        samples = _from_npz(path, name)
    else:
        samples = _from_table(path, target)
    _check_finite(samples, name)
    return samples


def _from_npz(path: Path, name: str) -> NetworkSamples:
    try:
        with open_regular(path) as file, np.load(file, allow_pickle=False) as archive:
            if not isinstance(archive, np.lib.npyio.NpzFile):
                raise DataError(f"{name}: is a single array; must be a .npz file with x and y")
            return _from_arrays(name, list(archive.files), archive.__getitem__)
    except OSError as error:
        raise DataError(f"{name}: {error.strerror or error}") from None
    except (ValueError, KeyError, zipfile.BadZipFile, zlib.error, EOFError, MemoryError) as error:
        reason = "holds Python objects" if "allow_pickle" in str(error) else "cannot be read"
        if isinstance(error, MemoryError):
            reason = "is larger than the memory"
        raise DataError(f"{name}: {reason}; must be a .npz file of numbers, x and y") from None


def _from_arrays(
    name: str, names: list[str], array_of: Callable[[str], NDArray[Any]]
) -> NetworkSamples:
    missing = [each for each in ("x", "y") if each not in names]
    if missing:
        found = ", ".join(map(shown, names[:_MOST_NAMES])) or "nothing"
        raise DataError(f"{name}: has no array {missing[0]}; it has {found}; must have x and y")
    arrays = {each: array_of(each) for each in ("x", "y", "sample_weight") if each in names}
    for each, array in arrays.items():
        if array.dtype.kind not in "biuf":
            raise DataError(f"{name}: {each} has type {array.dtype}; must be numbers")
        if array.ndim == 0 or not len(array):
            raise DataError(f"{name}: {each} is empty; the first axis must count the samples")
    lengths = {each: len(array) for each, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{each} has {count:,}" for each, count in lengths.items())
        raise DataError(f"{name}: {said} samples; must have as many of each")
    x, y, weight = arrays["x"], arrays["y"], arrays.get("sample_weight")
    if weight is not None and weight.shape[1:] not in ((), (1,), y.shape[1 : weight.ndim]):
        raise DataError(
            f"{name}: sample_weight must have one number for each sample, or for each y"
        )
    return NetworkSamples(
        _single(x), _single(y), None if weight is None else _single(weight), len(x)
    )


def _from_table(path: Path, target: str | None) -> NetworkSamples:
    # Imported only for a table: it brings pandas.
    from engine.data.reading.options import ReadOptions
    from engine.data.reading.reader import read_table

    table = read_table(path, ReadOptions.of(DataConfig(data=path)))
    names = column_names(table)
    place = len(table.columns) - 1 if target is None else column_named(table, target, "target")
    if len(table.columns) < 2:
        raise DataError(f"{table.source}: has one column; must have columns of x and one of y")
    values = [_numbers(table.source, names[k], column) for k, column in enumerate(table.columns)]
    whole = ~np.isnan(np.stack(values)).any(axis=0)
    if not whole.any():
        raise DataError(f"{table.source}: no row has a number in every column")
    y = values.pop(place)[whole]
    x = np.stack(values, axis=1)[whole]
    return NetworkSamples(_single(x), _single(y), None, len(y))


def _numbers(source: str, name: str, column: Column) -> NDArray[np.float64]:
    if column.kind is not Kind.NUMBER or column.values is None or column.fault is not None:
        why = f": {column.fault.reason}" if column.fault is not None else ""
        raise DataError(f"{source}: column {name} must hold numbers{why}")
    return column.values


def _single(array: NDArray[Any]) -> NDArray[Any]:
    return array.astype(np.float32) if array.dtype.kind == "f" else array


def _check_finite(samples: NetworkSamples, name: str) -> None:
    for each, array in (("x", samples.x), ("y", samples.y), ("sample_weight", samples.weight)):
        if array is None or array.dtype.kind != "f":
            continue
        fine = np.isfinite(array).reshape(len(array), -1).all(axis=1)
        if not fine.all():
            count, first = int((~fine).sum()), int(np.argmin(fine))
            rows = "1 sample is" if count == 1 else f"{count:,} samples are"
            raise DataError(f"{name}: {each}: {rows} not finite, the first is number {first + 1:,}")
