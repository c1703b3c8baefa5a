"""Configurations that several measurements share."""

from __future__ import annotations

from engine.config import RunConfig
from engine.parameters import with_values


def forever(**values: object) -> RunConfig:
    """A configuration that neither converges nor runs out of epochs."""
    return with_values(RunConfig(), {"stop": "never", "epochs": 10**12, **values})
