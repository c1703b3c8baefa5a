"""The live changes of a run, seen from its last configuration."""

from __future__ import annotations

from collections.abc import Sequence

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.values import Change


def undone(config: RunConfig, changes: Sequence[Change]) -> RunConfig:
    """The configuration before these live changes, which led to `config`."""
    for change in reversed(changes):
        config = with_values(config, {change.parameter: change.old})
    return config
