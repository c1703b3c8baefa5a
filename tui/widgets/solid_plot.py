"""To come."""

from __future__ import annotations

from tui.widgets.plot_view import PlotView


class SolidPlot(PlotView):
    """To come."""

    TITLE = "3-D"
