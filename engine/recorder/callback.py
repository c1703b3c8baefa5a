"""The callback that records a training. It never fails the training."""

from __future__ import annotations

import atexit
import contextlib
import logging
import math
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import keras
from numpy.typing import NDArray

from engine.networks.recording.earlier import Past, past_of
from engine.networks.recording.header import MOST_CHECKPOINTS, RecordingError, Weight
from engine.networks.recording.now import Now
from engine.networks.recording.records import Batch, Begin, Epoch
from engine.networks.recording.writer import RecordingWriter, Room
from engine.recorder.values import (
    array_of,
    iterations_of,
    learning_rate_of,
    loss_of,
    number_of,
    weights_of,
)

KEEP = 100
MOST_BYTES = 1 << 30
_log = logging.getLogger("descent.recorder")


class Recorder(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Keeps losses, metrics, learning rate and checkpoints of a training in a folder.

    Give one object to every call of `fit` of a training: they are recorded as one. In another
    process, the recording in the folder is continued if the optimizer has made updates and the
    weights have the same shapes; otherwise it is set aside as `FOLDER/earlier-N`, and a new one
    begins, as where other layers have been made trainable between two calls of `fit`. Of those,
    the last three stay.

    What it cannot do, such as write to a full disk, is logged once, and the training goes on.

    Args:
        folder: it is made if there is none.
        every: a checkpoint of all trainable weights is made before the first update, and after
            each "epoch", or after this many updates.
        keep: the most checkpoints, 2 to 1000; beyond it, those whose neighbours are closest are
            removed.
        most_bytes: the most bytes of all checkpoints together, 1 GiB; with room for less than
            three there are none, which is logged.
        sample: keep this many of the weights only, drawn at random with a fixed seed; None keeps
            all of them. What is drawn from them says so, and `descent landscape` needs all.
        resume: whether to continue the recording in the folder; None decides as above.

    Raises:
        ValueError: an argument is none of these.
    """

    def __init__(
        self,
        folder: str | Path,
        every: Literal["epoch"] | int = "epoch",
        *,
        keep: int = KEEP,
        most_bytes: int = MOST_BYTES,
        sample: int | None = None,
        resume: bool | None = None,
    ) -> None:
        super().__init__()
        if every != "epoch" and not (_is_whole(every) and every > 0):
            raise ValueError(f'every: must be "epoch" or a number of updates, not {every!r}')
        if not _is_whole(keep) or not 2 <= keep <= MOST_CHECKPOINTS:
            raise ValueError(f"keep: must be a whole number, 2 to {MOST_CHECKPOINTS}, not {keep!r}")
        if not _is_whole(most_bytes) or most_bytes < 0:
            raise ValueError(f"most_bytes: must be a whole number ≥ 0, not {most_bytes!r}")
        if sample is not None and not (_is_whole(sample) and sample > 0):
            raise ValueError(f"sample: must be a number of weights or None, not {sample!r}")
        # Absolute: the training may change its folder.
        self.folder = Path(folder).expanduser().absolute()
        self._every, self._resume = every, resume
        self._room = Room(keep, most_bytes, sample or 0)
        self._writer: RecordingWriter | None = None
        self._process = os.getpid()
        self._complained = False
        self._fits = self._update = self._epoch = self._batch = 0
        self._seconds, self._since = 0.0, time.monotonic()
        self._shift = self._base = self._least = self._number = 0
        self._first = True
        self._due = math.inf

    # -------------------------------------------------------------------- what Keras calls

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        del logs
        with self._safely():
            self._batch, self._since = 0, time.monotonic()
            self._shift, self._first = -1, True
            self._fit_weights()

    def on_epoch_begin(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        del logs
        with self._safely():
            self._number = epoch
            if self._shift < 0:
                self._begin(epoch)
            self._base = self._update
            self._batch = 0

    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        # Not contained in `_safely`: this is called thousands of times a second.
        try:
            self._count(batch, logs)
        except Exception as error:  # noqa: BLE001 - the training goes on
            self._complain(error)

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        with self._safely():
            writer = self._writer
            self._epoch = self._least = epoch + 1 + self._shift
            if writer is None:
                return
            writer.progress(replace(writer.now, update=self._update, epoch=self._epoch, batch=0))
            reported = {str(name): number_of(value) for name, value in (logs or {}).items()}
            values = {name: value for name, value in reported.items() if value is not None}
            rate = learning_rate_of(self.model)
            writer.log.epoch(Epoch(self._update, self._epoch, self._lasted, rate, values))
            if self._every == "epoch":
                writer.checkpoint(self._update, self._arrays())

    def on_train_end(self, logs: Mapping[str, Any] | None = None) -> None:
        del logs
        with self._safely():
            self._seconds = self._lasted
            writer = self._writer
            if writer is None:
                return
            try:
                if writer.checkpoints.last != self._update:
                    writer.checkpoint(self._update, self._arrays())
            finally:
                writer.end(complete=True)

    # -------------------------------------------------------------------- what it does

    def _fit_weights(self) -> None:
        """Open a recording of the weights that the model has now, unless it is open.

        Layers of one's own are built by the first update, and fine-tuning makes other layers
        trainable: what was recorded of other weights is set aside.
        """
        weights, writer = weights_of(self.model), self._writer
        if writer is not None and _shapes(writer.header.weights) == _shapes(weights):
            return
        if not weights and not self._batch:
            return  # it waits for the first update
        if writer is not None:
            self._writer = None
            writer.close()
            self._fits, self._update = 0, self._batch
            self._epoch, self._least, self._seconds = 0, 0, 0.0
            self._since = time.monotonic()
        self._open(weights, afresh=writer is not None)

    def _first_update(self) -> None:
        """After the first update of a call of `fit` all weights are there."""
        before, self._first = self._writer, False
        self._fit_weights()
        if self._writer is not before:
            self._begin(self._number)
            self._base = self._update - self._batch

    def _open(self, weights: tuple[Weight, ...], *, afresh: bool) -> None:
        """Begin a recording, or continue the one in the folder."""
        header = self._room.header(str(self.model.name), weights, str(self._every))
        past = None if afresh else past_of(self.folder)
        if past is not None and not self._continues(past, weights, header.sampled):
            past = None
        writer = RecordingWriter(self.folder, header, past)
        if past is not None:
            made = iterations_of(self.model)
            self._fits, self._seconds = past.fits, past.seconds
            self._update, self._epoch = made or past.update + self._batch, past.epoch
            self._least = past.epoch if self._update >= past.update else 0
        self._writer, self._process = writer, os.getpid()
        atexit.unregister(self._left)
        atexit.register(self._left)
        if not writer.checkpoints.on:
            _log.warning(
                "%s: no checkpoints: %d of %d bytes exceed most_bytes=%d; raise it, or keep a "
                "random sample of the weights with sample=N",
                self.folder, 3, header.bytes, self._room.most_bytes,
            )  # fmt: skip

    def _continues(self, past: Past, weights: tuple[Weight, ...], sampled: int) -> bool:
        if _shapes(past.header.weights) != _shapes(weights) or past.header.sampled != sampled:
            return False
        return iterations_of(self.model) > 0 if self._resume is None else self._resume

    def _begin(self, epoch: int) -> None:
        """The first epoch of a call of `fit`, whose number Keras knows only now."""
        # A later call counts from 0 again, unless its `initial_epoch` says where it goes on.
        if epoch > 0:
            # Only a training that goes back to earlier weights has an epoch twice.
            self._epoch = max(epoch, self._least)
        self._shift = self._epoch - epoch
        writer, params = self._writer, self.params or {}
        if writer is None:
            return
        self._fits += 1
        steps, epochs = params.get("steps") or 0, params.get("epochs") or 0
        last = epochs + self._shift if epochs else 0
        writer.begin(Begin(self._fits, self._update, self._epoch, time.time(), last, steps))
        writer.checkpoint(self._update, self._arrays())
        self._due = self._update + self._every if isinstance(self._every, int) else math.inf
        writer.show_life()

    def _count(self, batch: int, logs: Mapping[str, Any] | None) -> None:
        """An update was made, or several in one call (`steps_per_execution`)."""
        self._batch = batch + 1
        self._update = self._base + self._batch
        if self._first:
            self._first_update()
        writer = self._writer
        if writer is None:
            return
        value = loss_of((logs or {}).get("loss"))
        writer.progress(_moved(writer.now, self._update, self._batch, value))
        writer.log.batch(self._lasted, lambda: self._batch_record(writer.now.steps, value))
        if self._update >= self._due:
            assert isinstance(self._every, int)
            self._due = self._update + self._every
            writer.checkpoint(self._update, self._arrays())

    def _batch_record(self, steps: int, loss: float) -> Batch:
        place = self._epoch + (self._batch / steps if steps else 0.0)
        return Batch(self._update, place, self._lasted, loss, learning_rate_of(self.model))

    @property
    def _lasted(self) -> float:
        """Seconds of training so far."""
        return self._seconds + time.monotonic() - self._since

    def _arrays(self) -> Iterator[NDArray[Any]]:
        for each in self.model.trainable_variables:
            yield array_of(each)

    def _left(self) -> None:
        """The process ends in order: by an error, or by Ctrl-C, if `fit` has not returned."""
        with contextlib.suppress(Exception):
            if self._writer is not None and os.getpid() == self._process:
                if self._writer.training:
                    self._writer.end(complete=False)
                self._writer.close()

    @contextlib.contextmanager
    def _safely(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001 - the training goes on
            self._complain(error)

    def _complain(self, error: Exception) -> None:
        """Log the first error; what follows from it is not worth another line."""
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        if self._writer is not None:
            self._writer.complain(reason)
        if not self._complained:
            self._complained = True
            known = isinstance(error, OSError | RecordingError)
            _log.warning(
                "%s: not recorded: %s; the training goes on", self.folder, reason or repr(error),
                exc_info=None if known else error,
            )  # fmt: skip


def _moved(now: Now, update: int, batch: int, loss: float) -> Now:
    """The present one update later; `dataclasses.replace` would take as long as a small update."""
    values = dict(now.__dict__)
    values["update"], values["batch"], values["loss"] = update, batch, loss
    moved = object.__new__(Now)
    moved.__dict__.update(values)
    return moved


def _shapes(weights: tuple[Weight, ...]) -> list[tuple[int, ...]]:
    return [each.shape for each in weights]


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
