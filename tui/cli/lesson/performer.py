"""A run in a worker that obeys the check of a lesson."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from engine.config.auto import asks_auto, without_auto
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.batches import batch_length, updates_to_end
from engine.errors import DescentError
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import ClientCommand, Configure, Restart, Run, Step, StepEpoch
from engine.protocol.events import Event, Failed, Lost, Refused, Silence, StateChanged
from tui.cli.ports import HeadlessEngine
from tui.cli.silence import Patience
from tui.cli.work import WorkFailedError
from tui.lessons.check.performer import RunOverError
from tui.lessons.check.pressing import pressed
from tui.lessons.goal import Goal, Moment, Unit
from tui.lessons.numbers import Numbers, numbers_of
from tui.model.known_problem import problem_of

Seen = Callable[[Frame], bool]

MOST_UPDATES = 1_000_000
"""Updates after which a run that does not end is given up."""


class LessonRefusedError(DescentError):
    """What a lesson asks for was refused; the text says why."""


class EnginePerformer:
    """A run in a worker.

    Args:
        engine: the started engine.
        config: its configuration.

    Attributes:
        over: whether the worker cannot continue, so that another lesson needs another one.
    """

    def __init__(self, engine: HeadlessEngine, config: RunConfig) -> None:
        self._engine, self._events = engine, engine.events()
        self._config, self._problem = config, problem_of(config)
        self._state, self._reached = RunState.READY, 0
        self._frame: Frame | None = None
        self._reason = ""
        self.over = False

    @property
    def numbers(self) -> Numbers:
        found = numbers_of(self._config, self._problem, self._frame)
        return replace(found, moment=self._here)

    @property
    def _here(self) -> Moment:
        return Moment.of(self._frame, self._reason)

    async def reset(self, config: RunConfig) -> None:
        await self._configure(config)
        await self._restart()

    async def change(self, values: Mapping[str, object]) -> None:
        config = with_values(self._config, without_auto(values))
        if asks_auto(values):
            from engine.theory.auto_rate import with_auto
            from engine.theory.samples import Samples

            known = problem_of(config, self._problem)
            config, _ = with_auto(config, Samples.of(known.preview, known.theory))
        await self._configure(config)

    async def press(self, command: str) -> None:
        match command:
            case "restart":
                await self._restart()
            case "update":
                await self._train(Step())
            case "epoch":
                await self._train(StepEpoch())
            case _:
                config = pressed(self._config, command, self._problem.preview.samples)
                if config != self._config:
                    await self._configure(config)

    async def run(self, goal: Goal) -> None:
        left = goal.left(self._here)
        match goal.unit:
            case None if goal.expression:
                await self._train(Run(goal.expression))
            case None:
                await self._train(Step(MOST_UPDATES))
            case Unit.UPDATES:
                await self._train(Step(left))
            case Unit.EPOCHS:
                await self._train(Step(self._updates_in(left)))

    def _updates_in(self, epochs: int) -> int:
        samples = self._problem.preview.samples
        used = 0 if self._frame is None else self._frame.checkpoint.offset
        return updates_to_end(samples, batch_length(self._config.batch, samples), used, epochs)

    # ------------------------------------------------------------------------------ the worker

    async def _configure(self, config: RunConfig) -> None:
        if config == self._config and self._frame is not None:
            return
        self._problem = problem_of(config, self._problem)
        self._config = config
        await self._engine.send(Configure(config))
        await self._until(lambda frame: frame.config == config)

    async def _restart(self) -> None:
        await self._engine.send(Restart())
        await self._until(lambda frame: frame.update == 0)

    async def _train(self, command: ClientCommand) -> None:
        """Carry out a command that trains, until the run has stopped and its frame is here."""
        before = Moment.of(self._frame).updates
        await self._engine.send(command)
        await self._until(
            lambda frame: (
                self._state is not RunState.RUNNING
                and frame.state is self._state
                and frame.update == self._reached > before
            )
        )

    async def _until(self, seen: Seen) -> None:
        """Take events until the newest frame shows what was asked for."""
        patience = Patience()
        while True:
            event = await anext(self._events, None)
            if event is None:
                raise WorkFailedError("the engine was closed before the end")
            if isinstance(event, Silence):
                patience.take(event)
                continue
            patience.end()
            self._take(event)
            if self._frame is not None and seen(self._frame):
                return

    def _take(self, event: Event) -> None:
        match event:
            case Frame():
                self._frame = event
            case StateChanged(state=state, reason=reason, reached=reached):
                self._state, self._reached, self._reason = state, reached.updates, reason
            case Refused(message=message, standing=standing):
                if standing is not None:
                    self._config, self._problem = standing, problem_of(standing, self._problem)
                raise LessonRefusedError(message)
            case Failed(message=message, usage=True):
                # A device that does not exist, for example. The worker ends with it.
                self.over = True
                raise RunOverError(message)
            case Failed(message=message, details=details):
                raise WorkFailedError(message, details)
            case Lost(reason=reason, output=output):
                raise WorkFailedError(f"the worker is lost: {reason}", "\n".join(output))
            case _:
                pass
