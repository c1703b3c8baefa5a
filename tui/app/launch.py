"""Opens the app on this terminal, with a worker process."""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.client.spawn import Spawned
from engine.config.run import RunConfig
from engine.errors import DescentError
from engine.storage.settings_file import settings_file
from tui.app.app import START_PACE, DescentApp
from tui.app.ports import real_engine
from tui.app.running import FAILED_STATUS, run_to_end
from tui.app.sessions import NOT_SAVED, Sessions
from tui.app.signals import heeded_signals
from tui.terminal.characters import Repertoire
from tui.terminal.settings import ScreenSettings
from tui.text.farewell import resumed_words

if TYPE_CHECKING:
    from engine.storage.resume import OpenedRun
    from engine.storage.sessions.resume import ResumedSession
    from tui.lessons.document import Lesson
    from tui.terminal.cast import CastFile


@dataclass(frozen=True, eq=False)
class Launch:
    """What the app is opened with.

    Attributes:
        config: the configuration.
        runs_dir: the folder of saved runs; None is the default.
        opened: a saved run to continue; None starts a new one.
        screen_settings: pictures per second, animations, the theme.
        note: shown with the first message.
        sessions: where the session is saved, and the one to resume.
        pace: initial updates per second; None is unlimited.
        replay: play the saved run from its start, at this pace.
        cast: records the terminal; None records nothing.
        lesson: the lesson to play; None for none.
    """

    config: RunConfig
    runs_dir: Path | None = None
    opened: OpenedRun | None = None
    screen_settings: ScreenSettings = field(default_factory=ScreenSettings)
    note: str = ""
    sessions: Sessions = NOT_SAVED
    pace: float | None = START_PACE
    replay: bool = False
    cast: CastFile | None = None
    lesson: Lesson | None = None


def resuming(launch: Launch, resumed: ResumedSession) -> Launch:
    """What opens a session of this process where it was left."""
    content, opened = resumed.content, resumed.opened
    return replace(
        launch,
        config=content.config if opened is None else opened.resume.config,
        opened=opened,
        note=resumed_words(resumed.time, 0 if opened is None else opened.frame.update),
        sessions=Sessions(launch.sessions.root, resumed),
        pace=content.pace,
        replay=False,
        lesson=None,
    )


def run_app(launch: Launch, worker: Spawned | None = None) -> int:
    """Open the app on this terminal; returns the exit status.

    Args:
        launch: what it is opened with.
        worker: a worker process that was started beforehand; None starts one.

    Raises:
        DescentError: the worker rejected the request, such as an unavailable device.
    """
    while True:
        app = _app(launch, worker)
        if launch.cast is not None:
            app.record_to(launch.cast)
        if launch.replay:
            app.replay.ask()
        whole = run_to_end(app, app.ending)
        taken = app.autosave.earlier.taken
        if taken is None or not whole:
            break
        launch, worker = resuming(launch, taken), None
    _say_farewell(app.autosave.farewell)
    if not whole:
        return FAILED_STATUS
    if app.farewell:
        raise DescentError(app.farewell)
    return app.return_code or 0


def _app(launch: Launch, worker: Spawned | None) -> DescentApp:
    opened = launch.opened
    return DescentApp(
        launch.config,
        real_engine(opened, worker),
        pace=launch.pace,
        ended_by=heeded_signals(),
        runs_dir=launch.runs_dir,
        opened=None if opened is None else opened.frame,
        screen_settings=replace(
            launch.screen_settings,
            file=settings_file(),
            repertoire=Repertoire.of(sys.stdout.encoding, os.environ),
        ),
        note=launch.note,
        sessions=launch.sessions,
        lesson="" if launch.lesson is None else launch.lesson.name,
    )


def _say_farewell(text: str) -> None:
    """Print the paragraph; the terminal may be gone."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(text)
        sys.stdout.flush()
