"""Sets the dashboard as that of the followed app, as far as it does not depend on the terminal."""

from __future__ import annotations

from tui.app.sharing.schema import ScreenPart
from tui.model.situation import ViewName
from tui.screens.dashboard import DashboardScreen
from tui.views.registry import VIEWS


def adopt_view(dashboard: DashboardScreen, screen: ScreenPart, *, first: bool) -> None:
    """Show the same view."""
    for plot_name in VIEWS:
        if plot_name == screen.beside:
            dashboard.beside = plot_name
    views: tuple[ViewName, ...] = ("dashboard", *VIEWS)
    for name in views:
        if name == screen.view and (first or name != dashboard.view_name):
            dashboard.set_view(name)


def adopt_plots(dashboard: DashboardScreen, screen: ScreenPart, before: ScreenPart | None) -> None:
    """Leave the plots as keys and mouse have left them there; the same one has the focus.

    What has not changed there since `before` is left as it is here.
    """
    for name in VIEWS:
        settings = screen.plots.get(name)
        if settings is None or (before and settings == before.plots.get(name)):
            continue
        plot = dashboard.plot(name)
        plot.adopt(settings)
        plot.redraw()
    if not (dashboard.in_panel or dashboard.lesson.holds_focus):
        focused = next((name for name in dashboard.seen if name == screen.focus), None)
        dashboard.set_focus(None if focused is None else dashboard.plot(focused))
