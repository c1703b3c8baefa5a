"""`python -m tests.monkey.program WORDS…`: `descent WORDS…` with the monkey's worker.

When a file `REPORT` appears in its folder, it writes there what it has in hand: the focus, and the
last keys that it addressed.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path

from tests.e2e.light import LightPopen
from tui.__main__ import run

REPORT = Path("report")
REPORTED = Path("report.txt")
_KEYS = 60
_EVERY = 0.5


class MonkeyPopen(LightPopen):
    """Starts the monkey's worker where `engine.worker` is asked for."""

    STAND_IN = "tests.monkey.worker"


def watch() -> None:
    """Write down the last keys, and report them when asked to."""
    from tui.terminal.key_order import KeyOrder, Typed

    orders: list[KeyOrder] = []
    taken: deque[str] = deque(maxlen=_KEYS)
    take, address = KeyOrder.take, KeyOrder._next

    async def taking(self: KeyOrder, key: Typed) -> None:
        orders[:] = [self]
        taken.append(f"{time.monotonic():.3f} takes {key!r}")
        await take(self, key)

    async def addressing(self: KeyOrder) -> None:
        if self._waiting:
            app = self._app
            taken.append(f"{time.monotonic():.3f} {self._waiting[0]!r} to {app.focused!r}")
        await address(self)

    KeyOrder.take, KeyOrder._next = taking, addressing  # type: ignore[method-assign]

    def report() -> None:
        while True:
            time.sleep(_EVERY)
            if REPORT.exists():
                REPORT.unlink()
                lines = [f"{time.monotonic():.3f} now", *taken]
                for order in orders:
                    app = order._app
                    lines += [f"waiting {order._waiting!r} since {order._since}"]
                    lines += [f"focused {app.focused!r}", f"screens {app.screen_stack!r}"]
                    editor = vars(app.screen_stack[0].query_one("#panel"))["_editor"]
                    lines += [f"editor {editor!r}", f"view {app.screen.classes}"]
                REPORTED.write_text("\n".join(lines))

    threading.Thread(target=report, daemon=True).start()


if __name__ == "__main__":
    vars(subprocess)["Popen"] = MonkeyPopen
    watch()
    sys.exit(run())
