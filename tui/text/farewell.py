"""What is said of a session: on the normal screen after the app, and at the next start."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import shown
from engine.history.frame import Frame
from engine.history.values import RunState
from tui.text.numbers import reading, some, whole

if TYPE_CHECKING:
    from engine.storage.sessions.resume import Earlier

COMMAND = "descent --resume"


def offer_words(earlier: Earlier, how: str) -> str:
    """That a session was interrupted, and how to resume it."""
    by = f" ({earlier.ended})" if earlier.ended else ""
    at = f" at update {whole(earlier.update)}" if earlier.update else ""
    return f"the session of {earlier.time} was interrupted{at}{by} · {how}"


def resumed_words(time: str, update: int) -> str:
    """That the session of this time goes on, from this update; 0 is its start."""
    at = f" at update {whole(update)}" if update else ""
    return f"resumed the session of {time}{at}"


@dataclass(frozen=True)
class Ending:
    """How a session was left.

    Attributes:
        run: the name of the run, such as "adam, M 16, lr 0.1".
        frame: its newest frame; None if no update was made.
        folder: the folder of the session; None if it was never saved.
        saved_update: updates of the run in the folder.
        failure: why the last save failed; empty if it did not.
        worker_lost: whether the worker was lost, and its last updates with it.
        was_running: whether it was training when it was left.
    """

    run: str
    frame: Frame | None
    folder: Path | None
    saved_update: int = 0
    failure: str = ""
    worker_lost: bool = False
    was_running: bool = False


def farewell(ending: Ending) -> str:
    """The paragraph, lines with their ends: what was reached, where it is, how to go on."""
    frame = ending.frame
    if (frame is None or not frame.update) and ending.folder is None:
        return ""
    lines = [_reached(ending, frame)] if frame is not None and frame.update else []
    if ending.worker_lost:
        lines.append("The worker was lost.")
    return "".join(f"{line}\n" for line in (*lines, *_saved(ending)))


def _reached(ending: Ending, frame: Frame) -> str:
    made = f"{some(frame.update, 'update')}, {some(frame.epoch, 'epoch')}"
    loss = "not finite"
    if math.isfinite(frame.full_loss):
        loss = reading(frame.full_loss, 10).strip()
    going = frame.state is RunState.RUNNING or (ending.was_running and not frame.state.ended)
    state = "interrupted" if going else str(frame.state).replace("_", " ")
    return f"{ending.run}: {made}, full loss {loss}, {state}."


def _saved(ending: Ending) -> list[str]:
    if ending.folder is None:
        why = f": {ending.failure}" if ending.failure else ""
        return [f"The session is not saved{why}."]
    update = 0 if ending.frame is None else ending.frame.update
    part = f" up to update {whole(ending.saved_update)}" if ending.saved_update < update else ""
    lines = [f"Saved{part} in {shown(str(ending.folder))}", f"Continue with: {COMMAND}"]
    if ending.failure:
        lines.insert(0, f"The last save failed: {ending.failure}")
    return lines
