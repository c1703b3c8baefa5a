"""The live changes of a run, seen from its last configuration."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.values import Change


def undone(config: RunConfig, changes: Sequence[Change]) -> RunConfig:
    """The configuration before these live changes, which led to `config`."""
    # Of several changes of a parameter, the first one counts.
    before = {change.parameter: change.old for change in reversed(changes)}
    return with_values(config, before)


def stages(config: RunConfig, changes: Sequence[Change]) -> list[tuple[int, RunConfig]]:
    """Each update after which something changed, and the configuration from there on.

    Args:
        config: at the end.
        changes: in order.
    """
    found: list[tuple[int, RunConfig]] = []
    for update, group in groupby(reversed(changes), lambda change: change.update):
        found.append((update, config))
        config = undone(config, list(group)[::-1])
    return found[::-1]
