"""Opens the app on this terminal, with a worker process."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.client.spawn import Spawned
from engine.config.run import RunConfig
from engine.errors import DescentError
from engine.storage.settings_file import settings_file
from tui.app.app import DescentApp
from tui.app.ports import EngineLike
from tui.app.running import run_to_end
from tui.app.signals import heeded_signals
from tui.terminal.characters import Repertoire
from tui.terminal.settings import ScreenSettings

if TYPE_CHECKING:
    from engine.storage.resume import OpenedRun

FAILED_STATUS = 1


def run_app(
    config: RunConfig,
    runs_dir: Path | None = None,
    opened: OpenedRun | None = None,
    screen_settings: ScreenSettings | None = None,
    worker: Spawned | None = None,
    note: str = "",
) -> int:
    """Open the app on this terminal; returns the exit status.

    Args:
        config: the configuration.
        runs_dir: the folder of saved runs; None is the default.
        opened: a saved run to continue; None starts a new one.
        screen_settings: pictures per second, and whether there are animations.
        worker: a worker process that was started beforehand; None starts one.
        note: shown with the first message.

    Raises:
        DescentError: the worker rejected the request, such as an unavailable device.
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
        screen_settings=replace(
            screen_settings or ScreenSettings(),
            file=settings_file(),
            repertoire=Repertoire.of(sys.stdout.encoding, os.environ),
        ),
        note=note,
    )
    if not run_to_end(app):
        return FAILED_STATUS
    if app.farewell:
        raise DescentError(app.farewell)
    return app.return_code or 0
