"""What is on the screen at a place of a lesson: the commands that lead there from the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType
from typing import get_args

from tui.keys.command import OF_RUN
from tui.keys.table import BY_ID
from tui.lessons.document import Do, Lesson
from tui.model.situation import PlotName

EXPERIMENTS: Mapping[str, str] = MappingProxyType(
    {"compare-batches": "sweeps", "sweep": "sweeps", "tradeoff": "sweeps", "phase-now": "phase"}
)
"""Commands that make something, with the view that shows it."""
DASHBOARD = "dashboard"
VIEWS: tuple[str, ...] = get_args(PlotName)
"""The views that are shown alone."""
ON_DASHBOARD = ("surface", "data", "loss")
"""Those that the dashboard shows; on narrow screens that in the spotlight and the surface."""
_SHOWN = (DASHBOARD, *VIEWS)


def scene(lesson: Lesson, step: int, block: int) -> tuple[str, ...]:
    """The commands for the screen before a block of a step, in order.

    They lead from the dashboard with its usual options to what the lesson shows there.

    Args:
        lesson: the lesson.
        step: the step, from 0.
        block: its block, from 0.
    """
    steps = lesson.steps
    before = chain(*(one.blocks for one in steps[:step]), steps[step].blocks[:block])
    commands = chain.from_iterable(one.commands for one in before if isinstance(one, Do))
    shown = (EXPERIMENTS.get(command, command) for command in commands)
    return tuple(one for one in shown if one in _SHOWN or BY_ID[one].context not in OF_RUN)


def view_after(commands: tuple[str, ...]) -> str:
    """The view that these commands show, from the dashboard."""
    return next((one for one in reversed(commands) if one in _SHOWN), DASHBOARD)
