"""Follows a recording while it is written: `look` reads what came since the last time."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from engine.files import open_regular, read_regular
from engine.networks.recording.header import (
    HEADER,
    LOG,
    MOST_HEADER,
    NOW,
    Header,
    RecordingError,
    checkpoints_in,
    header_of,
)
from engine.networks.recording.now import Life, Now, Pulse, now_of
from engine.networks.recording.recording import Recording, Rows, State
from engine.networks.recording.records import Batch, Begin, End, Epoch, Record, record_of

_CHUNK = 1 << 22
_LONGEST_LINE = 1 << 20
_MOST_NOW = 1 << 14
_STATES = {
    Life.RUNNING: State.RUNNING,
    Life.IDLE: State.IDLE,
    Life.SILENT: State.SILENT,
    Life.ENDED: State.ENDED,
    Life.STOPPED: State.STOPPED,
    Life.KILLED: State.KILLED,
}


@dataclass
class _Told:
    """What the log has said so far."""

    epochs: list[Epoch] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    fits: list[int] = field(default_factory=list)
    last_epoch: int = 0
    complete: bool | None = None

    def take(self, record: Record) -> None:
        match record:
            case Begin():
                # A training that was killed goes on from where its weights were saved last.
                self.epochs = [each for each in self.epochs if each.update <= record.update]
                self.batches = [each for each in self.batches if each.update <= record.update]
                self.fits.append(record.update)
                self.last_epoch, self.complete = record.epochs, None
            case Epoch():
                self.epochs.append(record)
            case Batch():
                self.batches.append(record)
            case End():
                self.complete = record.complete


class Reader:
    """Reads a recording.

    Args:
        folder: the recording's; it need not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._header_text = b""
        self._header: Header | None = None
        self._begin_again()
        self._last = Recording()

    def _begin_again(self) -> None:
        self._place, self._rest = 0, b""
        self._log: tuple[int, int] | None = None
        self._told, self._series = _Told(), Recording()
        self._pulse = Pulse()

    def look(self) -> Recording:
        """The recording as it is now; the same parts as before where nothing has changed."""
        fault = ""
        try:
            fault = self._read_header()
            changed = self._header is not None and self._read_log()
        except OSError as error:
            changed, fault = False, error.strerror or str(error)
        if changed:
            self._series = _series_of(self._told)
        now = self._read_now()
        state, silent = self._state(now)
        checkpoints = checkpoints_in(self.folder) if self._header is not None else {}
        if checkpoints == self._last.checkpoints:
            checkpoints = dict(self._last.checkpoints)
        self._last = replace(
            self._series,
            state=state,
            header=self._header,
            now=None if now is None else self._caught_up(now),
            silent=silent,
            checkpoints=checkpoints,
            fault=fault or ("" if now is None else now.fault),
        )
        return self._last

    def _read_header(self) -> str:
        """Read the header if it is another one; returns why it cannot be read."""
        try:
            text = read_regular(self.folder / HEADER, MOST_HEADER)
        except FileNotFoundError:
            text = b""
        if text == self._header_text:
            return ""
        try:
            header = header_of(text) if text else None
        except RecordingError as error:
            self._header, self._header_text = None, b""
            self._begin_again()
            return f"{HEADER} {error}"
        if header is None or self._header is None or header.id != self._header.id:
            self._begin_again()
        self._header, self._header_text = header, text
        return ""

    def _read_log(self) -> bool:
        """Read on in the log; whether there was anything."""
        try:
            file = open_regular(self.folder / LOG)
        except FileNotFoundError:
            return False
        changed = False
        with file:
            status = os.fstat(file.fileno())
            log = (status.st_dev, status.st_ino)
            if status.st_size < self._place or self._log not in (None, log):
                self._begin_again()
                changed = True
            self._log = log
            file.seek(self._place)
            while data := file.read(_CHUNK):
                self._place += len(data)
                *lines, rest = (self._rest + data).split(b"\n")
                self._rest = rest if len(rest) <= _LONGEST_LINE else b""
                for record in map(record_of, lines):
                    if record is not None:
                        self._told.take(record)
                        changed = True
        return changed

    def _read_now(self) -> Now | None:
        try:
            now = now_of(read_regular(self.folder / NOW, _MOST_NOW).decode(errors="replace"))
        except OSError:
            return None
        return now if now is None or self._header is None or now.id == self._header.id else None

    def _caught_up(self, now: Now) -> Now:
        """The sign of life with the log's progress: that is newer, but for the last second."""
        newest: list[Epoch | Batch] = [*self._told.epochs[-1:], *self._told.batches[-1:]]
        last = max(newest, key=lambda each: each.update, default=None)
        if last is None or last.update <= now.update:
            return now
        epoch = int(last.epoch)
        batch = round((last.epoch - epoch) * now.steps)
        return replace(now, update=last.update, epoch=epoch, batch=batch)

    def _state(self, now: Now | None) -> tuple[State, float]:
        if self._header is None:
            return (State.NOTHING if self.folder.is_dir() else State.NO_FOLDER), 0.0
        if now is None:
            return State.NOTHING, 0.0
        clock = time.monotonic()
        life = self._pulse.life(now, time.time(), clock)
        complete = now.complete if self._told.complete is None else self._told.complete
        if life is Life.ENDED and not complete:
            life = Life.STOPPED if complete is False else Life.RUNNING
        if life is Life.IDLE:
            return State.IDLE, now.idle
        return _STATES[life], self._pulse.silent_seconds(clock)


def _series_of(told: _Told) -> Recording:
    names = list(dict.fromkeys(name for epoch in told.epochs for name in epoch.values))
    both: list[Epoch | Batch] = [*told.epochs, *told.batches]
    both.sort(key=lambda each: each.update)
    return Recording(
        epochs={
            name: _rows([(each, each.values[name]) for each in told.epochs if name in each.values])
            for name in names
        },
        running=_rows([(each, each.loss) for each in told.batches]),
        learning_rate=_rows([(each, each.learning_rate) for each in both]),
        fits=tuple(told.fits),
        last_epoch=told.last_epoch,
    )


def _rows(of: Sequence[tuple[Epoch | Batch, float]]) -> Rows:
    columns = np.array(
        [(each.update, each.epoch, each.seconds, value) for each, value in of], np.float64
    ).reshape(-1, 4)
    return Rows(*columns.T)
