"""A frame in a file: a kept run, or the recorded run of a sweep.

An archive of numpy arrays like the history of a saved run, with everything else as JSON.
"""

from __future__ import annotations

import io
import json

import numpy as np

from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.problems.own.version import Version
from engine.storage.array_archive import Limit, WrongArrayError, arrays_in
from engine.storage.run_arrays import arrays_of, checkpoint_in, limit_of, series_in
from engine.storage.run_changes import changes_in, changes_text
from engine.storage.sessions.whole_paths import anywhere

_REST = "rest"
_NUMBERS = (
    "batch_loss", "epoch_loss", "full_loss", "seconds", "compile_seconds", "updates_per_second",
    "scatter",
)  # fmt: skip


_REST_LIMIT = Limit((1 << 24,), np.dtype(np.uint8))


class WrongFrameError(Exception):
    """A file without a frame."""


def frame_bytes(frame: Frame) -> bytes:
    """The contents of the file: the run of the frame, without the samples of its last updates."""
    rest = {
        "config": anywhere(frame.config).model_dump_json(),
        "state": frame.state.value,
        "previous": frame.previous,
        "kept_every": frame.kept_every,
        "changes": changes_text(frame.changes),
        "version": frame.version.digest,
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
        arrays = arrays_in(io.BytesIO(data), _limit)
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
            version=Version(str(rest.get("version", ""))),
        )
    except (WrongArrayError, KeyError, TypeError, ValueError, OverflowError, RecursionError):
        raise WrongFrameError from None


def _limit(name: str) -> Limit | None:
    return _REST_LIMIT if name == _REST else limit_of(name)
