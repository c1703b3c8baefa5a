"""A run of a lesson to its goal: it stops there exactly, as its updates are counted beforehand."""

from __future__ import annotations

from collections.abc import Callable

from engine.data.batches import batch_length, updates_to_end
from engine.history.values import RunState
from engine.protocol.commands import Run, SetPace, Step
from tui.app.controllers.desk import Desk
from tui.lessons.goal import Goal, Moment, Unit
from tui.model.app_model import AppModel


def moment_of(model: AppModel) -> Moment:
    """Where the present of the run is."""
    session, present = model.session, model.present
    # The reason belongs to a moment whose frame may not be here yet.
    there = present is not None and present.update == session.reached
    return Moment.of(present, session.reason if there else "")


def rests(model: AppModel) -> bool:
    """Whether the run is at rest, and its last moment is shown."""
    if model.running or model.session.state is RunState.RUNNING:
        return False
    return model.present is not None and model.present.state is model.session.state


class Travel:
    """One run after another to a goal.

    Args:
        desk: its tools.

    Attributes:
        goal: of the run that is going on; None while there is none.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._begun = self._hastened = self._fast = False
        self._since = Moment(0, 0, RunState.READY)
        self.goal: Goal | None = None

    def begin(self, goal: Goal, *, fast: bool) -> Callable[[], bool]:
        """Run to a goal, at the pace of the user unless `fast`; returns whether it is there."""
        self.goal, self._begun, self._fast = goal, False, fast
        here = self._since = moment_of(self._desk.model)
        if fast:
            self._hasten()
        if not goal.over(here, self._since):
            self._go(goal)
        return lambda: self._there(goal)

    def take_up(self, goal: Goal) -> Callable[[], bool]:
        """Wait for a run that was paused on its way; returns whether it is there."""
        self.goal, self._begun, self._fast = goal, True, False
        self._since = Moment(-1, 0, RunState.READY)  # an end that it has come to is its end
        return lambda: self._there(goal)

    def end(self) -> bool:
        """Wait for no run any more; returns whether a run that was watched is over."""
        watched, self.goal = self.watched, None
        if self._hastened:
            self._hastened = False
            self._desk.send(SetPace(self._desk.model.session.pace))
        return watched

    @property
    def watched(self) -> bool:
        """Whether a run goes on that the learner watches."""
        return self.goal is not None and not self._fast

    @property
    def halted(self) -> bool:
        """Whether the run was paused on its way."""
        at_rest = self._begun and rests(self._desk.model)
        return self.goal is not None and at_rest and not self._there(self.goal)

    def hurry(self) -> None:
        """Go on without a limit of the pace, also if it is paused."""
        goal = self.goal
        if goal is None:
            return
        if self.halted:
            self._begun = False
            self._go(goal)
        self._hasten()

    def _there(self, goal: Goal) -> bool:
        model = self._desk.model
        over = goal.over(moment_of(model), self._since)
        self._begun = self._begun or over or model.session.state is RunState.RUNNING
        return over and rests(model)

    def _go(self, goal: Goal) -> None:
        model = self._desk.model
        left = goal.left(moment_of(model))
        if goal.unit is None:
            model.ask_to_run(run=True)
            self._desk.send(Run(goal.expression))
        elif goal.unit is Unit.UPDATES:
            self._desk.send(Step(left))
        else:
            self._desk.send(Step(self._updates_in(left)))

    def _updates_in(self, epochs: int) -> int:
        model = self._desk.model
        assert model.problem is not None, "a run has data"
        samples = model.problem.preview.samples
        used = 0 if model.present is None else model.present.checkpoint.offset
        return updates_to_end(samples, batch_length(model.config.batch, samples), used, epochs)

    def _hasten(self) -> None:
        if not self._hastened:
            self._hastened = True
            self._desk.send(SetPace(None))
