"""Writes a recording: log, checkpoints and signs of life. Needs numpy alone."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from engine.networks.recording.checkpoint_files import FEWEST, CheckpointFiles
from engine.networks.recording.earlier import Past, set_aside
from engine.networks.recording.header import HEADER, LOCK, LOG, NOW, Header, RecordingError, Weight
from engine.networks.recording.log_writer import LogWriter
from engine.networks.recording.now import BEAT_SECONDS, Now, beginning_of, place_of_process
from engine.networks.recording.records import Begin, End
from engine.storage.atomic import atomic_file


@dataclass(frozen=True)
class Room:
    """How much a recording may take.

    Attributes:
        keep: the most checkpoints.
        most_bytes: the most bytes of all checkpoints together.
        sample: how many of the weights are kept, drawn at random; 0 for all of them.
    """

    keep: int
    most_bytes: int
    sample: int = 0

    def header(self, model: str, weights: tuple[Weight, ...], every: str) -> Header:
        """The header of a new recording within this room."""
        whole = Header(uuid.uuid4().hex, model, weights, 0, every)
        sampled = replace(whole, sampled=self.sample if self.sample < whole.size else 0)
        keep = min(self.keep, self.most_bytes // max(sampled.bytes, 1))
        return replace(sampled, keep=keep if keep >= FEWEST else 0)


class RecordingWriter:
    """Writes the recording of one training; no two processes write one folder.

    Args:
        folder: the recording's.
        header: what it is of.
        past: the recording in the folder that it continues; None sets aside what is there.

    Attributes:
        header: what it is of; that of the past if there is one.

    Raises:
        RecordingError: another process writes there.
        OSError: the folder cannot be written.
    """

    def __init__(self, folder: Path, header: Header, past: Past | None) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise RecordingError("is a file, not a folder") from None
        self._folder, self._lock = folder, _locked(folder / LOCK)
        try:
            self.header = header if past is None else replace(header, id=past.header.id)
            if past is None:
                set_aside(folder)
            with atomic_file(folder / HEADER, durable=False) as file:
                file.write(self.header.text.encode())
            self.log = LogWriter(folder / LOG)
            self.checkpoints = CheckpointFiles(folder, self.header)
        except BaseException:
            os.close(self._lock)
            raise
        try:
            begun, place = beginning_of(os.getpid()), place_of_process()
        except OSError:
            begun = place = ""
        self._now = Now(self.header.id, 0, 0.0, False, os.getpid(), begun, place)
        self._beats, self._updated = 0, time.monotonic()
        self._writing = threading.Lock()
        self._over = threading.Event()
        threading.Thread(target=self._beat, name="descent recorder", daemon=True).start()

    def begin(self, begin: Begin) -> None:
        """A call of `fit` begins.

        Raises:
            OSError: it cannot be written.
        """
        self.checkpoints.forget_after(begin.update)
        self.log.restart()
        self.log.append(begin)
        self.progress(
            replace(self._now, training=True, update=begin.update, epoch=begin.epoch,
                    steps=begin.steps, batch=0, complete=None)
        )  # fmt: skip

    def end(self, *, complete: bool) -> None:
        """A call of `fit` has ended, or the process ends.

        Raises:
            OSError: it cannot be written.
        """
        self._now = replace(self._now, training=False, complete=complete)
        try:
            self.log.flush()
            self.log.append(End(complete, time.time()))
        finally:
            self.show_life()

    @property
    def training(self) -> bool:
        """Whether a call of `fit` goes on."""
        return self._now.training

    @property
    def now(self) -> Now:
        """The present, as it will be written next."""
        return self._now

    def progress(self, now: Now) -> None:
        """The present of the training; it is written with the next sign of life."""
        self._now, self._updated = now, time.monotonic()

    def complain(self, fault: str) -> None:
        """What could not be written; those who follow are told."""
        self._now = replace(self._now, fault=fault)
        if not self.training:
            self.show_life()  # the process may end before the next one

    def checkpoint(self, update: int, arrays: Iterable[NDArray[Any]]) -> None:
        """Keep the weights after an update; see `CheckpointFiles.write`."""
        if self.checkpoints.on:
            self.checkpoints.write(update, arrays)

    def show_life(self) -> None:
        """Write the present now; where that is not possible it is tried again soon."""
        with self._writing, contextlib.suppress(OSError):
            idle = time.monotonic() - self._updated
            self._beats += 1
            shown = replace(self._now, beat=self._beats, time=time.time(), idle=idle)
            _write_small(self._folder / NOW, shown.text.encode())

    def _beat(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            self.show_life()

    def close(self) -> None:
        """Write no more; the folder is free for another."""
        self._over.set()
        self.log.close()
        os.close(self._lock)


def _write_small(path: Path, text: bytes) -> None:
    """Replace a small file of JSON; on a full disk, write over the one that is there.

    Raises:
        OSError: neither can be done.
    """
    try:
        with atomic_file(path, durable=False) as file:
            file.write(text)
    except OSError:
        # What is behind a shorter text is made blank, in the same call.
        own = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            os.pwrite(own, text.ljust(os.fstat(own).st_size), 0)
        finally:
            os.close(own)


def _locked(path: Path) -> int:
    """A lock that ends with this process.

    Raises:
        RecordingError: another process holds it.
    """
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise RecordingError("another training is recorded there") from None
    except OSError:
        pass  # a file system without locks
    return lock
