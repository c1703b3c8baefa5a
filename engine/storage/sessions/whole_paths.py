"""Configurations that mean the same in every folder: runs are continued from any of them."""

from __future__ import annotations

from engine.config.paths import whole_path
from engine.config.run import RunConfig


def anywhere(config: RunConfig) -> RunConfig:
    """The configuration with the absolute path of its data file.

    Raises:
        OSError: the path is relative to a folder that no longer exists.
    """
    path = config.data.data
    if path is None or path.is_absolute():
        return config
    data = config.data.model_copy(update={"data": whole_path(path)})
    return config.model_copy(update={"data": data})
