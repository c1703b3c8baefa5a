"""`python -m screenshots.demo`: record the tour that the README shows, `demo.cast`.

It drives `descent record` in a pseudo-terminal, with the real engine and without a network. The
wait for the import of TensorFlow is cut out.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from tools.pseudo_terminal import PseudoTerminal

HERE = Path(__file__).parent
CAST = HERE / "demo.cast"
COLUMNS, ROWS = 100, 30
READY_SECONDS = 1.5
"""What is left of the time before the worker is ready."""
TOUR: tuple[tuple[str, float, str], ...] = (
    (" ", 1.0, "converged"),  # the default run: full batch
    ("2", 2.0, ""),
    ("6", 2.0, ""),
    ("1p", 1.0, ""),
    ("r[[[[", 1.0, ""),  # batch size 4
    ("bnnn", 2.0, ""),  # the batch's own loss, update by update
    ("b ", 1.0, "converged"),
    ("3y", 2.0, ""),
    ("y1t", 2.0, ""),
    ("tr ", 0.0, ""),
    ("====", 0.0, ""),  # a learning rate that is too high, live
    ("=", 3.0, "diverged"),
)
"""Keys, the seconds to look at what they do, and what the screen must show before."""
_KEY_SECONDS = 0.35
PATIENCE_SECONDS = 300.0


def without_wait(lines: list[str], ready: float) -> list[str]:
    """The lines of a recording, with the time up to `ready` seconds cut short."""
    header, *events = lines
    ready = max(ready, READY_SECONDS)
    cut = ready - READY_SECONDS
    kept = [header]
    for line in events:
        moment, code, data = json.loads(line)
        moment = moment * READY_SECONDS / ready if moment < ready else moment - cut
        kept.append(json.dumps([round(moment, 6), code, data], ensure_ascii=False))
    return kept


def main() -> int:
    """Record the tour; returns the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / CAST.name
        options = ["--theme", "dark", "--idle-limit", "3"]
        command = [sys.executable, "-m", "tui", "record", str(file), *options]
        terminal = PseudoTerminal(command, COLUMNS, ROWS)
        try:
            terminal.wait_for("ready after", patience=PATIENCE_SECONDS)
            ready = json.loads(file.read_text(encoding="utf-8").splitlines()[-1])[0]
            for keys, seconds, shown in TOUR:
                for key in keys:
                    terminal.press(key)
                    terminal.paint(terminal.record(_KEY_SECONDS))
                if shown:
                    terminal.wait_for(shown, patience=PATIENCE_SECONDS)
                terminal.paint(terminal.record(seconds))
            terminal.press("q")
            status = terminal.wait_for_exit()
        finally:
            terminal.close()
        lines = file.read_text(encoding="utf-8").splitlines()
        CAST.write_text("\n".join(without_wait(lines, ready)) + "\n", encoding="utf-8")
    print(CAST.name)
    return status


if __name__ == "__main__":
    sys.exit(main())
