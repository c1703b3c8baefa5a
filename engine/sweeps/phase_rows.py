"""The result of each run of a phase map."""

from __future__ import annotations

from typing import NamedTuple

from engine.history.values import RunState


class PhaseRow(NamedTuple):
    """The end of one run.

    Attributes:
        cell: its number; see `engine.sweeps.phase_spec.PhaseSpec`.
        state: converged, diverged or max_epochs.
        epochs, updates: whole epochs completed, and updates made.
        w, b: after the last update.
    """

    cell: int
    state: RunState
    epochs: int
    updates: int
    w: float
    b: float
