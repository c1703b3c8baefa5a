"""The real program in a terminal of another kind, at sizes that nobody would choose."""

from __future__ import annotations

import random

from tests.e2e.terminal import LIGHT, Terminal

OLD = {"TERM": "vt100", "COLORTERM": None, "NO_COLOR": "1", "LC_ALL": "C"}
# Python itself would take this locale for UTF-8.
STRICT = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def test_without_unicode_and_colours_it_is_drawn_at_every_size_while_it_trains() -> None:
    terminal = Terminal("exec descent", LIGHT, {**OLD, **STRICT})
    terminal.wait_for("optimum", "? help")
    assert terminal.text.isascii()
    assert "?" not in terminal.text.replace("? help", "")
    assert terminal.lines[0].startswith("+- 2 surface")
    colours = {cell.fg for line in terminal.screen.buffer.values() for cell in line.values()}
    assert colours <= {"default"}
    terminal.press(" ")
    terminal.wait_for("running")
    generator = random.Random(13)
    sizes = [(1, 1), (2, 1), (1, 40), (400, 120), (59, 15)]
    storm = [(generator.randint(1, 400), generator.randint(1, 120)) for _ in range(12)]
    for size in sizes + storm:
        terminal.resize(*size)
        terminal.record(0.01)  # as fast as a window that is dragged
    terminal.resize(80, 24)
    terminal.wait_until(lambda: "running" in terminal.lines[-3], "the small screen")
    terminal.press("q")
    assert terminal.wait_for_exit_status() == 0
    terminal.assert_restored()
    terminal.close()
