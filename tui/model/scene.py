"""The input of all views, in one immutable value."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np

from engine.config.optimizer import OptimizerConfig
from engine.config.run import RunConfig
from engine.data.preview import Preview
from engine.history.frame import Frame
from engine.history.values import BatchStep, Change
from engine.problems.base import Curvature, Objective, Theta, Thetas, curvature
from engine.problems.linear_neuron.least_squares import Theory
from engine.problems.own.version import UNKNOWN, Version
from engine.theory.references import Reference
from tui.canvas.cycle import Cycle
from tui.canvas.palette import Look
from tui.model.draft import Draft
from tui.model.experiments import Experiments
from tui.model.kept_runs import KeptRun
from tui.model.known_problem import Problem
from tui.model.units import in_units_of


class LossX(Cycle, StrEnum):
    """The quantity on the x axis; a key cycles through them."""

    UPDATES = "updates"
    EPOCHS = "epochs"
    SAMPLES = "samples seen"
    SECONDS = "seconds"


@dataclass(frozen=True)
class Options:
    """Options shared by all views.

    Attributes:
        loss_x, loss_log: the axes of the loss curve.
        batch: whether contour lines of the last batch's loss are drawn.
        gradients: whether the batch gradient and the full gradient are drawn as arrows.
        state: whether the optimizer's state is drawn on the surface.
        theory: whether the theory is shown.
    """

    loss_x: LossX = LossX.UPDATES
    loss_log: bool = False
    batch: bool = False
    gradients: bool = False
    state: bool = False
    theory: bool = False


@dataclass(frozen=True, eq=False)
class Scene:
    """The input of all views.

    Attributes:
        config: the current configuration.
        problem: the samples and their theory.
        frame: the run so far; None before the first frame.
        look: colours and markers.
        options: options of the plots.
        kept: the kept runs.
        experiments: sweeps and trade-offs.
        paces: changes of the speed.
        draft: the data being edited; None if they are not.
        references: classical methods from the start of the run, if they are shown.
    """

    config: RunConfig
    problem: Problem
    frame: Frame | None
    look: Look
    options: Options = field(default_factory=Options)
    kept: tuple[KeptRun, ...] = ()
    experiments: Experiments = field(default_factory=Experiments)
    paces: tuple[Change, ...] = ()
    draft: Draft | None = None
    references: tuple[Reference, ...] = ()

    @property
    def preview(self) -> Preview:
        """The drawn samples, and the moments of all samples."""
        return self.problem.preview

    @property
    def theory(self) -> Theory | None:
        """The exact results for the samples; None if the loss is not quadratic."""
        return self.problem.theory

    @property
    def exact(self) -> Theory:
        """The theory, for those who know that there is one."""
        return self.problem.exact

    @property
    def objective(self) -> Objective:
        """The loss as a function of (w, b)."""
        return self.problem.objective

    @property
    def optima(self) -> tuple[Theta, ...]:
        """The minima of the loss, the lowest first; empty if none is known."""
        return self.problem.optima

    @property
    def least_loss(self) -> float:
        """The least loss; nan if it is not known."""
        return self.problem.least_loss

    @cached_property
    def curvature(self) -> Curvature | None:
        """The curvature of the loss at the present point; None if it is not known."""
        known = None if self.frame is None else self.frame.derivatives
        if known is None:
            return curvature(self.objective.hessian(*self.point))
        by_ww, by_wb, by_bb = known.hessian
        return curvature(np.array([[by_ww, by_wb], [by_wb, by_bb]]))

    @property
    def gradient(self) -> Theta:
        """The derivatives of the full loss at the present point; nan if they are not known."""
        known = None if self.frame is None else self.frame.derivatives
        return self.objective.gradient(*self.point) if known is None else known.gradient

    @property
    def loss(self) -> float:
        """The full loss at the present point."""
        if self.frame is None or math.isnan(self.frame.full_loss):
            return self.objective.loss(*self.point)
        return self.frame.full_loss

    @property
    def start(self) -> Theta:
        """θ before the first update."""
        return self.problem.start

    @property
    def optimizer(self) -> OptimizerConfig:
        """The optimizer with the learning rate of the next update, plain."""
        return self.config.optimizer.at(0 if self.frame is None else self.frame.update)

    @property
    def point(self) -> Theta:
        """θ now."""
        return self.start if self.frame is None else self.frame.theta

    @property
    def way(self) -> Thetas:
        """θ at the start and after each drawn update, (rows, 2)."""
        start = np.array([self.start])
        return start if self.frame is None else np.concatenate([start, self.frame.updates.theta])

    @property
    def version(self) -> Version:
        """The version of the file with the loss, if it comes from one and is known."""
        return UNKNOWN if self.frame is None else self.frame.version

    @property
    def rivals(self) -> tuple[KeptRun, ...]:
        """The kept runs in the plots: those on the same data that are not hidden.

        Their θ and losses are in the units of the current samples.
        """
        kept = (run for run in self.kept if not run.hidden)
        shown = (in_units_of(run, self.problem, self.version) for run in kept)
        return tuple(run for run in shown if run is not None)

    @property
    def before_run(self) -> bool:
        """Whether no update has been made."""
        return self.frame is None or self.frame.update == 0

    @property
    def steps(self) -> tuple[BatchStep, ...]:
        """The last updates, oldest first, as many as were requested."""
        return () if self.frame is None else self.frame.steps

    def is_whole(self, step: BatchStep) -> bool:
        """Whether the batch of an update is all samples."""
        return step.count == self.preview.samples

    @property
    def step(self) -> BatchStep | None:
        """The last update, if it was requested."""
        return self.steps[-1] if self.steps else None
