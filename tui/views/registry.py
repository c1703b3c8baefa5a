"""The views of a run: their names, help texts and widgets.

Views that the dashboard does not show are created on first use, which keeps the start quick.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui.model.situation import PlotName, ViewName
from tui.views.base import PlotView

ON_DASHBOARD: tuple[PlotName, ...] = ("surface", "data", "loss")
"""The views of the dashboard, in order."""


@dataclass(frozen=True)
class View:
    """One view.

    Attributes:
        about: the help text.
        make: makes its widget.
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


def _eigen() -> PlotView:
    from tui.views.eigen.widget import EigenView

    return EigenView(id="eigen")


def _descend() -> PlotView:
    from tui.views.play.descend import DescendView

    return DescendView(id="descend")


def _golf() -> PlotView:
    from tui.views.play.golf import GolfView

    return GolfView(id="golf")


def _phase() -> PlotView:
    from tui.views.phase.widget import PhaseView

    return PhaseView(id="phase")


VIEWS: dict[PlotName, View] = {
    "surface": View(
        "The loss over (w, b). Each contour line joins points of equal loss; levels are evenly "
        "spaced in its logarithm. The trajectory leads from the start to the current point; the "
        "optimum is the line of least loss. ┊ on the trajectory marks a live change. ; hides the "
        "surface: descend yourself.",
        _surface,
    ),
    "loss": View(
        "The batch loss of each update, computed before it, and the mean of each epoch. The least "
        "loss is that of the optimum: no line has a lower one. Where updates are denser than dots, "
        "a band spans the minimum to the maximum batch loss. ▲ and ▼ mark losses outside the axis, "
        "infinite ones too.",
        _loss,
    ),
    "data": View(
        "The samples and the line ŷ = w·x + b. Samples of the current batch are highlighted. For "
        "generated data, the true line is shown too. A residual is y - ŷ; the loss is the mean "
        "square of the residuals, so the least loss gives the minimum possible rms. C edits the "
        "data.",
        _data,
    ),
    "slice": View(
        "The loss along a line through the point before the last update: of all samples as a thick "
        "curve, of the batch as a thin curve, with its tangent and the step of the update. Faint "
        "curves are earlier batches.",
        _slice,
    ),
    "solid": View(
        "The loss as height over the (w, b) plane, with the trajectory on it, dotted where it is "
        "hidden by the surface. Rotate it to compare the steep walls with the flat floor of the "
        "valley. The height is the loss, its square root or its logarithm.",
        _solid,
    ),
    "runs": View(
        "The current run and the kept runs (p) in numbers, sorted by any column. Scatter is the "
        "deviation of the last epochs' batch losses relative to their mean: small means smooth. "
        "Each kept run has a letter, a colour and a marker in all plots. A column that does not "
        "fit is shown while the rows are sorted by it.",
        _runs,
    ),
    "algorithm": View(
        "One update in textbook notation, a line per stage, with the numbers of the last update. "
        "n makes the next one.",
        _algorithm,
    ),
    "sweeps": View(
        "A sweep (B): a row per optimizer, batch size and learning rate with the mean and spread "
        "over seeds, and maps of two of these with the learning rate above which the full batch "
        "diverges. The trade-off of batch size on this device (T): at an open point, launch "
        "overhead takes most of an update's time; at a filled point, arithmetic.",
        _sweeps,
    ),
    "eigen": View(
        "The error θ - θ* along the two eigenvectors of the Hessian. For the full batch, each "
        "shrinks by its own factor per update: |1 − ηλ|, or with momentum the spectral radius of "
        "its recursion. The map shows the larger of both for every learning rate and momentum, "
        "with the current setting, the fastest one and the edge of stability. U plays golf with "
        "the learning rate.",
        _eigen,
    ),
    "descend": View(
        "Descend yourself: the surface is hidden. Aim at a point with the arrows, step there, and "
        "look at the loss; the gradient may be asked for. Losses and gradients are counted. At the "
        "end the surface is revealed, and the optimizer runs from the same start.",
        _descend,
    ),
    "golf": View(
        "Learning-rate golf: choose a learning rate for each stroke, which is one update of the "
        "full batch, until the loss is within 1 % of the least loss. Par is the fewest strokes "
        "with one stable learning rate for all of them; with two rates, two strokes are enough.",
        _golf,
    ),
    "phase": View(
        "A phase map: each cell is a run with the two hyperparameters at its place. Its colour is "
        "the number of epochs to converge, or the minimum reached; signs mark runs that diverged "
        "(×), have not converged yet (~), or stopped away from the minimum (-). The line is the "
        "theoretical limit of the learning rate. A map starts coarse and is refined. Zooming in "
        "(+) computes a map of half the ranges; enter starts the run of the cursor.",
        _phase,
    ),
}

NUMBERED = tuple(name for name in VIEWS if name not in ("descend", "golf", "phase"))
"""The views that are shown one after the other; games and phase maps are apart."""

DASHBOARD_ABOUT = (
    "By default one neuron, ŷ = w·x + b, learns a line; the parameter problem has others. The "
    "surface shows the loss over (w, b) and the optimizer's trajectory; the data plot shows the "
    "line of the current (w, b); the loss curve shows the progress."
)


def about(name: ViewName) -> str:
    """The help text of a view."""
    return DASHBOARD_ABOUT if name == "dashboard" else VIEWS[name].about
