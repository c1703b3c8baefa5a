"""The views of a run: their names, what help says of each, and what draws them.

Those that the dashboard does not show are made when they are first asked for, which keeps the
start short.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui.model.situation import PlotName, ViewName
from tui.views.base import PlotView

ON_DASHBOARD: tuple[PlotName, ...] = ("surface", "data", "loss")
"""In the order in which they stand there."""


@dataclass(frozen=True)
class View:
    """One view.

    Attributes:
        about: what it shows, for help.
        make: makes the widget that shows it.
    """

    about: str
    make: Callable[[], PlotView]


def _surface() -> PlotView:
    from tui.views.surface.widget import SurfacePlot

    return SurfacePlot(id="surface")


def _loss() -> PlotView:
    from tui.views.loss.widget import LossPlot

    return LossPlot(id="loss")


def _data() -> PlotView:
    from tui.views.data.widget import DataPlot

    return DataPlot(id="data")


def _slice() -> PlotView:
    from tui.views.slice.widget import SlicePlot

    return SlicePlot(id="slice")


def _solid() -> PlotView:
    from tui.views.surface_3d.widget import SolidPlot

    return SolidPlot(id="solid")


def _runs() -> PlotView:
    from tui.views.runs.widget import CompareView

    return CompareView(id="runs")


def _algorithm() -> PlotView:
    from tui.views.algorithm.widget import AlgorithmView

    return AlgorithmView(id="algorithm")


def _sweeps() -> PlotView:
    from tui.views.sweeps.widget import ExperimentView

    return ExperimentView(id="sweeps")


VIEWS: dict[PlotName, View] = {
    "surface": View(
        "The loss over (w, b): each contour line joins points of equal loss, with levels spread "
        "evenly in its logarithm. The trajectory leads from the start to the current point; the "
        "optimum is the least-squares line. ┊ on it is where something was changed live.",
        _surface,
    ),
    "loss": View(
        "The batch loss of each update, taken before it, and the mean of each epoch. The least "
        "loss is what the least-squares line leaves: no line can do better on these data. Where "
        "updates are denser than dots, a band goes from the least to the greatest batch loss.",
        _loss,
    ),
    "data": View(
        "The samples and the line ŷ = w·x + b. Those of the present batch are lit. Where the data "
        "were drawn from a line, that line is shown too. A residual is y - ŷ: the loss is the mean "
        "of their squares, so its root, the rms, is never less than that of the least loss.",
        _data,
    ),
    "slice": View(
        "The loss along one line through the point where the last step began: over all samples as "
        "a thick curve, over that step's batch as a thin one, with its tangent and the step that "
        "was taken. Faint curves are the batches before it.",
        _slice,
    ),
    "solid": View(
        "The loss as a height over the (w, b) plane, with the trajectory on it, dotted where it is "
        "behind the surface. Turn it to see how steep the walls are, and how flat the floor of the "
        "valley. The height can be the loss itself, its root, or its logarithm.",
        _solid,
    ),
    "runs": View(
        "This run and those kept (p), in figures, sorted by any column. Scatter is how much the "
        "batch losses of the last epochs differ from their mean, as a share of it: small is "
        "smooth. Each has a letter, a colour and a marker in every plot. Columns that have no room "
        "are shown while the rows are sorted by them.",
        _runs,
    ),
    "algorithm": View(
        "One update as a textbook writes it, a line for each stage, with the numbers of the last "
        "one that was made. n makes another.",
        _algorithm,
    ),
    "sweeps": View(
        "Many runs at once (B): a row for each optimizer, batch size and learning rate, the mean "
        "and the spread of its seeds, and maps of two of them with the learning rate from which on "
        "the full batch diverges. And what a batch size costs and gives on this device (T): an "
        "open point means that an update mostly waits for its launch, a full one that it computes.",
        _sweeps,
    ),
}

DASHBOARD_ABOUT = (
    "One neuron, ŷ = w·x + b, learns a line. The surface shows the loss of every (w, b) and the "
    "way that the optimizer takes across it; the data show the line that it stands for; the loss "
    "curve shows how far it has come."
)


def about(name: ViewName) -> str:
    """What help says of a view."""
    return DASHBOARD_ABOUT if name == "dashboard" else VIEWS[name].about
