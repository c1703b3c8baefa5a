"""Sessions of made-up runs: no TensorFlow."""

from __future__ import annotations

import math
import os
from pathlib import Path
from types import MappingProxyType

import numpy as np

from engine.arrays import Floats
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.epochs import OpenEpoch
from engine.history.frame import Frame
from engine.history.values import Change, Checkpoint, RunState, Series
from engine.protocol.commands import RaceBy
from engine.protocol.sweep_messages import SweepEnded
from engine.storage.run_summary import SUMMARY, Summary
from engine.storage.run_writer import write_run
from engine.storage.saved_run import StoredRun
from engine.storage.seal import digest_of
from engine.storage.sessions.content import (
    DraftContent,
    KeptContent,
    LessonContent,
    RaceContent,
    SessionContent,
    SweepContent,
)
from engine.storage.sessions.place import new_place
from engine.storage.sessions.record import SESSION
from engine.storage.sessions.writer import SessionWriter
from engine.sweeps.rows import Cell, Seeds, SweepRow
from engine.sweeps.spec import SweepSpec

CONFIG = with_values(RunConfig(), {"optimizer": "adam", "batch_size": 16, "shuffle": True})
PER_EPOCH = 7
"""Batches of 16 in 100 samples."""


def series(updates: int) -> Series:
    """Updates on 100 samples."""
    index = np.arange(1, updates + 1, dtype=np.int64)
    count: Floats = index.astype(np.float64)
    seen = 100.0 * (count // PER_EPOCH) + 16.0 * (count % PER_EPOCH)
    theta = checkpoint(updates).theta
    first: Floats = np.sqrt(count)
    second, loss = first.copy(), first.copy()
    first[-1:], second[-1:] = theta
    seconds = count / 1000
    return Series.of(index, first, second, loss, seen, seconds)


def epochs(updates: int) -> Series:
    """The whole epochs among them."""
    index = np.arange(1, updates // PER_EPOCH + 1, dtype=np.int64)
    count: Floats = index.astype(np.float64)
    means: list[Floats] = [np.sqrt(count + k) for k in range(3)]
    return Series.of(index, *means, 100.0 * count, count * PER_EPOCH / 1000)


def checkpoint(updates: int) -> Checkpoint:
    epoch, left = divmod(updates, PER_EPOCH)
    return Checkpoint(
        update=updates,
        epoch=epoch,
        offset=16 * left,
        theta=(float(np.float32(updates + 0.1)), 2.0),
        optimizer="adam",
        slots={"iteration": np.array(updates, np.int64)},
        open_epoch=OpenEpoch((1.0, 2.0, 3.0), left),
        recent=np.ones((1, 3)),
    )


def frame(updates: int = 20) -> Frame:
    return Frame(
        state=RunState.PAUSED,
        config=CONFIG,
        theta=checkpoint(updates).theta,
        previous=(0.5, math.nan),
        batch_loss=1 / 3,
        epoch_loss=math.inf,
        full_loss=2 / 3,
        batch=None,
        updates=series(updates),
        epochs=epochs(updates),
        kept_every=1,
        seconds=0.1,
        compile_seconds=0.2,
        updates_per_second=30.0,
        checkpoint=checkpoint(updates),
        changes=(Change(3, 0, "learning_rate", "0.1", "0.001"),),
        scatter=0.25,
    )


def stored_run(updates: int) -> StoredRun:
    summary = Summary(
        saved="2026-03-02T14:05:00+01:00", method="Adam", batch_size=16, learning_rate=0.001,
        epochs=updates // PER_EPOCH, updates=updates, status=RunState.PAUSED,
        theta=checkpoint(updates).theta, full_loss=0.5, seconds=0.1, device="/CPU:0",
        live_changes=0, updates_kept_every=1, epochs_kept_every=1, epoch_limit=1000,
        rule_armed=True, data_sha256=None,
    )  # fmt: skip
    return StoredRun(CONFIG, summary, checkpoint(updates), series(updates), epochs(updates), ())


def sweep_rows(count: int) -> tuple[SweepRow, ...]:
    return tuple(
        SweepRow(
            k, Cell("sgd", 16, 0.1), Seeds(0, 0, 0), RunState.DIVERGED, 1, 7, 100, 0.1, 2,
            (math.nan, 1.0), math.inf, math.nan, (math.inf, -math.inf), None,
        )
        for k in range(count)
    )  # fmt: skip


def content(kept: int = 1, rows: int = 2) -> SessionContent:
    """A session with some kept runs and a sweep."""
    spec = SweepSpec(CONFIG, learning_rates=(0.1, 0.2, 0.3, 0.4))
    letters = "ABCDEFGH"[:kept]
    return SessionContent(
        CONFIG,
        pace=300.0,
        looking_back=5,
        view={"view": "loss", "lecture": True},
        kept=tuple(
            KeptContent(letter, f"run {letter}", frame(10 + k), hidden=k == 1)
            for k, letter in enumerate(letters)
        ),
        sweeps=(
            SweepContent(
                3, spec, sweep_rows(rows), SweepEnded(rows, 4, stopped=True), "", "CPU",
                frames=MappingProxyType({1: frame(9)}),
            ),
        ),
        shown_sweep=3,
        lesson=LessonContent("too-fast", 4),
        race=RaceContent(("A",), RaceBy.SAMPLES),
        draft=DraftContent((0.1, 1 / 3), (1e-40, -2.5e20), (0.5, 1.0)),
    )  # fmt: skip


def put_run(writer: SessionWriter, updates: int) -> None:
    """What the worker does."""
    folder = writer.run_folder()
    write_run(folder, stored_run(updates), private=True)
    writer.wrote_run(folder, updates, digest_of(folder / SUMMARY))


def made(root: Path, updates: int = 50, age: float = 0.0) -> Path:
    """A session that no app holds."""
    place = new_place(root)
    writer = SessionWriter(place.folder)
    put_run(writer, updates)
    writer.save(content(2, 3))
    place.release()
    when = (place.folder / SESSION).stat().st_mtime - age
    os.utime(place.folder / SESSION, (when, when))
    return place.folder
