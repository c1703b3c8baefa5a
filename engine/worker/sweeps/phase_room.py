"""The memory of a phase map: how many runs wait together, and whether there is enough for them."""

from __future__ import annotations

from engine.config.run import StopConfig
from engine.data.room import available_bytes, bytes_text
from engine.errors import ConfigError
from engine.stopping.rules import memory

MOST_BYTES = 1 << 26
"""Of the runs that wait, at most."""
_LEAST_TOGETHER = 256
_STATE = 256
"""Bytes of a run: its values, its state and its place."""
_EPOCH = 24
"""And of each epoch that its stop rule looks back on."""
_COPIES = 3
"""Runs are copied when those that ended are left out, and when their tiles are joined."""
_ALWAYS = 1 << 25
"""Bytes of a tile's inputs and results, with their copies, and of the thread that computes it."""


def together(stop: StopConfig) -> int:
    """The number of runs that wait together, at most."""
    return max(_LEAST_TOGETHER, MOST_BYTES // _each(stop))


def check_room(stop: StopConfig, runs: int) -> None:
    """Check that there is memory for a map, before any is taken.

    Args:
        stop: its stop rule.
        runs: those of it that are trained.

    Raises:
        ConfigError: there is not enough.
    """
    needed = _ALWAYS + _COPIES * _each(stop) * min(runs, together(stop))
    if needed > (there := available_bytes()):
        raise ConfigError(
            None,
            f"a phase map of {runs:,} runs needs {bytes_text(needed)} of memory;"
            f" {bytes_text(there)} available; take fewer cells",
        )


def _each(stop: StopConfig) -> int:
    return _EPOCH * memory(stop) + _STATE
