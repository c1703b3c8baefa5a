"""Messages about changed parameters."""

from __future__ import annotations

from collections.abc import Mapping

from engine.config.auto import without_auto
from engine.config.effective import differences
from engine.config.notes import Effect
from engine.config.parameters import PARAMETERS, with_values
from engine.config.run import RunConfig
from engine.errors import ConfigError
from tui.model.session import Session
from tui.text.data_names import data_line
from tui.text.numbers import number

_NONE = str(None)
"""The value of what an optimizer does not have."""


def change_text(old: RunConfig, new: RunConfig) -> str:
    """The parameters that differ, with both values; empty if none does.

    Hyperparameters that one of two optimizers does not have are left out.
    """
    return ", ".join(
        f"{PARAMETERS[name].notes.label} {_value(before)} → {_value(after)}"
        for name, (before, after) in differences(old, new).items()
        if _NONE not in (before, after)
    )


def restarts(old: Session, new: RunConfig) -> bool:
    """Whether a change takes a run that has made updates back to its start."""
    moved = old.present is not None and old.present.update > 0
    effects = {PARAMETERS[name].notes.effect for name in differences(old.config, new)}
    return moved and Effect.RESTART in effects


def fault_of(config: RunConfig, values: Mapping[str, object]) -> str:
    """Why these values are invalid in this configuration; empty if they are valid."""
    try:
        with_values(config, without_auto(values))
    except ConfigError as error:
        return error.reason
    return ""


def batch_note(old: Session, new: Session) -> str:
    """A note that the batch is larger than the data, if that is new; otherwise empty."""
    size = new.too_large_batch
    if size in (None, old.too_large_batch):
        return ""
    assert new.problem is not None
    samples, batch = new.problem.preview.samples, new.config.batch
    if batch.replicas > 1:
        return f"({batch.replicas} × {batch.batch_size} means the full batch of {samples} samples)"
    return f"(batch size {size} means the full batch of {samples} samples)"


def data_note(old: Session, new: Session) -> str:
    """What was read of the file, if that is new; otherwise empty."""
    if new.problem is None:
        return ""
    line = data_line(new.problem.preview)
    known = old.problem is not None and data_line(old.problem.preview) == line
    return "" if known or not line else f"· {line}" if old.problem is not None else line


def _value(text: str) -> str:
    try:
        return number(float(text)) if any(mark in text for mark in ".e") else text
    except ValueError:
        return text
