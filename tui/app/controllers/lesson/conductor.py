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
from engine.protocol.commands import Restart, Seek
from tui.app.controllers.desk import Desk
from tui.app.controllers.lesson.pages import goal_words
from tui.app.controllers.lesson.travel import Travel, moment_of, rests
from tui.lessons.effects import Change, Effect, Hurry, Press, Recall, Reset, Run
from tui.lessons.goal import Goal
from tui.lessons.prelude import RESTARTS
from tui.lessons.scene import EXPERIMENTS
from tui.model.app_model import AppModel

Seen = Callable[[], bool]
"""Whether the model shows what an effect leads to."""


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
        self._working = False
        self._travel = Travel(desk)
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
    def goal(self) -> Goal | None:
        """The goal of the run that is waited for; None while there is none."""
        return self._travel.goal

    @property
    def halted(self) -> bool:
        """Whether the run that is waited for was paused on its way."""
        return self._travel.halted

    @property
    def lock(self) -> str:
        """Why the run is locked while one is waited for; empty while there is none."""
        if self.goal is None:
            return ""
        on = "; pgdn: run on" if self.halted else ""
        return f"the lesson runs {goal_words(self.goal)}{on}"

    @property
    def waits_for_learner(self) -> bool:
        """Whether all that is left is a run that the learner watches."""
        return self._travel.watched and not self._queue

    @property
    def pins(self) -> tuple[str, ...]:
        """The letters of the runs that the lesson kept, in order."""
        return tuple(self._pins)

    @property
    def pinned(self) -> int:
        """How many of them it has come by since the run was last reproduced."""
        return self._pin

    def know_pins(self, letters: Iterable[str], pinned: int) -> None:
        """Know the kept runs of a session that is resumed."""
        self._pins, self._pin = list(letters), pinned

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

    def take_up(self, goal: Goal) -> None:
        """Wait for a run that was paused on its way to a goal."""
        self.drop()
        self.failed, self.config = False, self._model.config
        self._seen = self._travel.take_up(goal)

    def drop(self) -> None:
        """Leave what is not done yet."""
        self._travel.end()
        self._queue.clear()
        self._seen = None

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
        self._seen = None
        arrived = self._travel.end()
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
                return self._travel.begin(goal.from_here(moment_of(self._model)), fast=fast)
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
        model, before = self._model, moment_of(self._model)
        if command == "pin":
            self._keep()
            return None
        if self._replayed >= 0 and command in EXPERIMENTS and model.experiments.made:
            command = EXPERIMENTS[command]  # what they make is still there
        if not self._orders.press(command):
            return None
        match command:
            case name if name in RESTARTS:
                return lambda: not self._changes.is_preparing and self._at_start()
            case "update":
                return lambda: moment_of(model).updates > before.updates and rests(model)
            case "epoch":
                return lambda: moment_of(model).epochs > before.epochs and rests(model)
            case _:
                return lambda: not self._changes.is_preparing

    def _keep(self) -> None:
        """Keep the run, once: one that was kept when the lesson came by here stays."""
        place, self._pin = self._pin, self._pin + 1
        if place < len(self._pins) and self._pins[place] in self._model.kept:
            return
        if self._orders.press("pin"):
            letter = self._model.kept.runs[-1].letter
            self._pins[place:] = [letter]

    def hurry(self) -> None:
        """Finish the run that is waited for, without a limit of the pace; go on if it is paused."""
        self._travel.hurry()
        self.look()
