"""The time until the program shows surface, data and theory, against a bare Textual app's label."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bench import bare
from bench.registry import Measurement, row
from tools.pseudo_terminal import PseudoTerminal
from tools.recording import Recording

PAINTS = 7
RECORDED_SECONDS = 4.0
PATIENCE_SECONDS = 60.0
_COMPILED = {"PYTHONDONTWRITEBYTECODE": None}
"""Python keeps what it compiled, as it does by default."""
_PROGRAM = (sys.executable, "-m", "tui")
_BARE = (sys.executable, "-m", bare.__name__)
_PAINTED = ("× optimum", "least loss", "optimum w", "starting")
"""Surface, data and theory, while TensorFlow is still being imported."""


def _seconds(command: Sequence[str], texts: Sequence[str]) -> float:
    """From the start of a program to these texts on the screen.

    Raises:
        AssertionError: they never came.
    """
    terminal = PseudoTerminal(command, environment=_COMPILED)
    try:
        found = _recorded(terminal)
        for moment in terminal.painted(found):
            if all(text in terminal.text for text in texts):
                return moment - terminal.started
        raise AssertionError(f"{texts} never came; the screen:\n{terminal.text}")
    finally:
        terminal.close()


def _recorded(terminal: PseudoTerminal) -> Recording:
    """The output from the first byte, recorded for a while; parsing it live would use the cores."""
    first = terminal.record(PATIENCE_SECONDS, enough=lambda found: bool(found.pieces))
    rest = terminal.record(RECORDED_SECONDS)
    return Recording(first.begun, rest.ended, first.pieces + rest.pieces)


@row("first paint", against="bare Textual app with numpy", at_most=2.75)
def first_paint() -> Measurement:
    """Surface, data and theory; starts in turn."""
    ours, theirs = [], []
    for _ in range(PAINTS):
        theirs.append(_seconds(_BARE, [bare.TEXT]))
        ours.append(_seconds(_PROGRAM, _PAINTED))
    return Measurement.of_pairs(ours, theirs, "ms", 1e3)
