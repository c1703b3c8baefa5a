"""To come."""

from __future__ import annotations

from tui.widgets.plot_view import PlotView


class SlicePlot(PlotView):
    """To come."""

    TITLE = "slice"
