"""The controllers of the app, put together; each registers the commands that it carries out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from engine.protocol.events import Event
from tui.app.controllers.autosave import Autosave
from tui.app.controllers.changes import ChangesController
from tui.app.controllers.desk import Desk
from tui.app.controllers.drawing import Drawing, Surroundings
from tui.app.controllers.editing import EditController
from tui.app.controllers.gpu import GpuController
from tui.app.controllers.kept_runs import KeptRunsController
from tui.app.controllers.lessons import Lessons
from tui.app.controllers.moments import MomentsController
from tui.app.controllers.phase import PhaseController
from tui.app.controllers.pictures import PicturesController
from tui.app.controllers.references import ReferencesController
from tui.app.controllers.replay import ReplayController
from tui.app.controllers.run import RunController
from tui.app.controllers.saving import SavingController
from tui.app.controllers.sweeps import SweepsController
from tui.app.controllers.terminal import TerminalController
from tui.app.controllers.themes import ThemesController
from tui.app.controllers.view import ViewController
from tui.app.controllers.worker import Reactions, WorkerController
from tui.app.sessions import Sessions
from tui.app.sharing.controller import SharingController
from tui.canvas.palette import Look
from tui.keys.enabled import ALREADY_SHOWN
from tui.keys.games import refused_in_game
from tui.keys.registry import Registry
from tui.keys.table import BY_ID
from tui.model.situation import Situation
from tui.screens.closing import show_lessons
from tui.screens.dashboard import DashboardScreen
from tui.terminal.display import TerminalApp

if TYPE_CHECKING:
    from engine.storage.sessions.sweep_text import AnySpec
    from tui.app.controllers.lesson.controller import LessonController
    from tui.app.controllers.lesson.shelf import Shelf
    from tui.app.sharing.publisher import Acts


@dataclass(frozen=True, eq=False)
class Hands:
    """What the controllers need of the app beside their desk.

    Attributes:
        terminal: the app as a writer to the terminal.
        dashboard: its main screen.
        commands: the registry of commands.
        look: the current colours and markers of the plots.
        situation: the current situation of the user.
        show: shows an event of the worker.
        give_up: ends the app because the worker rejected the first configuration.
        writing: runs a coroutine that writes in the background.
        make_changes: makes what changes parameters.
        do: carries out the first of some commands that applies.
        clock: seconds of a monotonic clock.
    """

    terminal: TerminalApp
    dashboard: DashboardScreen
    commands: Registry
    look: Callable[[], Look]
    situation: Callable[[], Situation]
    show: Callable[[Event], Awaitable[None]]
    give_up: Callable[[str], None]
    writing: Callable[[Coroutine[None, None, None]], None]
    make_changes: Callable[[Desk], ChangesController]
    do: Callable[..., None]
    clock: Callable[[], float]


class Controllers:
    """The controllers of the app.

    Args:
        desk: the tools of each of them.
        hands: what they need of the app.
        runs_dir: the folder of saved runs; None is the default.
        sessions: where the session is saved, and the one to resume.
    """

    def __init__(self, desk: Desk, hands: Hands, runs_dir: Path | None, sessions: Sessions) -> None:
        terminal, dashboard = hands.terminal, hands.dashboard
        moments = MomentsController(desk)
        self.replay = ReplayController(desk, moments.to_present, terminal.set_interval)
        self.themes = ThemesController(desk, terminal, hands.writing)
        self.changes = changes = hands.make_changes(desk)
        self.view = ViewController(
            desk, dashboard, moments.to_present, terminal.screen_settings.repertoire
        )
        self.kept_runs = KeptRunsController(desk, changes.apply, lambda: dashboard.plots.runs)
        instruments = terminal.instruments
        gpu = GpuController(
            desk.model,
            lambda: instruments.on,
            hands.writing,
            lambda: self.drawing.redraw_status(),  # noqa: PLW0108 - it is made below
        )
        references = ReferencesController(desk, hands.writing)
        now = Surroundings(
            hands.look,
            lambda: self.view.options,
            hands.situation,
            instruments,
            lambda: gpu.reading,
            lambda: references.shown,
        )
        self.drawing = Drawing(desk.model, dashboard, now, desk.send)

        def show_measured() -> None:
            gpu.look()
            self.drawing.redraw()

        self.worker = WorkerController(
            desk,
            Reactions(
                moments.receive,
                hands.show,
                changes.refuse,
                hands.give_up,
                changes.return_to,
                terminal.mark,
            ),
        )
        self.editing = EditController(desk, changes.apply, dashboard)
        show = partial(dashboard.set_view, "sweeps")
        self.sweeps = SweepsController(desk, changes.apply, lambda: dashboard.plots.sweeps, show)
        run = RunController(desk, self.replay.play_or_pause)
        self.phase = PhaseController(
            desk, changes.apply, lambda: dashboard.plots.phase, dashboard.set_view, run.run_again
        )
        self.sharing = SharingController(
            desk, partial(_acts, self, hands), hands.writing, terminal.call_after_refresh
        )
        copy = terminal.copy_to_clipboard
        self.lessons = Lessons(
            partial(_lesson_controller, self, desk, hands),
            partial(_shelf, desk, hands),
            partial(show_lessons, terminal),
            terminal.mark,
        )
        self.autosave = Autosave(
            desk, self.view, self.lessons, sessions, hands.writing, hands.clock, terminal.exit
        )
        for handlers in (
            self.autosave.earlier.handlers,
            run.handlers,
            self.replay.handlers,
            changes.handlers,
            self.editing.handlers,
            moments.handlers,
            self.kept_runs.handlers,
            references.handlers,
            self.sweeps.handlers,
            self.phase.handlers,
            self.sharing.handlers,
            SavingController(desk, runs_dir, copy, hands.writing).handlers,
            self.view.handlers,
            TerminalController(desk, terminal, show_measured).handlers,
            self.themes.handlers,
            self.lessons.handlers,
            PicturesController(desk, terminal, dashboard, hands.writing).handlers,
        ):
            hands.commands.register(handlers)


def _acts(controllers: Controllers, hands: Hands) -> Acts:
    from tui.app.sharing.screen import acts_of

    changes, sweeps, view = controllers.changes, controllers.sweeps, controllers.view
    lessons, here = controllers.lessons, hands.situation

    def begin(spec: AnySpec) -> None:
        from engine.sweeps.phase_spec import PhaseSpec

        if isinstance(spec, PhaseSpec):
            controllers.phase.begin(spec)
        else:
            sweeps.begin(spec)

    return acts_of(hands.do, changes, begin, lessons, view, here, hands.terminal)


def _lesson_controller(
    controllers: Controllers, desk: Desk, hands: Hands, shelf: Shelf
) -> LessonController:
    from tui.app.controllers.lesson.controller import LessonController
    from tui.app.controllers.lesson.on_screen import ScreenStage

    view = controllers.view
    stage = ScreenStage(hands.dashboard, view.usual_options)
    if hands.terminal.screen_settings.speaker:
        from tui.app.controllers.lesson.speaking import SpeakerStage

        lessons = controllers.lessons
        stage = SpeakerStage(
            hands.dashboard, view.usual_options, lambda: lessons.controller.play, hands.clock
        )

    def press(command: str) -> bool:
        if refused_in_game(BY_ID[command], hands.situation()):
            # The learner may be in a game: the lesson goes on with the run.
            view.show("dashboard")
        # Nothing is said of a view that is shown already.
        if hands.commands.why_not(command) == ALREADY_SHOWN:
            return True
        # A view gets the focus with the next refresh, and the pane of the lesson may have it.
        needed = BY_ID[command].context.view
        if needed in hands.dashboard.seen:
            return hands.commands.do_in(needed, command)
        return hands.commands.do(command)

    return LessonController(desk, controllers.changes, press, stage, shelf)


def _shelf(desk: Desk, hands: Hands) -> Shelf:
    from tui.app.controllers.lesson.shelf import Library

    return Library(desk.model.note, hands.writing)
