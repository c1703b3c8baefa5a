"""Messages that say what was written of a run."""

from __future__ import annotations

import shlex
from pathlib import Path

from engine.protocol.events import Saved, Wrote
from tui.text.numbers import whole


def saved_words(saved: Saved) -> str:
    """What was written, where, and how to use it."""
    rows, of, path = saved.rows, saved.of, saved.path
    match saved.what:
        case Wrote.RUN:
            return f"saved: descent open {shlex.quote(path.name)} · {path}"
        case Wrote.EVENTS:
            count = whole(rows) if rows == of else f"{whole(rows)} of {whole(of)}"
            return f"wrote {count} updates: tensorboard --logdir {shlex.quote(str(path.parent))}"
        case Wrote.HISTORY:
            every = saved.kept_every
            thinned = "" if every == 1 else f", minimum and maximum of every {every},"
            return f"wrote {whole(rows)} updates{thinned} to {path}"


def script_words(path: Path) -> str:
    """How to run what was written."""
    program = "jupyter notebook" if path.suffix.lower() == ".ipynb" else "python"
    return f"written: {program} {shlex.quote(str(path))}"
