"""Writes the run of a frame for a session, as the worker does with its whole history."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.config.numbers import finite
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.events import Stored
from engine.storage.run_summary import SUMMARY, Summary
from engine.storage.run_writer import write_run
from engine.storage.saved_run import StoredRun
from engine.storage.seal import digest_of


def store(frame: Frame, folder: Path) -> Stored:
    """Write the run into a new folder."""
    config = frame.config
    # The stand-in computes in float64, what is saved is float32.
    rounded = np.asarray(frame.theta, np.float32).astype(float)
    theta = (float(rounded[0]), float(rounded[1]))
    point = replace(frame.checkpoint, theta=theta)
    rows = frame.updates
    seen = (point.epoch * config.data.samples + point.offset) * rows.index / max(point.update, 1)
    rows = replace(rows, theta=rows.theta.astype(np.float32).astype(float), seen=seen)
    running = frame.state is RunState.RUNNING
    summary = Summary(
        saved="2026-03-02T14:05:00+01:00",
        method=config.optimizer.optimizer,
        batch_size=1,
        learning_rate=config.optimizer.learning_rate,
        epochs=point.epoch,
        updates=point.update,
        status=RunState.PAUSED if running else frame.state,
        theta=(finite(theta[0]), finite(theta[1])),
        full_loss=finite(frame.full_loss),
        seconds=frame.seconds,
        device="/CPU:0",
        live_changes=len(frame.changes),
        updates_kept_every=1,
        epochs_kept_every=1,
        epoch_limit=config.stop.epochs,
        rule_armed=True,
        data_sha256=None,
    )
    run = StoredRun(config, summary, point, rows, frame.epochs, frame.changes)
    write_run(folder, run, private=True)
    return Stored(folder, point.update, digest_of(folder / SUMMARY), size=1000, cost=0.01)
