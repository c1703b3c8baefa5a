"""To come."""

from __future__ import annotations

from tui.widgets.plot_view import PlotView


class AlgorithmView(PlotView):
    """To come."""

    TITLE = "algorithm"
