"""What the app does with a run: commands to the engine, changes of parameters. No pictures."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Mapping
from functools import partial

from engine.config.parameters import PARAMETERS, effective_value, is_live, with_values
from engine.config.run import RunConfig
from engine.errors import ConfigError, DataError
from engine.protocol.commands import (
    Configure,
    Pause,
    Restart,
    Revive,
    Run,
    SetPace,
    Shift,
    Step,
    StepEpoch,
)
from engine.protocol.events import Event
from tui.app.link import EngineLink
from tui.app.ports import MakeEngine
from tui.model.app_model import AppModel
from tui.model.known_problem import Problem, problem_of, takes_time
from tui.model.status import Phase, Tone
from tui.model.stepping import stepped, stepped_pace
from tui.model.undo import Undo, Way
from tui.terminal.display import TerminalApp
from tui.terminal.settings import ScreenSettings
from tui.text.numbers import pace_text, whole

_LEADS = {Way.NEW: "", Way.UNDO: "undone: ", Way.REDO: "done again: "}
USAGE_STATUS = 2
LONGEST_GOODBYE = 8.0
"""Seconds in which the app must have ended after a signal."""


class RunApp(TerminalApp):
    """The part of the app that drives a run; `tui.app.app.DescentApp` shows it.

    Args:
        config: the first configuration.
        make_engine: makes the engine, once the first picture is on the screen.
        pace: updates a second at first; None is unlimited.
        clock: seconds of a steady clock.
        ended_by: signals that end it in good order.
        screen_settings: how often pictures come, and how lively.
    """

    def __init__(
        self,
        config: RunConfig,
        make_engine: MakeEngine,
        pace: float | None,
        clock: Callable[[], float],
        ended_by: tuple[signal.Signals, ...],
        screen_settings: ScreenSettings,
    ) -> None:
        super().__init__(screen_settings)
        self.model = AppModel(config, pace)
        self.link = EngineLink(make_engine, self._hear)
        self.undo = Undo()
        self._awaited: dict[str, object] = {}
        self._way = Way.NEW
        self._clock = clock
        self._heard: float | None = clock()
        self._ended_by = ended_by
        self.farewell = ""
        """Why it ended, where what was asked for cannot be."""

    def on_load(self) -> None:
        """Heed signals before the terminal is taken, so that it is always given back."""
        loop = asyncio.get_running_loop()
        for number in self._ended_by:
            loop.add_signal_handler(number, self.end_by, number)

    def end_by(self, number: int) -> None:
        """End as a signal ends it."""
        # A terminal that is gone may block what is written to it, and so an end in good order.
        watchdog = threading.Timer(LONGEST_GOODBYE, os._exit, (128 + number,))
        watchdog.daemon = True
        watchdog.start()
        self.exit(return_code=128 + number)

    # ------------------------------------------------------------------------------ what shows it

    def receive(self, event: Event) -> None:
        """Take an event in."""
        self.model.receive(event)

    async def deal(self, event: Event) -> None:
        """Show an event that was taken in, and return when another frame may come."""
        raise NotImplementedError

    def accepted(self) -> None:
        """A change that was asked for is in force."""
        raise NotImplementedError

    def refuse(self, name: str | None, reason: str) -> None:
        """A change of the parameter `name` cannot be."""
        raise NotImplementedError

    def redraw_status(self) -> None:
        """Show what the status line has to say."""
        raise NotImplementedError

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Put a line into the status line."""
        self.model.say(text, tone)
        self.redraw()

    # ------------------------------------------------------------------------------ the worker

    async def _hear(self, event: Event) -> None:
        """Deal with an event; while that takes time, the worker is not the one to wait for."""
        self._heard = None
        try:
            self.receive(event)
            worker = self.model.worker
            if worker.device_refused(self.model.config.device.device):
                self._go_back()
            elif worker.refused_at_first:
                assert worker.failure is not None
                self.farewell = worker.failure.message
                self.exit(return_code=USAGE_STATUS)
            await self.deal(event)
        finally:
            self._heard = self._clock()

    def look_at_clock(self) -> None:
        """Notice a worker that has not been heard of for long; to be called every second or so."""
        silence = 0.0 if self._heard is None else self._clock() - self._heard
        if silence != self.model.worker.silence:
            self.model.note_silence(silence)
            self.redraw_status()

    def _go_back(self) -> None:
        """A worker could not use its device: go on with the one that worked, and say why."""
        reason = self.model.go_back_to_good_device()
        self.link.send(Configure(self.model.config), Revive())
        self.refuse("device", reason)

    # ------------------------------------------------------------------------------ configuration

    @property
    def wanted_config(self) -> RunConfig:
        """The configuration in force, with what is still being read or drawn."""
        return with_values(self.model.config, self._awaited)

    @property
    def is_preparing(self) -> bool:
        """Whether a change waits for samples that are being read or drawn."""
        return bool(self._awaited)

    def apply(self, values: Mapping[str, object], way: Way = Way.NEW) -> None:
        """Change parameters; the one way to do so. What cannot be is said beside the field."""
        self._way = way
        try:
            config = with_values(self.model.config, values)
        except ConfigError as error:
            self.refuse(error.parameter, error.reason)
            return
        problem = self.model.problem
        if problem is not None and problem.fits(config):
            self._awaited = {k: v for k, v in self._awaited.items() if k not in values}
            self._take(config, problem)
        else:
            self.prepare(values)

    def prepare(self, values: Mapping[str, object]) -> None:
        """Make the problem that these values lead to, at once or beside everything else."""
        self._awaited.update(values)
        config, known = self.wanted_config, self.model.problem
        if takes_time(config, known):
            self.run_worker(self._prepare_slowly(config), group="problem", exclusive=True)
        else:
            self._settle(partial(problem_of, config, known))

    async def _prepare_slowly(self, config: RunConfig) -> None:
        source = config.data.data
        samples = whole(config.data.samples)
        self.say(f"reading {source}…" if source else f"drawing {samples} samples…")
        work = asyncio.create_task(asyncio.to_thread(problem_of, config, self.model.problem))
        await asyncio.wait([work])
        self._settle(work.result)

    def _settle(self, made: Callable[[], Problem]) -> None:
        """Take the problem that was made, unless another is wanted by now or it cannot be."""
        awaited, self._awaited = self._awaited, {}
        config = with_values(self.model.config, awaited)
        try:
            problem = made()
        except (DataError, MemoryError) as error:
            name = next((n for n in awaited if PARAMETERS[n].section == "data"), None)
            self.refuse(name, str(error) or "there is not enough memory")
            return
        if problem.fits(config):
            self._take(config, problem)
        else:
            self.prepare(awaited)

    def _take(self, config: RunConfig, problem: Problem) -> None:
        lost = self.model.state is Phase.LOST
        other = self.model.problem not in (None, problem)
        waits = self.model.looking_back and is_live(self.model.config, config)
        if config != self.model.config and not waits:
            self.link.send(Configure(config))
            if lost:
                self.link.send(Revive())
            if lost and other:
                self.link.send(Restart())
        way, self._way = self._way, Way.NEW
        self.undo.took(self.model.config, config, way)
        self.model.take(config, problem, _LEADS[way])
        self.accepted()
        self.redraw()

    def action_nudge(self, name: str, direction: int) -> None:
        """A parameter one step down (-1) or up (1)."""
        config, problem = self.wanted_config, self.model.problem
        samples = problem.preview.samples if problem is not None else config.data.samples
        if PARAMETERS[name].notes.step == "none":
            self.say(f"{PARAMETERS[name].notes.label} has no steps: enter types a value")
            return
        value = effective_value(config, name)
        new = stepped(PARAMETERS[name], value, direction, samples=samples)
        if new == value:
            end = "high" if direction > 0 else "low"
            self.say(f"{PARAMETERS[name].notes.label} is as {end} as it can be")
        else:
            self.apply({name: new})

    def action_new_seed(self) -> None:
        self.apply({"seed": self.wanted_config.data.seed + 1})

    # ------------------------------------------------------------------------------ the run

    def action_run_or_pause(self) -> None:
        model = self.model
        if model.state is Phase.LOST:
            self.say("the worker is gone: k starts it again", Tone.WARNING)
            return
        if model.looking_back:
            self.say("an earlier moment is shown: f forks here, end leads back", Tone.WARNING)
            return
        run = not model.running
        model.ask_to_run(run=run)
        self.link.send(Run() if run else Pause())
        self.redraw()

    def action_step(self) -> None:
        """One update; while an earlier moment is shown, the next one that was made."""
        self.link.send(Shift(updates=1) if self.model.looking_back else Step())

    def action_step_epoch(self) -> None:
        """To the end of the epoch, made anew or as it was."""
        self.link.send(Shift(epochs=1) if self.model.looking_back else StepEpoch())

    def action_restart(self) -> None:
        run = self.model.running
        if self.model.looking_back:
            self.model.come_back()
            self.link.send(Configure(self.model.config))
        self.link.send(Restart(run))

    def action_revive(self) -> None:
        self.link.send(Revive())

    def action_pace(self, direction: int) -> None:
        pace = stepped_pace(self.model.session.pace, direction)
        self.model.set_pace(pace)
        self.link.send(SetPace(pace))
        self.say(f"pace {pace_text(pace)}")
