"""The line that says what a command without a screen waits for."""

from __future__ import annotations

import io
import sys

import pytest

from engine.protocol.events import IMPORTING, JOINING, Silence, Standstill
from tui.cli.progress import show_waiting
from tui.text.worker_words import silence_words

_SILENCES = [
    silence_words(Silence(9.0, doing, how))
    for how in Standstill
    for doing in ("", IMPORTING, JOINING, "compiling")
]


@pytest.mark.parametrize(
    "message", ["starting TensorFlow", "playing a.md", *sorted(set(_SILENCES))]
)
def test_what_is_waited_for_has_one_ellipsis(monkeypatch, message):
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    show_waiting(message)
    assert message in terminal.getvalue() and terminal.getvalue().count("…") == 1
