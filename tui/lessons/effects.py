"""What a lesson does to the app: only what keys can do too. Whoever plays it carries it out."""

from __future__ import annotations

from dataclasses import dataclass

from engine.config.run import RunConfig
from tui.lessons.goal import Goal


@dataclass(frozen=True)
class Reset:
    """Use this configuration and restart the run, paused; show the dashboard."""

    config: RunConfig


@dataclass(frozen=True)
class Press:
    """Carry out a command by its id."""

    command: str


@dataclass(frozen=True)
class Change:
    """Change parameters, as in the panel."""

    values: tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class Run:
    """Run until `goal.over`, then pause, and call `player.arrived`; later effects wait.

    Attributes:
        goal: counted from the moment in which this effect is carried out (`Goal.from_here`).
        fast: without a limit of the pace; `arrived` is not called, as nobody waits for it.
    """

    goal: Goal
    fast: bool = False


@dataclass(frozen=True)
class Hurry:
    """Finish the current `Run` without a limit of the pace."""


@dataclass(frozen=True)
class Recall:
    """Call `Play.remembering` with this name and the numbers of now."""

    name: str


Effect = Reset | Press | Change | Run | Hurry | Recall
