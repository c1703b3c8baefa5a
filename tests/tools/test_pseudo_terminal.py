"""The pseudo-terminal: a program sees a terminal, a person sees its screen."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from tools.link import Link, Throttle
from tools.pseudo_terminal import PseudoTerminal

QUERY = "import sys, tty; tty.setraw(0); sys.stdout.write('\\x1b[6n'); sys.stdout.flush(); "
QUERY += "print(repr(sys.stdin.read(6)))"


def python(program: str, **how: Any) -> PseudoTerminal:
    return PseudoTerminal([sys.executable, "-c", program], 90, 12, **how)


def test_a_program_sees_a_terminal_of_its_own_size() -> None:
    terminal = python(
        "import os, sys; print(sys.stdout.isatty(), *os.get_terminal_size(), os.ctermid());"
        "os.close(os.open(os.ctermid(), os.O_RDWR))"
    )
    assert terminal.wait_for_exit() == 0
    assert terminal.lines[0].startswith("True 90 12")


def test_a_query_is_answered() -> None:
    terminal = python(QUERY)
    assert terminal.wait_for_exit() == 0
    assert r"'\x1b[1;1R'" in terminal.text


def test_ctrl_c_interrupts_the_program() -> None:
    program = (
        "import time\ntry:\n    print('ready', flush=True)\n    time.sleep(60)\n"
        "except KeyboardInterrupt:\n    raise SystemExit(7)"
    )
    terminal = python(program)
    terminal.wait_for("ready")
    terminal.interrupt()
    assert terminal.wait_for_exit() == 7


def test_a_screen_that_never_comes_is_shown_with_what_was_waited_for() -> None:
    terminal = python("print('something else')")
    with pytest.raises(AssertionError, match=r"(?s)in vain for \('a text',\).*something else"):
        terminal.wait_for("a text")
    terminal.close()


def test_a_program_that_a_signal_ended_has_no_exit_status() -> None:
    terminal = python("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(AssertionError, match="ended by signal 9"):
        terminal.wait_for_exit()


def test_a_throttled_reader_gets_what_the_link_carries() -> None:
    throttle = Throttle(Link(1000.0), 0.0)
    taken, now = 0, 0.0
    while now < 2.0:
        now += throttle.pause(now) or 1e-6
        if not throttle.pause(now):
            taken += throttle.limit
            throttle.took(throttle.limit)
    assert taken == pytest.approx(2000, rel=0.02)


def test_a_link_stalls_when_it_is_told_to() -> None:
    throttle = Throttle(Link(stalls_at=3.0, stalls_for=5.0), 100.0)
    assert throttle.pause(102.9) == 0.0
    assert throttle.pause(103.0) > 0.0
    assert throttle.pause(107.999) == pytest.approx(0.001)
    assert throttle.pause(108.0) == 0.0
