"""`descent runs`: lists saved runs and removes them."""

from __future__ import annotations

import json
import sys

from engine.errors import printable
from engine.storage.run_store import Entry, RunStore
from tui.cli.output import complain, put_out
from tui.text.columns import aligned
from tui.text.numbers import UNKNOWN, number, reading, whole
from tui.text.verdicts import end_word, ratio_text

_HEADS = (
    "name", "saved", "method", "M", "lr", "epochs", "updates", "status", "full loss", "loss/least",
)  # fmt: skip
_WORDS = ("name", "saved", "method", "status")
"""Headers of the columns that hold words, not numbers."""


def list_runs(store: RunStore, *, as_json: bool) -> int:
    """Print all saved runs, newest first; returns the exit status.

    What cannot be read in the folder is named on stderr, one line each.

    Raises:
        StoreError: the folder cannot be read.
    """
    entries, faults = store.entries()
    if as_json:
        text = "".join(f"{json.dumps(_record(entry), allow_nan=False)}\n" for entry in entries)
    elif entries:
        text = aligned([_HEADS, *map(_row, entries)], _WORDS)
    else:
        text = f"no saved runs in {store.folder}\n"
    put_out(sys.stdout, text)
    for fault in faults:
        complain(str(fault))
    return 0


def remove_runs(store: RunStore, names: tuple[str, ...]) -> int:
    """Remove these runs; returns the exit status.

    Raises:
        StoreError: one of them does not exist or cannot be removed; earlier ones are removed.
    """
    for name in names:
        store.remove(name)
        put_out(sys.stdout, f"removed {name}\n")
    return 0


def _record(entry: Entry) -> dict[str, object]:
    return {"name": entry.name, **entry.summary.model_dump(mode="json", exclude={"files_sha256"})}


def _row(entry: Entry) -> tuple[str, ...]:
    summary = entry.summary
    return (
        printable(entry.name),
        summary.saved[:16].replace("T", " "),
        printable(summary.method),
        str(summary.batch_size),
        number(summary.learning_rate),
        whole(summary.epochs),
        whole(summary.updates),
        end_word(summary.status, summary.verdict),
        "not finite" if summary.full_loss is None else reading(summary.full_loss, 10).strip(),
        UNKNOWN if summary.loss_over_least is None else ratio_text(summary.loss_over_least),
    )
