"""The part of the script with the live changes of the run."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from engine.config.run import FULL_BATCH, BatchConfig, RunConfig
from engine.storage.keras_script.course import Leg
from engine.storage.keras_script.optimizer import KEEP_STATE, changed, keeps_state, makes_another
from engine.storage.keras_script.part import Part, indented, lines_of


def batch_size(config: BatchConfig) -> str:
    """The batch size as code; n is the number of samples."""
    return "n" if config.batch_size == FULL_BATCH else str(config.batch_size * config.replicas)


def changes_part(legs: Sequence[Leg]) -> Part | None:
    """The function `change_settings`, called after each update; None without live changes."""
    blocks, begun = [], 0
    scheduled = any(leg.config.optimizer.is_scheduled for leg in legs)
    for before, after in pairwise(legs):
        if makes_another(before.config.optimizer, after.config.optimizer):
            begun = after.update
        lines = _lines(before.config, after.config, scheduled=scheduled, begun=begun)
        if lines:
            blocks.append(lines_of(f"if updates == {after.update}:", indented(lines)))
    if not blocks:
        return None
    names = [
        name
        for name in ("optimizer", "batch_size", "shuffle")
        if any(f"{name} = " in block for block in blocks)
    ]
    doc = '"""The live changes: each applies from the update after this many updates."""'
    scope = f"global {', '.join(names)}" if names else ""
    function = lines_of("def change_settings(updates):", indented(lines_of(doc, scope, *blocks)))
    kept = any(
        keeps_state(before.config.optimizer, after.config.optimizer)
        for before, after in pairwise(legs)
    )
    return Part(
        "Live changes",
        "These settings were changed during the run. w and b continue from where they are.",
        "\n\n\n".join([KEEP_STATE, function] if kept else [function]),
    )


def _lines(before: RunConfig, after: RunConfig, *, scheduled: bool, begun: int) -> str:
    old, new = before.batch, after.batch
    size = ""
    if batch_size(old) != batch_size(new):
        size = f"batch_size = {batch_size(new)}  # before: {batch_size(old)}"
    order = f"shuffle = {new.shuffle}" if old.shuffle != new.shuffle else ""
    settings = changed(before.optimizer, after.optimizer, scheduled=scheduled, begun=begun)
    return lines_of(settings, size, order)
