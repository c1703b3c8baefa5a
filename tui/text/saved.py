"""What was written of a run, in words."""

from __future__ import annotations

import shlex

from engine.protocol.events import Saved, Wrote
from tui.text.numbers import whole


def saved_words(saved: Saved) -> str:
    """What was written, where, and what to do with it."""
    rows, of, path = saved.rows, saved.of, saved.path
    match saved.what:
        case Wrote.RUN:
            return f"saved: descent open {shlex.quote(path.name)} · {path}"
        case Wrote.EVENTS:
            count = whole(rows) if rows == of else f"{whole(rows)} of {whole(of)}"
            return f"wrote {count} updates: tensorboard --logdir {shlex.quote(str(path.parent))}"
        case Wrote.HISTORY:
            every = saved.kept_every
            thinned = "" if every == 1 else f", the extremes of every {every}"
            return f"wrote {whole(rows)} updates{thinned} to {path}"
