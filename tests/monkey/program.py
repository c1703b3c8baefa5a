"""`python -m tests.monkey.program WORDS…`: `descent WORDS…` with the monkey's worker.

When a file `REPORT` appears in its folder, it writes there what it has in hand: the focus, and the
last keys, commands and changes of focus.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import traceback
from collections import deque
from pathlib import Path
from typing import Any

from tests.e2e.light import LightPopen
from tui.__main__ import run

REPORT = Path("report")
REPORTED = Path("report.txt")
_LINES = 200
_EVERY = 0.5


class MonkeyPopen(LightPopen):
    """Starts the monkey's worker where `engine.worker` is asked for."""

    STAND_IN = "tests.monkey.worker"


class Notes:
    """The last things that happened, and a thread that reports them."""

    def __init__(self) -> None:
        self._lines: deque[str] = deque(maxlen=_LINES)
        self._apps: list[Any] = []

    def write(self, text: str) -> None:
        """Note one thing."""
        self._lines.append(f"{time.monotonic():.3f} {text}")

    def begin(self) -> None:
        """Note keys as they are addressed, commands as they are carried out, and the focus."""
        from textual.screen import Screen

        from tui.keys.registry import Registry
        from tui.terminal.key_order import KeyOrder

        address, do, focus = KeyOrder._next, Registry.do, Screen.set_focus

        async def addressing(order: KeyOrder) -> None:
            if order._waiting:
                self._apps = [order._app]
                self.write(f"{order._waiting[0]!r} to {order._app.focused!r}")
            await address(order)

        def doing(registry: Registry, *ids: str) -> bool:
            done = do(registry, *ids)
            self.write(f"does {ids} {done}")
            return done

        def focusing(screen: Screen[Any], widget: Any, *more: Any, **options: Any) -> None:
            calls = [f"{call.name}:{call.lineno}" for call in traceback.extract_stack(limit=5)]
            focus(screen, widget, *more, **options)
            self.write(f"focus {widget!r} by {calls[:-1]}: {screen.focused!r}")

        changed: Any = KeyOrder, Registry, Screen
        changed[0]._next, changed[1].do, changed[2].set_focus = addressing, doing, focusing
        threading.Thread(target=self._report, daemon=True).start()

    def _report(self) -> None:
        while True:
            time.sleep(_EVERY)
            if REPORT.exists():
                REPORT.unlink()
                self.write("now")
                state = [line for app in self._apps for line in _state(app)]
                REPORTED.write_text("\n".join([*self._lines, *state]))


def _state(app: Any) -> list[str]:
    main = app.screen_stack[0]
    return [
        f"waiting {app._keys._waiting!r} since {app._keys._since}",
        f"focused {app.focused!r}, screens {app.screen_stack!r}",
        f"editor {main.panel.editor!r}, view {main.view_name}",
    ]


if __name__ == "__main__":
    vars(subprocess)["Popen"] = MonkeyPopen
    Notes().begin()
    sys.exit(run())
