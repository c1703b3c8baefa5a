"""The real program, sent what no keyboard sends, and detached from one terminal for another.

The first tests share a program, in their order; the last of these ends it.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import LIGHT, Terminal
from tools.pseudo_terminal import PseudoTerminal


@pytest.fixture(scope="module")
def terminal() -> Iterator[Terminal]:
    terminal = Terminal("exec descent", LIGHT)
    terminal.wait_for("optimum", "views", "ready after")
    yield terminal
    terminal.close()


def test_a_terminal_that_was_reset_is_asked_for_the_mouse_again(terminal: Terminal) -> None:
    for sign in ("another size", "focus"):
        terminal.wait_until(lambda: terminal.mouse_reported, "mouse reports")
        terminal.screen.mode.clear()  # another terminal has taken its place
        if sign == "focus":
            terminal.press("\x1b[I")
        else:
            terminal.resize(100, 30)
        terminal.wait_until(lambda: terminal.mouse_reported, f"mouse reports again: {sign}")
    terminal.resize(120, 40)
    terminal.wait_for("optimum", "views")


def test_keys_of_one_write_and_a_paste_all_arrive(terminal: Terminal) -> None:
    def batch_size(text: str) -> None:
        row = re.compile(rf"batch size[ •]+‹?{text}›? ?")
        terminal.wait_until(lambda: row.search(terminal.text) is not None, f"batch size {text}")

    down, enter = "\x1b[B", "\r"
    terminal.press(f"\t{down}{down}128{enter}")
    batch_size("128")
    assert "2 surface" in terminal.text and "3 loss" in terminal.text
    terminal.press(f"\x1b[200~64\n\x1b[201~{enter}")
    batch_size("64")
    terminal.press(f"32{enter}{down}{down}{down}77{enter}")
    batch_size("32")
    terminal.wait_until(lambda: re.search(r"max epochs +.77", terminal.text) is not None, "77")
    terminal.press("\x1b")
    terminal.wait_until(lambda: "tab panel" in terminal.lines[-1], "the keys outside the panel")


def test_no_bytes_end_it_and_its_keys_go_on_working(terminal: Terminal) -> None:
    terminal.press(b"\xe4\xff\x1b[M \xf0\x40\xe2\x82\x1b]11;rgb:0/0/0\x07\x1b[97;1:3u")
    terminal.press("2")
    terminal.wait_until(lambda: "2 surface" in terminal.lines[0], "the surface alone")
    generator = random.Random(3)
    for _ in range(20):
        # With q the app would end, and with the palette, a form or the log the key 3 is text.
        terminal.press(bytes(byte for byte in generator.randbytes(4000) if byte > ord("~")))
    terminal.press(b"q" * 3000)  # as fast as this it is a paste
    terminal.press("\x1b[201~3")
    terminal.wait_until(lambda: "3 loss" in terminal.lines[0], "the loss alone")
    terminal.press("q")
    assert terminal.wait_for_exit() == 0
    assert not terminal.in_alternate_screen
    assert not terminal.mouse_reported


def test_with_data_from_a_pipe_the_keys_come_from_the_terminal() -> None:
    rows = "".join(f"{k},{2 * k + 1}\\n" for k in range(9))
    terminal = Terminal(f"printf 'length,mass\\n{rows}' | descent -", LIGHT)
    try:
        terminal.wait_for("x length, y mass", "standard input", "views")
        terminal.press("4")
        terminal.wait_until(lambda: "4 data" in terminal.lines[0], "the data alone")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
        assert not terminal.in_alternate_screen
    finally:
        terminal.close()


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_in_tmux_it_is_detached_and_attached_at_another_size(tmp_path: Path) -> None:
    tmux = ["tmux", "-S", str(tmp_path / "socket"), "-f", os.devnull]
    program = f"exec {sys.executable} -m {LIGHT}"
    first = PseudoTerminal([*tmux, "new-session", program], 120, 40, answers=False)
    try:
        first.wait_for("optimum", "views")
        subprocess.run([*tmux, "detach-client"], check=True)
        first.wait_for_exit()
        second = PseudoTerminal([*tmux, "attach"], 80, 24, answers=False)
        second.wait_for("optimum", "views")
        second.press("2")
        second.wait_until(lambda: "2 surface" in second.lines[0], "the surface alone")
        assert second.lines[0].rstrip().endswith("╮")
        assert len(second.lines[0].rstrip()) == 80
        second.press("q")
        assert second.wait_for_exit() == 0
    finally:
        subprocess.run([*tmux, "kill-server"], check=False, capture_output=True)
