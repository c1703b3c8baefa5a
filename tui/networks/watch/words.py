"""What the screen and the lines say of a recording, in words and numbers."""

from __future__ import annotations

import math

from engine.networks.path import Path2
from engine.networks.recording.recording import Recording, Rows, State
from tui.model.status import Tone
from tui.networks.bars import Part
from tui.networks.watch.curves import LOSS, VALIDATION
from tui.text.numbers import significant, some, whole

_GLYPHS = {
    State.NO_FOLDER: ("…", Tone.PLAIN),
    State.NOTHING: ("…", Tone.PLAIN),
    State.RUNNING: ("▶", Tone.GOOD),
    State.IDLE: ("‖", Tone.WARNING),
    State.SILENT: ("‖", Tone.WARNING),
    State.ENDED: ("✓", Tone.GOOD),
    State.STOPPED: ("■", Tone.WARNING),
    State.KILLED: ("✗", Tone.ERROR),
}


def state_words(recording: Recording) -> str:
    """The state in a few words."""
    match recording.state:
        case State.IDLE | State.SILENT:
            return f"{recording.state} for {duration(recording.silent)}"
        case State.KILLED:
            ago = (
                f", last sign of life {duration(recording.silent)} ago"
                if recording.silent > 2
                else ""
            )
            return f"killed{ago}"
        case State.STOPPED:
            return "stopped before its end"
        case state:
            return state.value


def state_part(recording: Recording) -> Part:
    """The state with its sign."""
    sign, tone = _GLYPHS[recording.state]
    return Part(f"{sign} {state_words(recording)}", tone)


def duration(seconds: float) -> str:
    """A time in its two largest units: 8 s, 3 min 20 s, 2 h 5 min."""
    count = max(round(seconds), 0)
    if count < 60:
        return f"{count} s"
    minutes, rest = divmod(count, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def numbers_line(recording: Recording) -> tuple[Part, ...]:
    """The first line: state, progress, the last values."""
    now = recording.now
    parts = [state_part(recording)]
    if recording.header is None or now is None:
        return tuple(parts)
    last = recording.last_epoch
    of = f" of {whole(last)}" if last else ""
    parts.append(Part(f"{whole(now.epoch)}{of}", label="epoch", importance=2))
    if now.batch and not recording.state.over:
        steps = f"/{whole(now.steps)}" if now.steps else ""
        parts.append(Part(f"{whole(now.batch)}{steps}", label="batch", importance=6))
    parts.append(Part(whole(now.update), label="update", importance=4))
    for name, importance in ((LOSS, 3), (f"{VALIDATION}{LOSS}", 3)):
        value = latest(recording.epochs.get(name))
        if name == LOSS and not math.isfinite(value):
            value = now.loss
        if not math.isnan(value):
            parts.append(Part(significant(value, 4), label=name, importance=importance))
    rate = latest(recording.learning_rate)
    if not math.isnan(rate):
        parts.append(Part(significant(rate, 4), label="lr", importance=5))
    return tuple(parts)


def facts_line(recording: Recording, folder: str, path: Path2 | None) -> tuple[Part, ...]:
    """The second line: what is recorded, and where."""
    header = recording.header
    if recording.fault:
        return (Part(recording.fault, Tone.ERROR),)
    if header is None:
        return (Part(f'waiting for Recorder("{folder}")'),)
    parts = [Part(folder, importance=2)]
    parts.append(Part(f"{header.model}, {some(header.size, 'weight')}", importance=3))
    count = len(recording.checkpoints)
    if not header.keep:
        parts.append(Part("no checkpoints: they are too large", Tone.WARNING, importance=4))
    else:
        parts.append(Part(some(count, "checkpoint"), importance=4))
    left = seconds_left(recording)
    if left is not None:
        parts.append(Part(f"about {duration(left)} left", importance=1))
    if path is not None and path.fault:
        parts.append(Part(path.fault, Tone.ERROR, importance=1))
    return tuple(parts)


def path_note(recording: Recording, path: Path2 | None) -> str:
    """What the plane of the path is made of, where that is not all weights."""
    header = recording.header
    if header is None or path is None:
        return ""
    if header.sampled or path.used < header.size:
        return f"of a random sample of {whole(path.used)} of {whole(header.size)} weights"
    return ""


def seconds_left(recording: Recording) -> float | None:
    """The seconds until the last epoch at the pace of the last ones; None if not known."""
    rows, last = recording.learning_rate, recording.last_epoch
    if recording.state is not State.RUNNING or not last or len(rows) < 2 or recording.now is None:
        return None
    recent = rows.epoch >= rows.epoch[-1] - 5
    epochs = rows.epoch[recent][-1] - rows.epoch[recent][0]
    seconds = rows.seconds[recent][-1] - rows.seconds[recent][0]
    if epochs <= 0 or seconds <= 0:
        return None
    return max(float((last - recording.now.epochs) * seconds / epochs), 0.0)


def latest(rows: Rows | None) -> float:
    """The last value; nan for none."""
    return float(rows.value[-1]) if rows is not None and len(rows) else math.nan
