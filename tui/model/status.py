"""What the status line shows of a run."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.history.values import RunState
from tui.widgets.status_line import Message, Phase, Status, Tone

if TYPE_CHECKING:
    from tui.model.session import RunModel

MOST_SILENCE = 3.0
"""Seconds without a word from a worker that trains, after which that is said."""


def status_of(model: RunModel) -> Status:
    """What the status line shows."""
    frame, problem = model.frame, model.problem
    config = model.config
    message, runs = model.message, model.state is RunState.RUNNING
    stands_still = runs and model.silence >= MOST_SILENCE
    if stands_still:
        text = f"the worker has not answered for {model.silence:.0f} s"
        message = Message(text, Tone.WARNING)
    common = Status(state=model.state, pace=model.pace, device=model.device, message=message)
    if frame is None:
        full = problem.start_loss if problem is not None else math.nan
        return replace(common, w=config.start.w0, b=config.start.b0, full_loss=full)
    past = frame.of is not None and model.state is not Phase.LOST
    return replace(
        common,
        state=Phase.PAST if past else model.state,
        of=frame.of if past else None,
        epoch=frame.epoch,
        update=frame.update,
        w=frame.w,
        b=frame.b,
        batch_loss=frame.batch_loss,
        full_loss=frame.full_loss,
        updates_per_second=frame.updates_per_second if runs and not stands_still else 0.0,
        thinned=frame.kept_every,
    )
