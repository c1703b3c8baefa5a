"""The app: puts model, worker, controllers and screen together."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from pathlib import Path
from typing import TypeVar

from textual import events, on
from textual.app import SystemCommand
from textual.screen import Screen

from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.protocol.commands import SetPace
from engine.protocol.events import Event, RaceFrame
from tui.app.composition import Controllers, Hands
from tui.app.controllers.changes import ChangesController
from tui.app.controllers.desk import Desk
from tui.app.controllers.situation import situation_of
from tui.app.ending import Ending
from tui.app.gestures import GesturesApp
from tui.app.link import EngineLink
from tui.app.palette import command_provider, lesson_commands
from tui.app.ports import MakeEngine
from tui.app.sessions import NOT_SAVED, Sessions
from tui.app.theme import palette_of, readable_variables
from tui.canvas.palette import Look
from tui.keys.command import Command
from tui.model.app_model import AppModel
from tui.model.situation import Sharing, Situation
from tui.model.status import Tone
from tui.screens.closing import show_commands
from tui.screens.dashboard import DashboardScreen
from tui.terminal.containment import contained
from tui.terminal.faults import Fault
from tui.terminal.settings import ScreenSettings

_Result = TypeVar("_Result")

START_PACE = 30.0
"""The initial updates per second: slow enough that a default run takes seconds to watch."""
USAGE_STATUS = 2


class DescentApp(GesturesApp):
    """Shows a run and takes keys.

    Args:
        config: the first configuration.
        make_engine: makes the engine, after the first picture is on the screen.
        pace: initial updates per second; None is unlimited.
        ended_by: signals that end the app cleanly.
        runs_dir: the folder of saved runs; None is the default.
        clock: returns the seconds of a monotonic clock.
        opened: a run to show until the engine reports it.
        screen_settings: pictures per second, animations, the theme.
        note: shown with the first message.
        sessions: where the session is saved, and the one to resume.
        lesson: the name of the lesson to open; empty for none.

    Attributes:
        model: the state of the app.
        link: the connection to its worker.
        dashboard: its main screen.
        farewell: the error shown on exit if the first configuration was rejected.
        ending: how it ends.
    """

    CSS_PATH = Path(__file__).with_name("app.tcss")
    TITLE = "descent"
    ENABLE_COMMAND_PALETTE = False  # the command `palette` shows it
    COMMANDS = {command_provider}  # noqa: RUF012 - Textual's type

    def __init__(
        self,
        config: RunConfig,
        make_engine: MakeEngine,
        *,
        pace: float | None = START_PACE,
        clock: Callable[[], float] = time.monotonic,
        ended_by: tuple[int, ...] = (),
        runs_dir: Path | None = None,
        opened: Frame | None = None,
        screen_settings: ScreenSettings | None = None,
        note: str = "",
        sessions: Sessions = NOT_SAVED,
        lesson: str = "",
    ) -> None:
        super().__init__(screen_settings or ScreenSettings(), self.redraw, self.say)
        self.ending = Ending(self, ended_by)
        self.farewell, self._first_lesson = "", lesson
        self.model = AppModel(config, pace)
        if opened is not None:
            self.model.open(opened)
        self.model.set_aside(note)
        self.link = EngineLink(make_engine, self._hear)
        self.dashboard = DashboardScreen(
            config, self.commands.register, lecture=self.screen_settings.lecture
        )
        desk = Desk(self.model, self.link.send, self.say, self.redraw, self._open)
        hands = Hands(
            self,
            self.dashboard,
            self.commands,
            self._look,
            self.situation,
            self._show,
            self._give_up,
            self._writing,
            self.make_changes,
            self.do,
            clock,
        )
        self._all = Controllers(desk, hands, runs_dir, sessions)
        self.changes, self.view = self._all.changes, self._all.view
        self.worker, self.autosave = self._all.worker, self._all.autosave
        self.replay = self._all.replay
        self.lessons, self.editing = self._all.lessons, self._all.editing
        self.phase = self._all.phase
        self.sharing = self._all.sharing
        self._themes, self._drawing = self._all.themes, self._all.drawing
        self.commands.register({"palette": partial(show_commands, self), "quit": self.exit})
        self._themes.begin()

    def get_default_screen(self) -> Screen[None]:
        return self.dashboard

    # ------------------------------------------------------------------------------ life

    def on_load(self) -> None:
        self.ending.begin()

    def on_input_ended(self) -> None:
        self.ending.without_terminal()

    def on_mount(self) -> None:
        self.set_interval(1.0, self._look_around)
        self.changes.prepare({})
        self.call_after_refresh(self._start_engine)

    def _look_around(self) -> None:
        self.autosave.look()
        if self.instruments.on:
            self._drawing.redraw_status()
        self.ending.look()

    def _start_engine(self) -> None:
        self.established()
        # Objects alive by now live to the end; the collector need not scan them again.
        gc.freeze()
        gc.enable()
        self.probe_terminal()
        self.autosave.begin()
        self.link.begin(self.model.config)
        self.link.send(SetPace(self.model.session.pace))
        self.replay.begin_if_asked()
        if self.screen_settings.shared:
            self.sharing.begin()
        if self._first_lesson:
            self.open_lesson(self._first_lesson)

    async def on_unmount(self) -> None:
        self.instruments.switch(on=False)
        self.sharing.close("the app has ended")
        await self.autosave.close(self.return_code)
        await self.link.close()
        await self.terminal_settled()
        self.ending.give_back()

    async def _hear(self, event: Event) -> None:
        with contained(self, f"event {type(event).__name__}"):
            await self.worker.hear(event)
            self.autosave.hear(event)

    async def _show(self, event: Event) -> None:
        """Show an event; frames are painted evenly, at the rate of the terminal."""
        if not isinstance(event, Frame | RaceFrame):
            self.redraw()
        elif await self.turn_of_frame():
            self.redraw()
            await self.turn_of_next()

    def _give_up(self, reason: str) -> None:
        self.farewell = reason
        self.exit(return_code=USAGE_STATUS)

    def _in_background(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        # mypy finds no result type in Textual's union of kinds of work.
        self.run_worker(work, group="problem", exclusive=True)  # type: ignore[arg-type]

    def _writing(self, work: Coroutine[None, None, None]) -> None:
        self.run_worker(work, group="writing")

    def tell_fault(self, fault: Fault, *, drawn: bool) -> None:
        self.model.note(fault.details)
        if fault.new and not (drawn and fault.count > 1):
            self.model.say(f"{fault.line} (l: log)", Tone.ERROR)
            self.call_later(self._drawing.redraw_status)

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Show a line in the status line."""
        self.model.say(text, tone)
        self.redraw()

    def redraw(self) -> None:
        """Show the current state, and save it if it is time; not while widgets are removed."""
        if self.is_running:
            with contained(self, "lesson"):
                self.lessons.look()
            self._drawing.redraw()
            self.autosave.look()
            self.sharing.look_soon()

    def get_css_variables(self) -> dict[str, str]:
        """The theme's variables and the app's own, readable in any theme."""
        self.theme_variables = readable_variables(super().get_css_variables(), self.current_theme)
        return self.theme_variables

    def watch_theme(self) -> None:
        if self.is_running:
            self._themes.changed()

    def _look(self) -> Look:
        """Colours and markers of the plots."""
        return Look(palette_of(self), self.view.markers, thick=self.dashboard.lecture)

    def _open(
        self, screen: Screen[_Result], callback: Callable[[_Result | None], None] | None = None
    ) -> None:
        self.push_screen(screen, None if callback is None else self.commands.still(callback))

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _refocused(self) -> None:
        self._drawing.redraw_keys()

    def before(self, command: Command) -> None:
        self.editing.before(command)

    def do(self, *ids: str) -> None:
        if not self.lessons.takes(ids):
            super().do(*ids)
        self.sharing.look_soon()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield from super().get_system_commands(screen)
        yield from lesson_commands(self.lessons.shelf, self.open_lesson)

    def open_lesson(self, name: str) -> None:
        """Open a lesson by its name or path, or say why that is not possible."""
        if reason := self.lessons.controller.open(name):
            self.say(f"lesson: {reason}", Tone.ERROR)

    def situation(self) -> Situation:
        selected, earlier = self._all.kept_runs.selected, self.autosave.earlier.found
        return situation_of(
            self.model,
            self.dashboard,
            self.changes,
            selected,
            resumable=earlier is not None,
            lesson=self.lessons.at_hand,
            sharing=self.how_shared,
            replaying=self.replay.playing,
        )

    @property
    def how_shared(self) -> Sharing:
        return self.sharing.here

    def make_changes(self, desk: Desk) -> ChangesController:
        return ChangesController(desk, self.dashboard, self._in_background)
