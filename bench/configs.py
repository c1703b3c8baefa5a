"""Configurations that several measurements share."""

from __future__ import annotations

from engine.config.parameters import with_values
from engine.config.run import RunConfig


def forever(**values: object) -> RunConfig:
    """A configuration that neither converges nor runs out of epochs."""
    return with_values(RunConfig(), {"stop": "never", "epochs": 10**12, **values})
