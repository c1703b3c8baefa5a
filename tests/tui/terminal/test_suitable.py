"""Where the app cannot be shown, and what is said then."""

from __future__ import annotations

import io
import sys

import pytest

from tui.terminal.suitable import unsuitable


class _Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("other", [None, io.StringIO()], ids=["closed", "a file"])
@pytest.mark.parametrize("name", ["stdin", "stdout"])
def test_each_of_stdin_and_stdout_must_be_a_terminal(name, other, monkeypatch):
    monkeypatch.setattr(sys, "stdin", _Tty())
    monkeypatch.setattr(sys, "stdout", _Tty())
    assert unsuitable({}) == ""
    monkeypatch.setattr(sys, name, other)
    assert "needs a terminal" in unsuitable({})


@pytest.mark.parametrize("term", ["xterm", "screen", "tmux", "linux", "vt100", "", "nonesuch"])
def test_every_terminal_that_can_place_text_will_do(term, monkeypatch):
    monkeypatch.setattr(sys, "stdin", _Tty())
    monkeypatch.setattr(sys, "stdout", _Tty())
    assert unsuitable({"TERM": term}) == ""
    assert "TERM=dumb" in unsuitable({"TERM": "dumb"})
