"""A key that a text mentions is found where it and its words stand, and nowhere else."""

from __future__ import annotations

import pytest

from tui.keys.command import Context
from tui.keys.mentions import mentioned


@pytest.mark.parametrize(
    ("text", "focus", "at", "command"),
    [
        ("table · page 1 of 3, v: next", Context.SWEEP, "v: next", "sweep-page"),
        ("page 1 of 3, v: next", None, "v: next", ""),
        ("drawing failed: no (l: log)", None, "l: log", "log"),
        ("no sweep yet; B: sweep, T: trade-off", None, "T: trade-off", "tradeoff"),
        ("längst 学 · p: keep the run", None, "p: keep the run", "pin"),
        ("lr limit: 0.02", None, "limit: 0.02", ""),
    ],
)
def test_a_key_and_its_words_act_as_the_key(text, focus, at, command):
    start = len(text[: text.index(at)]) + text[: text.index(at)].count("学")
    for column in (start, start + len(at) - 1):
        assert mentioned(text, column, focus) == command
    assert mentioned(text, start - 1, focus) == ""
    assert mentioned(text, start + len(at), focus) == ""
