"""`descent doctor`: what may be wrong with the terminal, TensorFlow and the machine."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from itertools import groupby

from engine.client.probe import TensorFlow, probe
from tui.cli.doctor.answers import Answers, asked
from tui.cli.doctor.finding import MARKS, Finding, State
from tui.cli.doctor.machine import (
    folder_findings,
    gpu_findings,
    memory_findings,
    version_findings,
)
from tui.cli.doctor.tensorflow import tensorflow_findings
from tui.cli.doctor.terminal import terminal_findings
from tui.cli.doctor.tmux import tmux_findings
from tui.cli.output import page_width, put_out
from tui.terminal.characters import Repertoire
from tui.text.columns import wrapped
from tui.text.numbers import some

_INDENT = 22
"""Columns of marks and names."""
FINE_STATUS, WRONG_STATUS = 0, 1


def examine(*, as_json: bool, find_tensorflow: Callable[[], TensorFlow] = probe) -> int:
    """Print what is found, each group when it is complete; returns the exit status.

    Args:
        as_json: print one JSON object instead.
        find_tensorflow: imports TensorFlow elsewhere.
    """
    found: list[Finding] = []
    for group, findings in groupby(_findings(find_tensorflow), key=lambda each: each.group):
        members = list(findings)
        found += members
        if not as_json:
            _print(f"{group}\n{''.join(map(_lines, members))}\n")
    wrong = [each for each in found if each.state is State.WRONG]
    if as_json:
        record = {"ok": not wrong, "findings": [each.record for each in found]}
        put_out(sys.stdout, f"{json.dumps(record)}\n")
    else:
        _print(_verdict(wrong, sum(each.state is State.ADVICE for each in found)))
    return WRONG_STATUS if wrong else FINE_STATUS


def _findings(find_tensorflow: Callable[[], TensorFlow]) -> Iterator[Finding]:
    terminal = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
    usable = terminal and os.environ.get("TERM") != "dumb"
    yield from terminal_findings(os.environ, asked() if usable else Answers())
    yield from tmux_findings(os.environ)
    yield from version_findings()
    yield from memory_findings()
    yield from folder_findings()
    gpus = list(gpu_findings())
    yield from gpus
    with _said_meanwhile("importing TensorFlow…"):
        tensorflow = find_tensorflow()
    yield from tensorflow_findings(tensorflow, gpus)


@contextlib.contextmanager
def _said_meanwhile(text: str) -> Iterator[None]:
    """Show a line while something takes long, if somebody may be looking."""
    shown = sys.stderr is not None and sys.stderr.isatty()
    if shown:
        sys.stderr.write(text)
        sys.stderr.flush()
    try:
        yield
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _print(text: str) -> None:
    put_out(sys.stdout, Repertoire.of(sys.stdout.encoding, os.environ).shown(text))


def _lines(finding: Finding) -> str:
    room = max(20, page_width() - _INDENT)
    parts = wrapped([finding.text], room)
    if finding.advice:
        parts += wrapped([f"→ {finding.advice}"], room)
    head = f"  {MARKS[finding.state]} {finding.name}"
    heads = [head, *[""] * (len(parts) - 1)]
    return "".join(f"{head:<{_INDENT}}{part}\n" for head, part in zip(heads, parts, strict=True))


def _verdict(wrong: list[Finding], advised: int) -> str:
    if not wrong:
        mark = MARKS[State.ADVICE]
        said = f" {some(advised, 'line')} marked {mark} could be better." if advised else ""
        return f"Nothing is wrong.{said}\n"
    names = ", ".join(f"{each.group}: {each.name}" for each in wrong)
    return f"Wrong: {names}. What to do is said above.\n"
