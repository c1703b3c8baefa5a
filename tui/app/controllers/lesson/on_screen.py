"""A lesson on the screen of the app: its pane, the spotlight, the views."""

from __future__ import annotations

from collections.abc import Callable

from textual.widget import Widget

from engine.config.parameters import PARAMETERS
from tui.app.controllers.lesson.pages import ON_SCREEN
from tui.screens.dashboard import BESIDE, DashboardScreen
from tui.views.registry import VIEWS
from tui.widgets.lesson.page import Page


class ScreenStage:
    """Shows a lesson beside the plots.

    Args:
        dashboard: the main screen.
        usual_options: sets the options of the plots to the usual ones.
    """

    words = ON_SCREEN

    def __init__(self, dashboard: DashboardScreen, usual_options: Callable[[], None]) -> None:
        self._dashboard, self._usual_options = dashboard, usual_options

    def show(self, page: Page) -> None:
        self._dashboard.lesson.show(page)

    def close(self) -> None:
        self._dashboard.lesson.close()

    def light(self, spot: str) -> None:
        dashboard = self._dashboard
        dashboard.lesson.spot = spot
        dashboard.panel.light(spot if spot in PARAMETERS and spot not in VIEWS else "")
        if spot in BESIDE and dashboard.view_name == "dashboard" and dashboard.lesson.narrow:
            dashboard.set_view("dashboard", spot)
        dashboard.lesson.light(self._part(spot))

    def _part(self, spot: str) -> Widget | None:
        dashboard = self._dashboard
        if view := next((name for name in VIEWS if name == spot), None):
            return dashboard.plot(view)
        if spot == "panel":
            return dashboard.panel
        if spot in PARAMETERS:
            # The panel frames the row; where the lesson covers it, the status line has the value.
            return dashboard.status if dashboard.lesson.narrow else None
        if spot == "status":
            return dashboard.status
        if spot == "keys":
            return dashboard.key_bar
        return None

    @property
    def view(self) -> str:
        return self._dashboard.view_name

    def reset_view(self) -> None:
        self._usual_options()
        self._dashboard.plots.untouched()
        self._dashboard.set_view("dashboard")

    def page_on(self) -> bool:
        pane = self._dashboard.lesson.pane
        return pane is not None and pane.page_on()

    def page_back(self) -> bool:
        pane = self._dashboard.lesson.pane
        return pane is not None and pane.page_back()

    def focus(self) -> None:
        self._dashboard.lesson.focus()
