"""Runs kept beside the present one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.history.values import RunState
from tests.tui.views.scenes import descent, frame_of, line_preview
from tui.model.kept_runs import LETTERS, KeptRun, KeptRuns

FRAME = frame_of(descent(line_preview(), 0.001, 5))


def runs_of(letters: str) -> KeptRuns:
    runs = KeptRuns()
    for letter in letters:
        runs = runs.with_run(KeptRun(letter, f"run {letter}", FRAME))
    return runs


def test_the_first_free_letter_is_given_and_none_where_all_are_taken():
    runs = KeptRuns()
    for letter in LETTERS:
        assert runs.free_letter == letter
        runs = runs.with_run(KeptRun(letter, f"run {letter}", FRAME))
    assert runs.free_letter is None
    runs = runs.without("C")
    assert runs.free_letter == "C"
    assert [run.letter for run in runs] == [letter for letter in LETTERS if letter != "C"]
    runs = runs.with_run(KeptRun("C", "again", FRAME))
    assert [run.letter for run in runs] == list(LETTERS)


def test_a_run_can_be_renamed_hidden_and_shown_again():
    runs = runs_of("A").renamed("A", "sgd 0.01").toggled("A")
    assert (runs.get("A").name, runs.get("A").hidden) == ("sgd 0.01", True)
    runs = runs.toggled("A")
    assert not runs.get("A").hidden
    assert runs.get("A").frame is FRAME
    runs = runs.without("A")
    with pytest.raises(KeyError):
        runs.get("A")
    assert len(runs) == 0


def test_a_change_leaves_the_value_before_as_it_was():
    runs = runs_of("AB")
    before = runs.runs
    other = frame_of(descent(line_preview(), 0.001, 6))
    for changed in (runs.renamed("A", "x"), runs.toggled("A"), runs.with_frame("B", other)):
        assert changed.runs != before
        assert runs.runs is before
    assert "A" not in runs.without("A")
    assert "A" in runs


def test_a_run_kept_while_it_runs_is_paused():
    running = replace(FRAME, state=RunState.RUNNING)
    assert KeptRun.of("A", running).frame.state is RunState.PAUSED
    ended = replace(FRAME, state=RunState.DIVERGED)
    assert KeptRun.of("A", ended).frame is ended


def test_the_runs_of_a_comparison_are_hidden_and_give_way_to_others():
    kept = runs_of("AB").with_comparison([FRAME] * 7)
    assert [run.letter for run in kept] == list(LETTERS)
    assert [run.hidden for run in kept] == [False] * 2 + [True] * 6
    # A run that the user keeps takes the letter of the last of them.
    assert kept.free_letter == "H"
    kept = kept.with_run(KeptRun.of("H", FRAME))
    assert not kept.get("H").compared
    # The next comparison replaces the others, except what was renamed or shown.
    kept = kept.renamed("C", "mine").toggled("D").with_comparison([FRAME])
    assert [run.letter for run in kept] == list("ABCDEH")
    assert [run.letter for run in kept if run.compared] == ["E"]


def test_a_run_in_a_race_is_named_by_its_settings_unless_the_user_named_it() -> None:
    updates = descent(line_preview(), 0.001, 4)
    full, small = (frame_of(updates, batch_size=size) for size in (100, 32))
    kept = KeptRuns((KeptRun.of("A", full), KeptRun.of("B", full))).renamed("B", "mine")
    raced = kept.with_frame("A", small).with_frame("B", small)
    assert (raced.get("A").name, raced.get("B").name) == ("sgd, M 32, lr 0.001", "mine")
