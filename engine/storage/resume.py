"""Opening a saved run: what the worker needs to continue, and what to show meanwhile."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from engine.history.frame import Frame
from engine.history.history import thinned
from engine.problems.own.version import Version
from engine.protocol.commands import Resume, Watch
from engine.storage.saved_run import StoredRun


@dataclass(frozen=True, eq=False)
class OpenedRun:
    """A saved run.

    Attributes:
        name: its name.
        resume: the command from which the worker continues.
        frame: the run when it was saved.
    """

    name: str
    resume: Resume
    frame: Frame


def opened_run(name: str, run: StoredRun) -> OpenedRun:
    """Everything needed to open a saved run."""
    summary, checkpoint = run.summary, run.checkpoint
    updates, epochs = (thinned(rows, Watch().points) for rows in (run.updates, run.epochs))
    frame = Frame(
        state=summary.status,
        config=run.config,
        theta=checkpoint.theta,
        previous=checkpoint.theta,
        batch_loss=float(updates.loss[-1]) if len(updates) else math.nan,
        epoch_loss=float(epochs.loss[-1]) if len(epochs) else math.nan,
        full_loss=math.nan if summary.full_loss is None else summary.full_loss,
        batch=None,
        updates=updates,
        epochs=epochs,
        kept_every=summary.updates_kept_every,
        seconds=summary.seconds,
        compile_seconds=0.0,
        updates_per_second=0.0,
        checkpoint=checkpoint,
        changes=run.changes,
        version=Version(summary.loss_sha256 or ""),
    )
    whole = replace(frame, updates=run.updates, epochs=run.epochs)
    resume = replace(
        Resume.of(whole, state=summary.status, reason=f"opened {name}"),
        epochs_kept_every=summary.epochs_kept_every,
        epoch_limit=summary.epoch_limit,
        rule_armed=summary.rule_armed,
    )
    return OpenedRun(name, resume, frame)
