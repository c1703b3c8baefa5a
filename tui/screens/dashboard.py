"""The main screen: surface, data, loss, parameters and status; each plot full screen too."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Literal

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from engine.config import RunConfig
from engine.messages import Frame
from tui.keys import SCREEN_CONTEXTS, bindings_for
from tui.plots.loss import LossX
from tui.plots.palette import Look
from tui.problem import Problem
from tui.widgets.data_plot import DataPlot
from tui.widgets.key_bar import KeyBar
from tui.widgets.loss_plot import LossPlot
from tui.widgets.parameter_panel import ParameterPanel
from tui.widgets.status_line import StatusLine
from tui.widgets.surface_plot import SurfacePlot

ViewName = Literal["dashboard", "surface", "loss", "data"]
LEAST_SIZE = (60, 16)


@dataclass(frozen=True, eq=False)
class Picture:
    """Everything that the plots show.

    Attributes:
        problem: the samples and what is known of them.
        frame: the run so far; None before its first.
        look: colours and markers.
        loss_x, loss_log: the loss curve's axes.
    """

    problem: Problem
    frame: Frame | None
    look: Look
    loss_x: LossX
    loss_log: bool


class DashboardScreen(Screen[None], inherit_bindings=False):
    """All views of a run; a class says which of them are seen, and the style sheet reads it."""

    BINDINGS = bindings_for(*SCREEN_CONTEXTS)
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual's own declaration
        (0, "-tiny"),
        (LEAST_SIZE[0], "-narrow"),
        (100, "-normal"),
        (160, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-flat"),
        (LEAST_SIZE[1], "-short"),
        (32, "-tall"),
    ]

    # Not `reactive`, which would paint the whole screen anew each time.
    picture: var[Picture | None] = var(None, init=False)

    def __init__(self, config: RunConfig) -> None:
        super().__init__(classes=" ".join(("-view-dashboard", *self._size_classes())))
        self.surface = SurfacePlot(id="surface")
        self.loss = LossPlot(id="loss")
        self.data = DataPlot(id="data")
        self.panel = ParameterPanel(config, id="panel")
        self.status = StatusLine(id="status")
        self.key_bar = KeyBar(id="keys")
        self.view_name: ViewName = "dashboard"

    @classmethod
    def _size_classes(cls) -> list[str]:
        """The classes that the breakpoints will set, known before the first layout.

        Without them that layout is another one, and every plot would be drawn twice.
        """
        size = shutil.get_terminal_size()
        return [
            [name for least, name in breakpoints or () if length >= least][-1]
            for breakpoints, length in (
                (cls.HORIZONTAL_BREAKPOINTS, size.columns),
                (cls.VERTICAL_BREAKPOINTS, size.lines),
            )
        ]

    def compose(self) -> ComposeResult:
        # Textual sets these after a first layout, and every plot would be drawn twice.
        width, height = self.app.size
        for size, breakpoints in (
            (width, self.HORIZONTAL_BREAKPOINTS),
            (height, self.VERTICAL_BREAKPOINTS),
        ):
            self.add_class([name for least, name in breakpoints if size >= least][-1])
        with Horizontal(id="body"):
            with Container(id="plots"):
                yield self.surface
                yield self.data
                yield self.loss
            yield self.panel
        yield self.status
        yield self.key_bar
        columns, rows = LEAST_SIZE
        yield Static(f"descent needs {columns} × {rows} characters of screen", id="too-small")

    def watch_picture(self, picture: Picture) -> None:
        """Hand the picture to the plots; what has not changed costs them nothing."""
        problem, frame, look = picture.problem, picture.frame, picture.look
        samples, theory = problem.preview, problem.theory
        self.surface.show(
            samples, theory, problem.view, start=problem.start, frame=frame, look=look
        )
        self.data.show(
            samples,
            theory,
            start=problem.start,
            frame=frame,
            look=look,
            true_line=problem.true_line,
        )
        self.loss.show(
            samples, theory, frame=frame, look=look, x=picture.loss_x, log=picture.loss_log
        )

    # ------------------------------------------------------------------------------ views

    @property
    def plots(self) -> dict[ViewName, Widget]:
        """The plots, in the order in which the focus goes through them."""
        return {"surface": self.surface, "loss": self.loss, "data": self.data}

    @property
    def focused_plot(self) -> ViewName | None:
        """The plot that has the focus."""
        return next((name for name, plot in self.plots.items() if plot is self.focused), None)

    @property
    def in_panel(self) -> bool:
        """Whether keys go to the parameter panel."""
        return self.focused is not None and self.panel in self.focused.ancestors_with_self

    def set_view(self, name: ViewName) -> None:
        """Show everything, or one plot alone, which then has the focus."""
        self.remove_class(f"-view-{self.view_name}", "-with-panel")
        self.view_name = name
        self.add_class(f"-view-{name}")
        if name != "dashboard":
            self.plots[name].focus()

    def zoom(self) -> None:
        """Full screen for the focused plot, and back."""
        self.set_view(
            (self.focused_plot or "surface") if self.view_name == "dashboard" else "dashboard"
        )

    def focus_panel(self) -> None:
        """Put the focus into the panel, which comes into sight if it was hidden."""
        self.add_class("-with-panel")
        self.panel.focus()

    def focus_next_plot(self) -> None:
        """Put the focus on the next plot; in full screen, show that one."""
        names = list(self.plots)
        now = self.focused_plot
        following = names[(names.index(now) + 1) % len(names)] if now is not None else names[0]
        if self.view_name == "dashboard":
            self.plots[following].focus()
        else:
            self.set_view(following)

    def leave(self) -> None:
        """From the panel back to the plots, or from full screen back to everything."""
        if self.in_panel:
            self.remove_class("-with-panel")
            self.set_focus(None if self.view_name == "dashboard" else self.plots[self.view_name])
        elif self.view_name != "dashboard":
            self.set_view("dashboard")
        else:
            self.set_focus(None)
