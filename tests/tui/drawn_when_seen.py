"""The plots of the dashboard are drawn when somebody looks at them, and not at every event before.

For tests of what is around the plots: drawing takes two fifths of their time. Whatever is left to
draw at the end of a stage is drawn there, so that a drawing that fails still fails the test.
"""

from __future__ import annotations

import pytest
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui.app.app import DescentApp
from tui.canvas.cells import Cells
from tui.keys.command import Command
from tui.keys.registry import Registry
from tui.views.cells_widget import CellPlot

DASHBOARD = frozenset({"surface", "loss", "data"})

_redraw = CellPlot.redraw
_carry_out = Registry._carry_out
_owing: set[CellPlot] = set()


def _later(plot: CellPlot) -> None:
    """Note that it is to be drawn."""
    if plot.id in DASHBOARD and plot.is_running:
        _owing.add(plot)
    else:
        _redraw(plot)


def _pay(plot: CellPlot) -> None:
    if plot in _owing:
        _owing.discard(plot)
        _redraw(plot)


def pay_all(app: DescentApp) -> None:
    """Draw what is left to draw."""
    for plot in list(_owing) if app.is_running else ():
        if app in plot.ancestors:
            _pay(plot)


def _shown(plot: CellPlot) -> Cells:
    _pay(plot)
    return plot._shown


def _seen(plot: CellPlot, crop: Region) -> list[Strip]:
    _pay(plot)
    return Widget.render_lines(plot, crop)


def _commanded(registry: Registry, command: Command) -> None:
    """Commands of a view begin from what it shows."""
    if command.context.focus:
        for plot in list(_owing):
            _pay(plot)
    _carry_out(registry, command)


async def _event(plot: CellPlot, event: events.Event) -> None:
    """So do its mouse and its keys."""
    if isinstance(event, events.InputEvent):
        _pay(plot)
    await Widget.on_event(plot, event)


def draw_when_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the plots of the dashboard wait until they are seen."""
    _owing.clear()
    monkeypatch.setattr(CellPlot, "redraw", _later)
    monkeypatch.setattr(CellPlot, "shown", property(_shown))
    monkeypatch.setattr(CellPlot, "render_lines", _seen)
    monkeypatch.setattr(CellPlot, "on_event", _event)
    monkeypatch.setattr(Registry, "_carry_out", _commanded)
