"""Opens the app on this terminal, or line by line where there is none."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.config.file_access import are_files_off
from engine.config.paths import RUNS_VARIABLE, environment_path
from engine.config.run import RunConfig
from engine.errors import DescentError
from engine.storage.sessions.root import sessions_folder
from tui.cli.interrupts import raise_on_interrupt
from tui.cli.own_problem import warn
from tui.terminal.settings import ScreenSettings
from tui.terminal.suitable import unsuitable

if TYPE_CHECKING:
    from engine.client.spawn import Spawned
    from engine.storage.resume import OpenedRun
    from engine.storage.sessions.resume import ResumedSession
    from tui.app.launch import Launch
    from tui.lessons.document import Lesson


def open_app(
    config: RunConfig,
    screen: ScreenSettings,
    runs_dir: Path | None = None,
    opened: OpenedRun | None = None,
    note: str = "",
    resumed: ResumedSession | None = None,
    lesson: Lesson | None = None,
    change: Callable[[Launch], Launch] = lambda launch: launch,
) -> int:
    """Open the app on this terminal; `note` is shown in it, `change` completes the launch.

    Raises:
        DescentError: there is no terminal, the data cannot be read, or the folder of saved runs is
            not a path.
    """
    if not screen.plain:
        check_terminal()
    if config.data.data is not None:
        # Errors are reported before the screen is taken; generated data cannot fail.
        from engine.data.preview import preview

        preview(config.data)
    if runs_dir is None:
        environment_path(RUNS_VARIABLE)
    warn(config)
    raise_on_interrupt()
    worker = _early_worker()
    try:
        from tui.app.launch import Launch, resuming, run_app
        from tui.app.sessions import Sessions

        # Of a visitor's session nothing is kept.
        sessions = Sessions(None if are_files_off() else sessions_folder())
        launch = Launch(config, runs_dir, opened, screen, note, sessions, lesson=lesson)
        if resumed is not None:
            launch = resuming(launch, resumed)
        if screen.plain:
            from tui.app.plain.run import run_plain

            gc.enable()
            return run_plain(launch, worker)
        return run_app(change(launch), worker)
    finally:
        if worker is not None:
            worker.discard()


def check_terminal() -> None:
    """Check that the app can be shown.

    Raises:
        DescentError: it cannot.
    """
    if reason := unsuitable(os.environ):
        raise DescentError(reason)


def _early_worker() -> Spawned | None:
    """A worker that imports TensorFlow while the app is still being imported and drawn.

    None if no process can be started: the app tries again, and shows the reason.
    """
    from engine.client.spawn import spawn

    try:
        return spawn()
    except OSError:
        return None
