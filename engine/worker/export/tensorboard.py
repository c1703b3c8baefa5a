"""Writes a run as event files for TensorBoard.

Scalars by update: `update/batch_loss`, `update/learning_rate`, and each parameter by its name, such
as `update/w`; by epoch, the plain means: `epoch/loss`, and each parameter's; where the samples are
standardized, the parameters in the data's units too: `update/data_w`. The configuration is
included as text, and as hyperparameters for TensorBoard's table. At most `MOST_POINTS` updates and
as many epochs are written, including the extremes of each stretch. TensorBoard need not be
installed.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

import errno
import os
import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, count
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from google.protobuf.struct_pb2 import Struct
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.config.applicable import applies
from engine.config.effective import effective_value
from engine.config.parameters import PARAMETERS
from engine.config.run import RunConfig
from engine.config.toml import toml_of
from engine.data.scaling import Scaling
from engine.errors import DescentError
from engine.history.history import thinned
from engine.history.rates import learning_rates
from engine.history.values import Series
from engine.problems.base import NAMES
from engine.protocol.commands import WriteEvents
from engine.protocol.events import Saved, Wrote
from engine.storage.atomic import atomic_file
from engine.worker.training.record import Record
from engine.worker.training.trainer import Trainer

MOST_POINTS = 10_000


@cache
def _tensor_type() -> Any:
    """The class of serialized tensors, which TensorFlow does not export."""
    return type(tf.make_tensor_proto(0.0))


_FLOAT = 1  # DT_FLOAT of types.proto
_SCALAR, _TENSOR = 1, 2  # DATA_CLASS_SCALAR, DATA_CLASS_TENSOR of summary.proto
_FILES = count()
"""The numbers in the names of this process's files."""


def write_events(command: WriteEvents, trainer: Trainer, record: Record) -> Saved:
    """Write the run in its current state into a folder, created if missing like its parent.

    Raises:
        DescentError: the folder cannot be written.
    """
    folder = command.folder
    updates = thinned(record.updates.series, MOST_POINTS)
    epochs = thinned(record.epochs.series, MOST_POINTS)
    rates = learning_rates(updates.index, trainer.config, record.changes)
    steps = np.concatenate([np.zeros(1, np.int64), updates.index, epochs.index])
    by_update = {
        "update/batch_loss": updates.loss,
        **_named("update", updates),
        **_in_data_units("update", updates, trainer.scaling),
        "update/learning_rate": rates.astype(np.float64),
    }
    by_epoch = {
        "epoch/loss": epochs.loss,
        **_named("epoch", epochs),
        **_in_data_units("epoch", epochs, trainer.scaling),
    }
    summaries = chain([_configuration(trainer.config)], _scalars(by_update), _scalars(by_epoch))
    try:
        _write(folder, summaries, steps)
    except (tf.errors.OpError, OSError) as error:
        reason = _reason(error)
        raise DescentError(f"{folder}: event files cannot be written: {reason}") from None
    kept_every = record.updates.kept_every
    return Saved(folder, len(updates), kept_every, Wrote.EVENTS, trainer.update)


def _write(folder: Path, summaries: Iterable[Any], steps: NDArray[np.int64]) -> None:
    """Write one event per summary into a new file of the folder, whole or not at all."""
    folder.parent.mkdir(exist_ok=True)
    folder.mkdir(exist_ok=True)
    now = time.time()
    machine = f"{socket.gethostname()}.{os.getpid()}.{next(_FILES)}"
    with (
        atomic_file(folder / f"events.out.tfevents.{int(now)}.{machine}.v2") as file,
        tf.io.TFRecordWriter(os.fsencode(file.name)) as records,
    ):
        records.write(
            tf.compat.v1.Event(wall_time=now, file_version="brain.Event:2").SerializeToString()
        )
        for step, summary in zip(steps.tolist(), summaries, strict=True):
            event = tf.compat.v1.Event(wall_time=now, step=step, summary=summary)
            records.write(event.SerializeToString())


