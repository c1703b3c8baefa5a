"""What is written to the program's terminal at once: keys, and a paste."""

from __future__ import annotations

import re

from tests.e2e.terminal import LIGHT, Terminal


def test_keys_of_one_write_and_a_paste_all_arrive() -> None:
    terminal = Terminal("exec descent", LIGHT)
    terminal.wait_for("optimum", "? help", "ready after")

    def batch_size(text: str) -> None:
        row = re.compile(rf"batch size[ •]+‹?{text}›? ?")
        terminal.wait_until(lambda: row.search(terminal.text) is not None, f"batch size {text}")

    down, enter = "\x1b[B", "\r"
    try:
        terminal.press(f"\t{down}{down}128{enter}")
        batch_size("128")
        assert "2 surface" in terminal.text and "3 loss" in terminal.text
        terminal.press(f"\x1b[200~64\n\x1b[201~{enter}")
        batch_size("64")
        terminal.press(f"32{enter}{down}{down}77{enter}")
        batch_size("32")
        terminal.wait_until(lambda: re.search(r"max epochs +.77", terminal.text) is not None, "77")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    finally:
        terminal.close()
