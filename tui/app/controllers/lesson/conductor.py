"""Carries out what a lesson does to the app, in order; each effect waits until it is seen.

Nothing here waits in a thread or a task: `look` is called after every event of the worker, and goes
on when the model shows what the current effect leads to.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from engine.config.effective import differences
from engine.config.notes import Effect as Takes
from engine.config.parameters import PARAMETERS, value_of
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.commands import Restart, Seek, SetPace, Step
from engine.protocol.commands import Run as RunOn
from tui.app.controllers.desk import Desk
from tui.lessons.effects import Change, Effect, Hurry, Press, Recall, Reset, Run
from tui.lessons.goal import Goal, Moment, Unit
from tui.lessons.numbers import numbers_of
from tui.model.app_model import AppModel

Seen = Callable[[], bool]
"""Whether the model shows what an effect leads to."""

_RESTARTS = ("restart", "new-seed")
_MADE_ONCE = ("compare-batches", "sweep", "tradeoff")
"""Commands whose results are still there when a lesson comes by again."""


class Changes(Protocol):
    """Changes parameters."""

    @property
    def is_preparing(self) -> bool: ...
    def apply(self, values: Mapping[str, object]) -> None: ...


@dataclass(frozen=True)
class Orders:
    """What the conductor has done by others.

    Attributes:
        press: carries a command out by its id; False if it does not apply, which was said.
        reset_view: shows the dashboard with its usual options.
        remember: keeps the numbers of now under a name.
        arrived: a run has come to its goal.
    """

    press: Callable[[str], bool]
    reset_view: Callable[[], None]
    remember: Callable[[str], None]
    arrived: Callable[[], None]


class Conductor:
    """Carries out effects.

    Args:
        desk: its tools.
        changes: changes parameters.
        orders: what others do.

    Attributes:
        goal: of the run that is waited for; None while there is none.
        config: the configuration that the lesson has made; None before its first.
        failed: whether an effect was not possible: the rest was dropped.
    """

    def __init__(self, desk: Desk, changes: Changes, orders: Orders) -> None:
        self._desk, self._changes, self._orders = desk, changes, orders
        self._queue: deque[Effect] = deque()
        self._seen: Seen | None = None
        self._replayed = 0
        self._pins: list[str] = []
        self._pin = 0
        self._begun = self._hastened = self._fast = self._working = False
        self.goal: Goal | None = None
        self.config: RunConfig | None = None
        self.failed = False

    @property
    def _model(self) -> AppModel:
        return self._desk.model

    @property
    def busy(self) -> bool:
        """Whether effects are still to be carried out."""
        return self._working or self._seen is not None or bool(self._queue)

    @property
    def halted(self) -> bool:
        """Whether the run that is waited for was paused on its way."""
        at_rest = not self._model.running and self._model.session.state is not RunState.RUNNING
        return self.goal is not None and self._begun and at_rest and not self._there(self.goal)

    @property
    def moment(self) -> Moment:
        """Where the present of the run is."""
        model = self._model
        return numbers_of(model.config, model.problem, model.present).moment

    # ------------------------------------------------------------------------------ in order

    def carry_out(self, effects: Iterable[Effect], replayed: int = 0) -> None:
        """Carry out effects, instead of those that are left of earlier ones.

        Args:
            effects: what to do.
            replayed: how many of the first of them were done before.
        """
        self.drop()
        self._queue.extend(effects)
        self._replayed = replayed
        self.failed = False
        self.look()

    def drop(self) -> None:
        """Leave what is not done yet."""
        self._end_haste()
        self._queue.clear()
        self._seen = self.goal = None

    def look(self) -> None:
        """Go on as far as possible; what an effect causes may call this again."""
        if self._working:
            return
        self._working = True
        try:
            while self._next():
                pass
        finally:
            self._working = False

    def _next(self) -> bool:
        """End the current effect or begin the next one; whether to go on."""
        if self._seen is not None:
            if not self._seen():
                return False
            self._finish()
            return True
        if not self._queue:
            return False
        self._replayed -= 1
        self._seen = self._begin(self._queue.popleft())
        return True

    def _finish(self) -> None:
        arrived, self._seen = self.goal is not None and not self._fast, None
        self._end_haste()
        self.goal = None
        if not self._changes.is_preparing:
            self.config = self._model.config
        if arrived:
            self._orders.arrived()

    def _begin(self, effect: Effect) -> Seen | None:
        """Begin an effect; returns what to wait for."""
        if self._model.looking_back:
            self._model.come_back()
            self._desk.send(Seek(None))
        match effect:
            case Reset(config=config):
                return self._reset(config)
            case Press(command=command):
                return self._press(command)
            case Change(values=values):
                return self._change(dict(values))
            case Run(goal=goal, fast=fast):
                return self._run(goal.from_here(self.moment), fast=fast)
            case Recall(name=name):
                self._orders.remember(name)
            case Hurry():
                """Meant for a run that is going on."""
        return None

    # ------------------------------------------------------------------------------ each of them

    def _reset(self, config: RunConfig) -> Seen:
        self._pin = 0
        config = config.model_copy(update={"device": self._model.config.device})
        self._changes.apply({n: value_of(config, n) for n in PARAMETERS if n != "device"})
        self._desk.send(Restart())
        self._orders.reset_view()

        def seen() -> bool:
            if self._changes.is_preparing:
                return False
            if self._model.config != config:
                self._fail()
                return True
            return self._at_start()

        return seen

    def _at_start(self) -> bool:
        session = self._model.session
        return self._model.unmoved and session.state is RunState.READY and not session.running

    def _fail(self) -> None:
        """What the lesson needs was refused, which was said."""
        self.failed = True
        self._queue.clear()

    def _change(self, values: Mapping[str, object]) -> Seen:
        old = self._model.config
        self._changes.apply(values)

        def seen() -> bool:
            if self._changes.is_preparing:
                return False
            restarts = any(
                PARAMETERS[name].notes.effect is Takes.RESTART
                for name in differences(old, self._model.config)
            )
            return not restarts or self._model.unmoved

        return seen

    def _press(self, command: str) -> Seen | None:
        model, before = self._model, self.moment
        if command == "pin":
            self._keep()
            return None
        if self._replayed >= 0 and command in _MADE_ONCE and model.experiments.made:
            return None
        if not self._orders.press(command):
            return None
        match command:
            case name if name in _RESTARTS:
                return lambda: not self._changes.is_preparing and self._at_start()
            case "update":
                return lambda: self.moment.updates > before.updates and self._rests()
            case "epoch":
                return lambda: self.moment.epochs > before.epochs and self._rests()
            case _:
                return lambda: not self._changes.is_preparing

    def _rests(self) -> bool:
        model = self._model
        shown = model.present is not None and model.present.state is model.session.state
        return shown and not model.running and model.session.state is not RunState.RUNNING

    def _keep(self) -> None:
        """Keep the run, once: one that was kept when the lesson came by here stays."""
        place, self._pin = self._pin, self._pin + 1
        if place < len(self._pins) and self._pins[place] in self._model.kept:
            return
        if self._orders.press("pin"):
            letter = self._model.kept.runs[-1].letter
            self._pins[place:] = [letter]

    # ------------------------------------------------------------------------------ runs

    def _run(self, goal: Goal, *, fast: bool) -> Seen:
        self.goal, self._begun, self._fast = goal, False, fast
        if fast:
            self._hasten()
        if not goal.over(self.moment):
            self._go(goal)
        return lambda: self._there(goal)

    def _there(self, goal: Goal) -> bool:
        running = self._model.session.state is RunState.RUNNING
        self._begun = self._begun or running or goal.over(self.moment)
        return goal.over(self.moment) and self._rests()

    def _go(self, goal: Goal) -> None:
        left = goal.left(self.moment)
        if goal.end is not None:
            self._model.ask_to_run(run=True)
            self._desk.send(RunOn())
        elif goal.unit is Unit.UPDATES:
            self._desk.send(Step(left))
        else:
            self._desk.send(Step(self._updates_in(left)))

    def _updates_in(self, epochs: int) -> int:
        """The updates to the end of so many epochs, the current one included."""
        model = self._model
        assert model.problem is not None, "a run has data"
        n, size = model.problem.preview.samples, model.config.batch.batch_size
        each = n if isinstance(size, str) else min(size, n)
        done = 0 if model.present is None else model.present.checkpoint.offset
        return -(-(n - done) // each) + (epochs - 1) * -(-n // each)

    def hurry(self) -> None:
        """Finish the run that is waited for, without a limit of the pace; go on if it is paused."""
        goal = self.goal
        if goal is None:
            return
        if self.halted:
            self._begun = False
            self._go(goal)
        self._hasten()
        self.look()

    def _hasten(self) -> None:
        if not self._hastened:
            self._hastened = True
            self._desk.send(SetPace(None))

    def _end_haste(self) -> None:
        if self._hastened:
            self._hastened = False
            self._desk.send(SetPace(self._model.session.pace))
