"""The part of the screen with the plots: each is made and mounted when it is first needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from tui.keys.command import Handlers
from tui.model.plot_settings import Settings
from tui.model.situation import PlotName
from tui.views.base import PlotView
from tui.views.registry import ON_DASHBOARD, VIEWS

if TYPE_CHECKING:
    from tui.views.phase.widget import PhaseView
    from tui.views.runs.widget import CompareView
    from tui.views.sweeps.widget import ExperimentView


class Plots(Container):
    """All plots made so far; CSS determines which of them are visible.

    Args:
        register: registers the commands of a plot.
    """

    def __init__(self, register: Callable[[Handlers], None]) -> None:
        super().__init__(id="plots")
        self._register = register
        self._made: dict[PlotName, PlotView] = {}
        self._first: dict[PlotName, Settings] = {}
        """How keys and mouse have not touched them yet."""
        for name in ON_DASHBOARD:
            self._make(name)

    def compose(self) -> ComposeResult:
        yield from self._made.values()

    def _make(self, name: PlotName) -> PlotView:
        plot = self._made[name] = VIEWS[name].make()
        self._first[name] = plot.settings
        self._register(plot.handlers)
        return plot

    def untouched(self) -> None:
        """Leave all views as if no key and no mouse had changed them."""
        for name, plot in self._made.items():
            if plot.settings != self._first[name]:
                plot.adopt(self._first[name])
                plot.redraw()

    def get(self, name: PlotName) -> PlotView:
        """The widget of a view, made and mounted on first use."""
        if name not in self._made:
            # The grid is filled in this order, and the table of runs is above the plots.
            self.mount(self._make(name), before=0 if name == "runs" else None)
        return self._made[name]

    def made(self, *names: PlotName) -> list[PlotView]:
        """The widgets of those of these views that exist."""
        return [self._made[name] for name in names if name in self._made]

    @property
    def runs(self) -> CompareView | None:
        """The table of runs, if it exists."""
        plot = self._made.get("runs")
        if plot is None:
            return None
        from tui.views.runs.widget import CompareView

        assert isinstance(plot, CompareView)
        return plot

    @property
    def sweeps(self) -> ExperimentView | None:
        """The view of sweeps and trade-offs, if it exists."""
        plot = self._made.get("sweeps")
        if plot is None:
            return None
        from tui.views.sweeps.widget import ExperimentView

        assert isinstance(plot, ExperimentView)
        return plot

    @property
    def phase(self) -> PhaseView | None:
        """The view of phase maps, if it exists."""
        plot = self._made.get("phase")
        if plot is None:
            return None
        from tui.views.phase.widget import PhaseView

        assert isinstance(plot, PhaseView)
        return plot

    def choose_rate(self, rate: float) -> None:
        """Set the learning rate of the next stroke of golf."""
        from tui.views.play.golf import GolfView

        golf = self.get("golf")
        assert isinstance(golf, GolfView)
        golf.change(lambda game: game.with_club(rate))

    def name_of(self, widget: Widget | None) -> PlotName | None:
        """The view of a widget, or of one in which something is typed; None if it is none."""
        if widget is None:
            return None
        around = (widget, widget.parent)
        return next((name for name, plot in self._made.items() if plot in around), None)
