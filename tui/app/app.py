"""The app: keys to commands, events to pictures. Wiring and nothing else."""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on

from engine.client.spawn import Spawned
from engine.config.parameters import PARAMETERS
from engine.config.run import RunConfig
from engine.errors import DescentError
from engine.history.frame import Frame
from engine.problems.current import PROBLEM
from engine.protocol.commands import SetPace
from engine.protocol.events import Event, RaceFrame
from tui.app.controllers.view import ViewApp
from tui.app.handlers import handlers_of
from tui.app.ports import EngineLike, MakeEngine
from tui.app.signals import heeded_signals, terminal_is_gone
from tui.model.status import Tone
from tui.terminal.settings import ScreenSettings
from tui.views.surface.plane import PlaneView
from tui.widgets.panel.panel import ParameterPanel

if TYPE_CHECKING:
    from engine.storage.resume import OpenedRun

START_PACE = 30.0
"""Updates a second at first: a default run takes seconds, so that there is something to see."""


class DescentApp(ViewApp):
    """Shows a run and takes keys.

    Args:
        config: the first configuration.
        make_engine: makes the engine, once the first picture is on the screen.
        pace: updates a second at first; None is unlimited.
        clock: seconds of a steady clock; tells a worker that stands still.
        ended_by: signals that end it in good order.
        runs_dir: where runs are saved; None is the usual place.
        opened: a run to show until the engine tells of it.
        screen_settings: how often pictures come, and how lively.
    """

    CSS_PATH = Path(__file__).with_name("app.tcss")
    TITLE = "descent"
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        config: RunConfig,
        make_engine: MakeEngine,
        *,
        pace: float | None = START_PACE,
        clock: Callable[[], float] = time.monotonic,
        ended_by: tuple[signal.Signals, ...] = (),
        runs_dir: Path | None = None,
        opened: Frame | None = None,
        screen_settings: ScreenSettings | None = None,
    ) -> None:
        settings = screen_settings or ScreenSettings()
        super().__init__(config, make_engine, pace, clock, ended_by, settings)
        self.commands.register(handlers_of(self))
        self.runs_dir = runs_dir
        if opened is not None:
            self.model.open(opened)

    # ------------------------------------------------------------------------------ life

    def on_mount(self) -> None:
        self.set_interval(1.0, self._look_around)
        self.prepare({})
        self.call_after_refresh(self._start_engine)

    def _look_around(self) -> None:
        self.look_at_clock()
        self.look_at_terminal()
        if self.instruments.on:
            self.redraw_status()
        if not self.is_headless and terminal_is_gone():
            self.end_by(signal.SIGHUP)

    def _start_engine(self) -> None:
        # What lives by now lives to the end; the collector need not look at it again.
        gc.freeze()
        gc.enable()
        self.probe_terminal()
        self.run_worker(self.link.run(self.model.config), group="engine")
        self.link.send(SetPace(self.model.session.pace))

    async def on_unmount(self) -> None:
        self.instruments.switch(on=False)
        await self.link.close()
        await self.terminal_settled()

    async def deal(self, event: Event) -> None:
        """Show an event; pictures of frames come evenly, and as the terminal takes them."""
        if not isinstance(event, Frame | RaceFrame):
            self.redraw()
        elif await self.turn_of_frame():
            self.redraw()
            await self.turn_of_next()

    # ------------------------------------------------------------------------------ the panel

    def accepted(self) -> None:
        self.dashboard.panel.accept()

    def refuse(self, name: str | None, reason: str) -> None:
        """Say why a value cannot be: beside its field if the panel is in use, and below."""
        if name is not None and self.dashboard.in_panel:
            self.dashboard.panel.refuse(name, reason)
        label = f"{PARAMETERS[name].notes.label}: " if name is not None else ""
        self.say(label + reason, Tone.WARNING)

    @on(ParameterPanel.Nudged)
    def _nudged(self, event: ParameterPanel.Nudged) -> None:
        self.action_nudge(event.name, event.direction)

    @on(PlaneView.Picked)
    def _picked(self, event: PlaneView.Picked) -> None:
        frame = self.model.frame
        if frame is None or frame.update == 0:
            self.apply(dict(zip(PROBLEM.starts, (event.w, event.b), strict=True)))
        else:
            self.say("the run has begun: r restarts it, and then its start can be set")

    @on(ParameterPanel.Submitted)
    def _submitted(self, event: ParameterPanel.Submitted) -> None:
        self.apply(event.values)


def run_app(
    config: RunConfig,
    runs_dir: Path | None = None,
    opened: OpenedRun | None = None,
    screen_settings: ScreenSettings | None = None,
    worker: Spawned | None = None,
) -> int:
    """Open the app on this terminal; gives the exit status.

    Args:
        config: what to train.
        runs_dir: where runs are saved; None is the usual place.
        opened: a saved run to go on with; None starts one.
        screen_settings: how often pictures come, and how lively.
        worker: a worker process that was started beforehand; None starts one.

    Raises:
        DescentError: the worker cannot do what was asked for, such as use this device.
    """

    def make_engine(config: RunConfig) -> EngineLike:
        from engine.client.engine import Engine

        resume = None if opened is None else opened.resume
        return Engine(config, resume=resume, spawned=worker)

    app = DescentApp(
        config,
        make_engine,
        ended_by=heeded_signals(),
        runs_dir=runs_dir,
        opened=None if opened is None else opened.frame,
        screen_settings=screen_settings,
    )
    app.run()
    if app.farewell:
        raise DescentError(app.farewell)
    return app.return_code or 0
