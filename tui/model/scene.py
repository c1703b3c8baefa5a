"""Everything that the views show, in one immutable value."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from engine.config.run import RunConfig
from engine.data.dataset import Preview
from engine.history.frame import Frame
from engine.history.values import BatchStep, Change
from engine.problems.base import Theta
from engine.problems.linear_neuron.least_squares import Theory
from tui.canvas.palette import Look
from tui.model.experiments import Experiments
from tui.model.kept_runs import KeptRun
from tui.model.known_problem import Problem


class LossX(StrEnum):
    """What the x axis counts; a key cycles through them."""

    UPDATES = "updates"
    EPOCHS = "epochs"
    SAMPLES = "samples seen"
    SECONDS = "seconds"

    @property
    def next(self) -> LossX:
        """The one that the key goes to from here."""
        members = list(LossX)
        return members[(members.index(self) + 1) % len(members)]


@dataclass(frozen=True)
class Options:
    """What keys switch for all views at once.

    Attributes:
        loss_x, loss_log: the loss curve's axes.
        batch: whether the last batch's own bowl is drawn over the full surface.
        gradients: whether the batch's gradient and the full one are drawn as arrows.
        theory: whether what is exactly known is written and drawn.
    """

    loss_x: LossX = LossX.UPDATES
    loss_log: bool = False
    batch: bool = False
    gradients: bool = False
    theory: bool = False


@dataclass(frozen=True, eq=False)
class Picture:
    """What is to be shown.

    Attributes:
        config: the configuration in force.
        problem: the samples and what is known of them.
        frame: the run so far; None before its first.
        look: colours and markers.
        options: what was switched on.
        kept: the runs kept beside this one.
        experiments: sweeps and measurements.
        paces: where the speed was changed.
    """

    config: RunConfig
    problem: Problem
    frame: Frame | None
    look: Look
    options: Options = field(default_factory=Options)
    kept: tuple[KeptRun, ...] = ()
    experiments: Experiments = field(default_factory=Experiments)
    paces: tuple[Change, ...] = ()

    @property
    def preview(self) -> Preview:
        """The samples, as many as are drawn, and the moments of all."""
        return self.problem.preview

    @property
    def theory(self) -> Theory:
        """What is exactly known of them."""
        return self.problem.theory

    @property
    def start(self) -> Theta:
        """θ before the first update."""
        return self.problem.start

    @property
    def point(self) -> Theta:
        """θ now."""
        return self.start if self.frame is None else self.frame.theta

    @property
    def rivals(self) -> tuple[KeptRun, ...]:
        """The kept runs that the plots show: those on the same data that are not hidden."""
        data = self.problem.data
        return tuple(run for run in self.kept if run.config.data == data and not run.hidden)

    @property
    def before_run(self) -> bool:
        """Whether no update has been made."""
        return self.frame is None or self.frame.update == 0

    @property
    def steps(self) -> tuple[BatchStep, ...]:
        """The last updates, oldest first, as many as are watched."""
        return () if self.frame is None else self.frame.steps

    @property
    def step(self) -> BatchStep | None:
        """The last update, if it is watched."""
        return self.steps[-1] if self.steps else None
