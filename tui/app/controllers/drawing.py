"""Shows the current state: the plots, the panel, the status line, the footer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.client.gpu_meter import GpuReading
from engine.config.problem import ProblemConfig
from engine.config.run import DataConfig, RunConfig
from engine.problems.view import View
from engine.protocol.commands import Watch
from engine.protocol.problem_messages import Evaluate
from engine.theory.references import Reference
from tui.app.controllers.desk import Send
from tui.canvas.palette import Look
from tui.keys.hints import hints_for
from tui.keys.registry import why_not
from tui.model.app_model import AppModel
from tui.model.known_problem import Problem
from tui.model.scene import Options, Scene
from tui.model.situation import Situation
from tui.model.uncomputed import Uncomputed
from tui.screens.dashboard import DashboardScreen
from tui.terminal.containment import contained
from tui.terminal.instruments import Instruments
from tui.widgets.key_bar import items_of

_FINEST = 161
"""Points in each direction of the finest grid of losses that the worker computes: 10 · 2⁴ + 1."""


@dataclass(frozen=True)
class Surroundings:
    """Inputs of the drawing that are not in the model.

    Attributes:
        look: the current colours and markers of the plots.
        options: the options switched on in the plots.
        situation: the current situation of the user.
        instruments: the cost of the screen.
        gpu: the state of the worker's GPU, while the instruments are on and it can be read.
        references: the classical methods that are shown.
    """

    look: Callable[[], Look]
    options: Callable[[], Options]
    situation: Callable[[], Situation]
    instruments: Instruments
    gpu: Callable[[], GpuReading | None] = lambda: None
    references: Callable[[], tuple[Reference, ...]] = tuple


class Drawing:
    """Puts the model on the dashboard.

    Args:
        model: the state of the app.
        dashboard: the screen that shows it.
        now: the other inputs of the drawing.
        send: sends commands to the worker.
    """

    def __init__(
        self, model: AppModel, dashboard: DashboardScreen, now: Surroundings, send: Send
    ) -> None:
        self._model = model
        self._dashboard = dashboard
        self._now = now
        self._send = send
        self._watched = Watch()
        self._asked: tuple[ProblemConfig, DataConfig, View] | None = None
        self._asked_for: Problem | None = None

    def redraw(self) -> None:
        """Show the current state; an error in one part leaves the others as they should be."""
        for part, show in (
            ("views", self._show_scene),
            ("panel", self._show_panel),
            ("status line", self.redraw_status),
            ("keys", self._show_keys),
            ("watch", self._watch),
            ("losses", self._ask_losses),
        ):
            with contained(self._dashboard.app, f"{part}: update"):
                show()

    def _show_scene(self) -> None:
        """Show the run in the plots."""
        model, shown = self._model, self._model.shown
        if shown.problem is not None:
            self._dashboard.scene = Scene(
                model.config,
                shown.problem,
                shown.frame,
                self._now.look(),
                self._now.options(),
                model.kept.runs,
                model.experiments,
                shown.paces,
                model.draft,
                self._now.references(),
            )

    def _show_panel(self) -> None:
        """Show the configuration in the panel."""
        problem = None if self._dashboard.hides else self._model.shown.problem
        # The optimum is shown in the data's units, as the user would use it.
        read = problem.preview.rows if problem is not None else None
        taken = None if read is None else read.taken
        self._dashboard.panel.show(_in_force(self._model), problem, taken)

    def redraw_keys(self) -> None:
        """Show what depends on the focus: the keys in the status line and in the footer."""
        self.redraw_status()
        self._show_keys()

    def redraw_status(self) -> None:
        """Show the status line."""
        here, status = self._now.situation(), self._model.status
        aside = " · ".join(filter(None, (here.sharing.said, status.aside)))
        status = replace(status, hints=hints_for(here), aside=aside)
        if self._now.instruments.on:
            readings = self._now.instruments.readings()
            status = replace(status, instruments=readings, gpu=self._now.gpu())
        self._dashboard.show_status(status, plain=not self._now.look().markers.fine)

    def _show_keys(self) -> None:
        """Show the current keys in the footer."""
        here = self._now.situation()
        items = items_of(
            self._dashboard.context,
            why_not=lambda command: why_not(command, here),
            # Of one width, so that the other keys stay in their places.
            labels={
                "run": _run_label(here),
                "control": "take control" if here.sharing.refusal else "give control back",
            },
            view=here.view,
            typing=self._dashboard.lesson.typing,
        )
        self._dashboard.key_bar.show(items)

    def _ask_losses(self) -> None:
        """Have the worker compute the loss in view, if only it can, once it is ready."""
        model, problem = self._model, self._model.problem
        if problem is None or not problem.kind.is_own:
            return
        if model.worker.starting or model.worker.lost:
            self._asked = None  # what was asked for is lost with the worker
            return
        board = self._dashboard
        seen = (plot.losses_of for plot in board.plots.made(*board.seen))
        view = next((view for view in seen if view is not None), problem.view)
        # The same file may have another loss now: then nothing is known of its problem.
        unknown = problem if isinstance(problem.objective, Uncomputed) else None
        wanted = problem.kind, problem.data, view
        if wanted != self._asked or unknown not in (None, self._asked_for):
            self._asked, self._asked_for = wanted, problem
            self._send(Evaluate(view, _FINEST, _FINEST))

    def _watch(self) -> None:
        """Have the worker report exactly what the visible views need."""
        wanted = replace(self._dashboard.wanted, kernels=self._now.instruments.on)
        if wanted != self._watched:
            self._watched = wanted
            self._send(wanted)


def _in_force(model: AppModel) -> RunConfig:
    """The configuration, with the number of samples that there are while they are edited."""
    config, draft = model.config, model.draft
    if draft is None or config.data.data is not None or config.data.samples == len(draft.points):
        return config
    data = config.data.model_copy(update={"samples": len(draft.points)})
    return config.model_copy(update={"data": data})


def _run_label(here: Situation) -> str:
    """What the run key does."""
    if here.looking_back:
        return "pause " if here.replaying else "replay"
    return "pause" if here.running else "run  "
