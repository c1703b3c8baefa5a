"""Runs kept beside the present one."""

from __future__ import annotations

import pytest

from tests.tui.views.scenes import descent, frame_of, line_preview
from tui.model.kept_runs import LETTERS, KeptRuns

FRAME = frame_of(descent(line_preview(), 0.001, 5))


def test_runs_take_the_first_free_letter_and_never_more_than_there_are():
    runs = KeptRuns()
    for letter in LETTERS:
        assert runs.keep(FRAME, f"run {letter}").letter == letter
    assert runs.keep(FRAME, "one more") is None
    runs.remove("C")
    assert runs.keep(FRAME, "again").letter == "C"
    assert [run.letter for run in runs] == list(LETTERS)


def test_a_run_can_be_renamed_hidden_and_shown_again():
    runs = KeptRuns()
    runs.keep(FRAME, "first")
    runs.rename("A", "sgd 0.01")
    runs.toggle("A")
    assert (runs.get("A").name, runs.get("A").hidden) == ("sgd 0.01", True)
    runs.toggle("A")
    assert not runs.get("A").hidden
    assert runs.get("A").frame is FRAME
    runs.remove("A")
    with pytest.raises(KeyError):
        runs.get("A")
    assert len(runs) == 0
