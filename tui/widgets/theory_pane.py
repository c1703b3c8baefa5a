"""To come."""

from __future__ import annotations

from tui.widgets.plot_view import PlotView


class TheoryPane(PlotView):
    """To come."""

    TITLE = "theory"
