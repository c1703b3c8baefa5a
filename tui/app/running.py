"""Runs the app: however it ends, the terminal is as it was before, and the log says why."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import sys

from engine.storage.log_file import begin_log
from tui.app.ending import Ending
from tui.app.version import program_version
from tui.terminal.display import TerminalApp
from tui.terminal.faults import in_words
from tui.terminal.rescue import TerminalState, rescued
from tui.text.farewell import COMMAND

FAILED_STATUS = 1
_log = logging.getLogger(__name__)


def run_to_end(
    app: TerminalApp, ending: Ending, after: str = f"{COMMAND} opens the session"
) -> bool:
    """Run the app; False if an error ended it, which is reported on stderr with the log's path.

    Args:
        app: the app.
        ending: how it ends.
        after: what is left where it was killed.
    """
    log = begin_log()
    _log.info("descent %s, Python %s", program_version(), sys.version.split()[0])
    with log.traces() as traces:
        if traces is not None:
            faulthandler.enable(traces)
        try:
            farewell = f"descent: killed, or crashed; {after}; log: {log.path}"
            with rescued(TerminalState.now(), farewell):
                app.run()
        except Exception as error:  # noqa: BLE001 - the terminal is restored, and it is reported
            _log.critical("crash", exc_info=True)
            app.crashed = error
        finally:
            ending.over()
            faulthandler.disable()
    if app.crashed is None:
        return True
    with contextlib.suppress(OSError):
        sys.stderr.write(f"descent: crashed: {in_words(app.crashed)}; log: {log.path}\n")
        sys.stderr.flush()
    return False
