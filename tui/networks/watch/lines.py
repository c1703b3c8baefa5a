"""`descent watch` line by line: a line for each epoch, and for each change of state."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

from engine.networks.recording.reader import Reader
from engine.networks.recording.recording import Recording, State
from tui.networks.watch.curves import VALIDATION
from tui.networks.watch.words import state_words
from tui.text.numbers import significant, whole

LOOK_SECONDS = 1.0
_LOOKS_AT_END = 3
"""Looks at an ended training after which it is over: another call of `fit` may follow at once."""


def lines_of(reader: Reader, wait: Callable[[float], None] = time.sleep) -> Iterator[str]:
    """The lines, as they come, until the training is over."""
    said: tuple[str, State] | None = None
    update, fits, looks = 0, 0, 0
    while True:
        recording = reader.look()
        header = recording.header
        state = (header.id if header is not None else "", recording.state)
        if said is not None and state[0] != said[0]:
            update, fits = 0, 0  # another training
        for begun in recording.fits[fits:]:
            update = min(update, begun)  # the training may have gone back
        fits = len(recording.fits)
        for line, number in _epochs_after(recording, update):
            update = number
            yield line
        if state != said:
            said = state
            where = f"{reader.folder}: " if recording.state.waiting else ""
            yield f"{where}{state_words(recording)}"
            if recording.fault:
                yield recording.fault
        looks = looks + 1 if recording.state.over else 0
        if looks >= _LOOKS_AT_END:
            return
        wait(LOOK_SECONDS)


def _epochs_after(recording: Recording, last: int) -> Iterator[tuple[str, int]]:
    """The lines of the epochs after an update, with the last update of each."""
    columns = recording.epochs
    first = next(iter(columns.values()), None)
    if first is None or not len(first):
        return
    ordered = sorted(columns, key=lambda name: (name != "loss", name != "val_loss", name))
    rates = {int(update): rate for update, rate in zip(
        recording.learning_rate.update, recording.learning_rate.value, strict=True)}  # fmt: skip
    for row in range(len(first)):
        update = int(first.update[row])
        if update <= last:
            continue
        parts = [f"epoch {whole(int(first.epoch[row]))}", f"update {whole(update)}"]
        for name in ordered:
            rows = columns[name]
            place = rows.update.searchsorted(update)
            if place < len(rows) and rows.update[place] == update:
                shown = name.replace(VALIDATION, "validation ")
                parts.append(f"{shown} {significant(float(rows.value[place]), 5)}")
        rate = rates.get(update)
        if rate is not None and not math.isnan(rate) and "learning_rate" not in columns:
            parts.append(f"learning rate {significant(float(rate), 5)}")
        yield ", ".join(parts), update