def _reason(error: Exception) -> str:
    """The system's message; TensorFlow writes it as "FILE; MESSAGE"."""
    if isinstance(error, FileExistsError):
        # A folder was to be made where a file is.
        return os.strerror(errno.ENOTDIR)
    text = error.strerror if isinstance(error, OSError) else str(error).rpartition("; ")[2]
    return (text or type(error).__name__).splitlines()[0]


def _named(group: str, rows: Series) -> dict[str, Floats]:
    """The columns of θ by tag."""
    return {f"{group}/{name}": rows.theta[:, k] for k, name in enumerate(NAMES)}


def _in_data_units(group: str, rows: Series, scaling: Scaling) -> dict[str, Floats]:
    """The columns of θ in the data's units by tag, if the samples are standardized."""
    if scaling.identity:
        return {}
    with np.errstate(over="ignore", invalid="ignore"):
        columns = scaling.columns_to_data(rows.theta[:, 0], rows.theta[:, 1])
    return {f"{group}/data_{name}": column for name, column in zip(NAMES, columns, strict=True)}


def _scalars(columns: Mapping[str, Floats]) -> Iterator[Any]:
    """A summary for each row, with all columns, in float32 as TensorBoard uses."""
    with np.errstate(over="ignore"):
        rows = zip(
            *(column.astype(np.float32).tolist() for column in columns.values()), strict=True
        )
    for place, row in enumerate(rows):
        # The metadata of a tag goes with its first value.
        metadata = _metadata("scalars", _SCALAR) if place == 0 else None
        yield tf.compat.v1.Summary(
            value=(
                tf.compat.v1.Summary.Value(
                    tag=tag,
                    tensor=_tensor_type()(dtype=_FLOAT, float_val=[value]),
                    metadata=metadata,
                )
                for tag, value in zip(columns, row, strict=True)
            )
        )


def _configuration(config: RunConfig) -> Any:
    """The configuration, as text and as hyperparameters."""
    text = "".join(f"    {line}\n" for line in toml_of(config).splitlines())
    return tf.compat.v1.Summary(
        value=[
            tf.compat.v1.Summary.Value(
                tag="configuration",
                tensor=tf.make_tensor_proto([text.encode()]),
                metadata=_metadata("text", _TENSOR),
            ),
            tf.compat.v1.Summary.Value(
                tag="_hparams_/session_start_info",
                tensor=tf.make_tensor_proto(0.0),
                metadata=_metadata("hparams", _TENSOR, _session_start(config)),
            ),
        ]
    )


def _metadata(plugin: str, data_class: int, content: bytes = b"") -> Any:
    data = tf.compat.v1.SummaryMetadata.PluginData(plugin_name=plugin, content=content)
    return tf.compat.v1.SummaryMetadata(plugin_data=data, data_class=data_class)


def _session_start(config: RunConfig) -> bytes:
    """TensorBoard's HParamsPluginData with the hyperparameters, as in its api.proto.

    Its field 3 is a SessionStartInfo, whose field 1 is a map from names to protobuf's Value, which
    has the same encoding as a Struct.
    """
    hyperparameters = Struct()
    hyperparameters.update(dict(_hyperparameters(config)))
    body = hyperparameters.SerializeToString(deterministic=True)
    return bytes([3 << 3 | 2]) + _varint(len(body)) + bytes(body)


def _hyperparameters(config: RunConfig) -> Iterator[tuple[str, float | str | bool]]:
    for name, parameter in PARAMETERS.items():
        value = effective_value(config, name)
        if value is None or not applies(config, name) or parameter.section == "device":
            continue
        plain = value if isinstance(value, bool | float) else str(value)
        yield name, float(value) if type(value) is int else plain


def _varint(number: int) -> bytes:
    """Protobuf's variable-length whole number."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
