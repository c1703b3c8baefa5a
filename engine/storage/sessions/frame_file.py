"""A frame in a file: a kept run, or the recorded run of a sweep.

An archive of numpy arrays like the history of a saved run, with everything else as JSON.
"""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np

from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.storage.run_arrays import WrongArrayError, arrays_of, checkpoint_in, series_in
from engine.storage.run_changes import changes_in, changes_text

_REST = "rest"
_NUMBERS = (
    "batch_loss", "epoch_loss", "full_loss", "seconds", "compile_seconds", "updates_per_second",
    "scatter",
)  # fmt: skip


class WrongFrameError(Exception):
    """A file without a frame."""


def frame_bytes(frame: Frame) -> bytes:
    """The contents of the file: the run of the frame, without the samples of its last updates."""
    rest = {
        "config": frame.config.model_dump_json(),
        "state": frame.state.value,
        "previous": frame.previous,
        "kept_every": frame.kept_every,
        "changes": changes_text(frame.changes),
        **{name: getattr(frame, name) for name in _NUMBERS},
    }
    arrays = arrays_of(frame)
    arrays[_REST] = np.frombuffer(json.dumps(rest).encode(), np.uint8)
    with io.BytesIO() as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # its stub takes no mapping
        return file.getvalue()


def frame_in(data: bytes) -> Frame:
    """The frame in the contents of the file.

    Raises:
        WrongFrameError: there is none.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
        rest = json.loads(arrays.pop(_REST).tobytes())
        config = RunConfig.model_validate_json(rest["config"])
        first, second = map(float, rest["previous"])
        checkpoint = checkpoint_in(arrays, config)
        return Frame(
            state=RunState(rest["state"]),
            config=config,
            theta=checkpoint.theta,
            previous=(first, second),
            batch=None,
            updates=series_in(arrays, "updates"),
            epochs=series_in(arrays, "epochs"),
            kept_every=int(rest["kept_every"]),
            checkpoint=checkpoint,
            changes=changes_in(rest["changes"].encode()),
            batch_loss=float(rest["batch_loss"]),
            epoch_loss=float(rest["epoch_loss"]),
            full_loss=float(rest["full_loss"]),
            seconds=float(rest["seconds"]),
            compile_seconds=float(rest["compile_seconds"]),
            updates_per_second=float(rest["updates_per_second"]),
            scatter=float(rest["scatter"]),
        )
    except (WrongArrayError, KeyError, TypeError, ValueError, AttributeError, EOFError,
            OSError, MemoryError, zipfile.BadZipFile, NotImplementedError):  # fmt: skip
        raise WrongFrameError from None
