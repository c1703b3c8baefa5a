"""Opens the app on this terminal, with a worker process."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.client.spawn import Spawned
from engine.config.run import RunConfig
from engine.errors import DescentError
from engine.storage.log_file import LogFile, begin_log
from engine.storage.settings_file import settings_file
from tui.app.app import DescentApp
from tui.app.ports import EngineLike
from tui.app.signals import heeded_signals
from tui.app.version import program_version
from tui.terminal.faults import in_words
from tui.terminal.rescue import TerminalState, rescued
from tui.terminal.settings import ScreenSettings

if TYPE_CHECKING:
    from engine.storage.resume import OpenedRun

FAILED_STATUS = 1
_log = logging.getLogger(__name__)


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
        screen_settings=replace(screen_settings or ScreenSettings(), file=settings_file()),
        note=note,
    )
    log = begin_log()
    _log.info("descent %s, Python %s", program_version(), sys.version.split()[0])
    if _crashed(app, log):
        return FAILED_STATUS
    if app.farewell:
        raise DescentError(app.farewell)
    return app.return_code or 0


def _crashed(app: DescentApp, log: LogFile) -> bool:
    """Run the app; whether it ended because of an error, which is told on stderr then.

    However it ends, the terminal is as it was before.
    """
    with log.traces() as traces:
        if traces is not None:
            faulthandler.enable(traces)
        try:
            with rescued(TerminalState.now(), f"descent: killed, or crashed; log: {log.path}"):
                app.run()
        except Exception as error:  # noqa: BLE001 - the terminal is restored, and it is told
            _log.critical("crash", exc_info=True)
            app.crashed = error
        finally:
            faulthandler.disable()
    if app.crashed is None:
        return False
    with contextlib.suppress(OSError):
        sys.stderr.write(f"descent: crashed: {in_words(app.crashed)}; log: {log.path}\n")
        sys.stderr.flush()
    return True
