"""Whether the parts of a saved run fit together."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.config.notes import Effect
from engine.config.numbers import finite
from engine.config.parameters import PARAMETERS, with_values
from engine.errors import ConfigError
from engine.history.values import Change, RunState, Series
from engine.storage.run_summary import SUMMARY
from engine.storage.saved_run import StoredRun

_MAY_HAVE_DIVERGED = (RunState.DIVERGED, RunState.PAUSED)


def history_fault(run: StoredRun) -> str:
    """What in its history does not fit the rest of a run; empty if all of it does."""
    point, summary = run.checkpoint, run.summary
    if (point.update, point.epoch) != (summary.updates, summary.epochs):
        return f"does not match {SUMMARY}"
    if tuple(map(finite, point.theta)) != summary.theta:
        return f"checkpoint/point does not match {SUMMARY}"
    samples = _samples(run)
    if samples is not None and point.offset >= samples:
        return f"checkpoint/counts is beyond the {samples:,} samples"
    if run.config.data.data is None and samples not in (None, run.config.data.samples):
        return f"is of {samples:,} samples, the configuration of {run.config.data.samples:,}"
    seen = None if samples is None else point.epoch * samples + point.offset
    return (
        _rows_fault("updates", run.updates, point.update, seen)
        or _rows_fault("epochs", run.epochs, point.epoch, None)
        or _end_fault(run)
        or _not_finite(run)
    )


def changes_fault(run: StoredRun) -> str:
    """What is wrong with the live changes of a run; empty if nothing is."""
    last = 0
    known: set[tuple[str, str]] = set()
    for change in run.changes:
        if not last <= change.update <= run.checkpoint.update:
            return f"a change after update {change.update:,} is out of order"
        last = change.update
        for value in (change.old, change.new):
            if (change.parameter, value) not in known:
                known.add((change.parameter, value))
                if fault := _value_fault(run, change, value):
                    return fault
    if len(run.changes) != run.summary.live_changes:
        return f"does not match {SUMMARY}"
    return ""


def _value_fault(run: StoredRun, change: Change, value: str) -> str:
    parameter = PARAMETERS.get(change.parameter)
    if parameter is None or parameter.notes.effect is not Effect.LIVE:
        return f"{change.parameter} is not a parameter that can change during a run"
    try:
        with_values(run.config, {change.parameter: value})
    except ConfigError as error:
        return str(error)
    return ""


def _samples(run: StoredRun) -> int | None:
    """The number of samples; None in an old run on a file."""
    data = run.config.data
    return run.summary.samples or (data.samples if data.data is None else None)


def _rows_fault(title: str, rows: Series, last: int, seen: int | None) -> str:
    """What is wrong with the numbers and times of rows that end with row `last`."""
    if (int(rows.index[-1]) if len(rows) else 0) != last:
        return f"{title}/index does not end with {last:,}"
    if not np.isfinite(rows.seconds).all() or (rows.seconds < 0).any():
        return f"{title}/seconds is not a time"
    if not np.isfinite(rows.seen).all() or (np.diff(rows.seen, prepend=0.0) < 0).any():
        return f"{title}/seen does not increase"
    if len(rows) and seen is not None and rows.seen[-1] != seen:
        return f"{title}/seen does not end with {seen:,} samples"
    return ""


def _end_fault(run: StoredRun) -> str:
    point = run.checkpoint.theta
    ends = run.updates.point(-1) if len(run.updates) else point
    return "" if np.array_equal(ends, point, equal_nan=True) else "updates do not end at the point"


def _not_finite(run: StoredRun) -> str:
    """A part with a number that is not finite where it cannot be.

    Only a run that diverged has such numbers; it may have been paused since. No update leads from
    parameters that are not finite back to some that are.
    """
    point = run.checkpoint
    if run.summary.status in _MAY_HAVE_DIVERGED:
        finite_rows = np.isfinite(run.updates.theta).all(axis=1)
        back = np.diff(finite_rows.astype(np.int8)) > 0
        return "updates/theta is finite after it was not" if back.any() else ""
    parts: dict[str, ArrayLike] = {
        "checkpoint/point": point.theta,
        "checkpoint/open": point.open_epoch.sums,
        "checkpoint/recent": point.recent,
        **{f"{title}/{name}": column
           for title, rows in (("updates", run.updates), ("epochs", run.epochs))
           for name, column in (("loss", rows.loss), ("theta", rows.theta))},
    }  # fmt: skip
    wrong = (name for name, values in parts.items() if not np.isfinite(np.asarray(values)).all())
    name = next(wrong, "")
    return f"{name} is not finite" if name else ""
