"""The status line: all that counts, in fixed places, at every width."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from engine.history.replicas import ReplicaPart, ReplicaStep
from engine.history.values import RunState
from engine.theory.verdict import Kind, Verdict
from tests.tui.widgets.statuses import RUNNING, text
from tui.model.status import Hint, Message, Phase, Tone
from tui.terminal.instruments import Readings
from tui.text.data_names import data_fact
from tui.text.width import text_width
from tui.widgets.message_line import laid_out
from tui.widgets.status_line import in_one_line, numbers_line

WATCHED = replace(RUNNING, instruments=Readings(29.0, 36_400.0, 0.0042))


def test_at_80_columns_all_numbers_are_there():
    line = text(numbers_line(RUNNING, 78))
    assert line == (
        "▶ running    ep 1,000 upd 1,000  w  9.84123 b -1.39612 loss 94.561 full 94.485"
    )


def test_at_80_columns_small_numbers_have_three_digits():
    line = text(numbers_line(replace(RUNNING, theta=(1.2345e-5, -9.8765e-7)), 78))
    assert "w  1.23e-5 b -9.88e-7" in line
    assert len(line) <= 78 and "full" in line


def test_at_120_columns_labels_are_spelled_out():
    line = text(numbers_line(RUNNING, 118))
    for part in ("epoch ", "update ", "w  9.841235", "b -1.396123", "batch loss 94.56123"):
        assert part in line
    assert "full loss 94.48512" in line


def test_no_line_is_wider_than_the_screen():
    for width in range(12, 200, 3):
        for status in (RUNNING, WATCHED):
            assert len(text(laid_out(status, width).pieces)) == width
        line = text(numbers_line(RUNNING, width))
        assert len(line) <= width
        assert line.startswith("▶ running")


def test_a_message_about_the_pace_is_not_repeated():
    status = replace(RUNNING, pace=30.0, message=Message("pace 30/s"))
    assert text(laid_out(status, 120).pieces).count("pace") == 1


def test_what_matters_least_goes_first():
    seen: list[list[str]] = []
    for width in range(80, 11, -1):
        line = text(numbers_line(RUNNING, width))
        shown = [label for label in (" loss", "upd", "full", " b ", " w ", "ep") if label in line]
        if not seen or shown != seen[-1]:
            seen.append(shown)
    assert [len(shown) for shown in seen] == [6, 5, 4, 3, 2, 1, 0]
    assert seen[-2] == ["ep"]


@pytest.mark.parametrize("width", [60, 78, 118, 198])
def test_nothing_moves_while_numbers_change(width):
    def places(status):
        line = text(numbers_line(status, width))
        labels = ("ep", "up", " w ", " b ", "loss", "full")
        return [line.find(label, 12) for label in labels], len(line)

    others = [
        replace(RUNNING, theta=(-9.8, 123.456), batch_loss=0.0001, full_loss=4e7),
        replace(RUNNING, epoch=0, update=0, batch_loss=math.nan),
        replace(RUNNING, epoch=999_999, update=123_456_789_012, theta=(1e-9, math.inf)),
        replace(RUNNING, state=RunState.MAX_EPOCHS, batch_loss=math.inf),
        replace(RUNNING, state=Phase.STARTING),
    ]
    assert {str(places(status)) for status in others} == {str(places(RUNNING))}


@pytest.mark.parametrize("state", [*RunState, *Phase])
def test_every_state_has_a_sign_and_a_word(state):
    line = text(numbers_line(replace(RUNNING, state=state), 78))
    sign, _, words = line.partition(" ")
    assert len(sign) == 1
    assert words.startswith(str(state).replace("_", " "))


def test_states_differ_by_their_signs_too_not_by_colour_alone():
    signs = {text(numbers_line(replace(RUNNING, state=s), 78))[0] for s in RunState}
    assert len(signs) == len(RunState)


def test_the_message_stands_left_and_the_speed_right():
    line = text(laid_out(RUNNING, 78).pieces)
    assert line.startswith("learning rate 0.001 → 0.002 ")
    assert line.endswith(" speed 4.12M/s · pace unlimited · CPU")


def test_a_long_message_takes_the_place_of_the_facts_and_is_clipped_last():
    long = replace(RUNNING, message=Message("x" * 70))
    assert text(laid_out(long, 78).pieces).rstrip() == "x" * 70
    assert text(laid_out(long, 40).pieces) == "x" * 39 + "…"


def test_what_instruments_read_stays_where_the_message_needs_the_room():
    status = replace(WATCHED, message=Message("a message that is much too long for all of this"))
    line = text(laid_out(status, 78).pieces)
    assert line.endswith("4.12M/s · 29 pictures/s · 36.4 kB/s · lag 4 ms")
    assert line.startswith("a message that is")
    assert "pace" not in line


def test_a_thinned_history_is_told_of():
    line = text(laid_out(replace(RUNNING, thinned=64), 118).pieces)
    assert line.endswith("CPU · keeps extremes of every 64")


MEASURED = replace(RUNNING, data="x length, y mass, cars.csv")


def test_columns_and_file_stand_before_pace_and_device():
    assert text(laid_out(MEASURED, 118).pieces).endswith(
        "4.12M/s · x length, y mass, cars.csv · pace unlimited · CPU"
    )
    # At 80 columns they stay, where the message leaves room for either.
    assert text(laid_out(MEASURED, 78).pieces).endswith("4.12M/s · x length, y mass, cars.csv")


@pytest.mark.parametrize("name", ["日本語の名前" * 9, "e\u0301" * 90, "שלום" * 30])
def test_wide_characters_make_no_line_wider(name):
    for width in range(12, 120, 5):
        for status in (
            replace(MEASURED, message=Message(name)),
            replace(MEASURED, data=data_fact(name, name, f"{name}.csv")),
        ):
            assert text_width(text(laid_out(status, width).pieces)) == width


def test_long_names_are_cut_and_files_keep_their_ending():
    assert data_fact("a" * 99, "b", "measured in the winter of 2024.csv") == (
        "x aaaaaaaaaaaaaaa…, y b, measured in….csv"
    )
    assert data_fact("a", "b", "n" * 99) == f"x a, y b, {'n' * 15}…"
    assert data_fact("a", "b", f".{'n' * 99}") == f"x a, y b, .{'n' * 14}…"


def test_the_fullest_form_that_fits_is_shown_and_the_facts_yield_to_it():
    forms = Message("a" * 120, shorter=("b" * 90, "c" * 60, "d" * 20))
    for width, sign, count in ((150, "a", 120), (98, "b", 90), (78, "c", 60), (30, "d", 20)):
        line = text(laid_out(replace(MEASURED, message=forms), width).pieces)
        assert line.startswith(sign * count) and "…" not in line and len(line) == width


KEYS = tuple(
    Hint(keys, words, tuple(f"{words} {key}" for key in keys.split()))
    for keys, words in (("p", "keep"), ("[ ]", "batch"), ("r", "again"), (",", "back"))
)
ENDED = replace(RUNNING, state=RunState.CONVERGED, updates_per_second=0, hints=KEYS)


def test_the_next_keys_stand_after_the_message_and_a_good_message_yields_to_them():
    message = Message("converged: " + "x" * 60, Tone.GOOD, ("converged: x",))
    line = text(laid_out(replace(ENDED, message=message), 78).pieces)
    assert line.startswith("converged: x · p keep · [ ] batch · r again · , back")
    line = text(laid_out(replace(ENDED, message=message), 118).pieces)
    assert line.startswith(message.text + " · p keep")
    advice = replace(message, tone=Tone.WARNING)
    line = text(laid_out(replace(ENDED, message=advice), 78).pieces)
    assert line.startswith(message.text) and "batch" not in line


def test_keys_are_shown_whole_at_every_width_and_a_click_finds_its_own():
    for width in range(12, 120):
        for message in (Message(""), Message("said")):
            laid = laid_out(replace(ENDED, message=message), width)
            line = text(laid.pieces)
            assert len(line) == width
            for hint in KEYS:
                at = line.find(f"{hint.keys} {hint.words}")
                assert (at >= 0) == (hint in laid.hints)
                if at >= 0:
                    pressed = {laid.command_at(column) for column in range(at, at + len(hint.keys))}
                    assert pressed == set(hint.commands)
                    assert laid.command_at(at + len(hint.keys) + 2) == hint.commands[0]
            if not line[-1].isalpha():
                assert laid.command_at(width - 1) == ""


def test_a_lost_worker_leaves_space_for_the_key_that_helps():
    lost = replace(ENDED, state=Phase.LOST, message=Message("x" * 200, Tone.ERROR))
    assert text(laid_out(lost, 78).pieces).rstrip().endswith("… · p keep · [ ] batch")


def test_the_line_of_a_lecture_does_not_say_the_state_twice() -> None:
    nan = float("nan")
    found = Verdict(Kind.STOPPED_EARLY, RunState.CONVERGED, 8, 4.123, nan, 1.8, None)
    stopped = replace(RUNNING, state=RunState.CONVERGED, verdict=found)
    for message, shown in (
        ("stopped: loss 4.123", "■ stopped: loss 4.123"),
        ("loss 4.123", "■ stopped   loss 4.123"),
    ):
        status = replace(stopped, message=Message(message))
        head, line = in_one_line(status, 118, settings=True)
        assert text([head, *line.pieces]).startswith(shown)
        assert len(text([head, *line.pieces])) == 118


def test_several_replicas_say_where_the_seconds_go_as_far_as_there_is_space() -> None:
    step = ReplicaStep((ReplicaPart(32, 1.0, (1.0, 1.0)),) * 4, 1e-4, 6e-4, 3e-4)
    status = replace(RUNNING, batch=32, replicas=4, shared=step, message=Message(""))
    fullest = "4 replicas × 32 · arithmetic  10 % · communication  60 % · other  30 %"
    found = {fact for width in range(20, 200) for fact in [text(laid_out(status, width).pieces)]}
    assert any(fullest in line for line in found)
    shortest = [line for line in found if "comm." in line]
    assert shortest and all("comm.  60 %" in line and len(line) < 60 for line in shortest)
    assert fullest in text(laid_out(status, 118).pieces)
    assert "communication  60 %" in text(laid_out(status, 78).pieces)
    assert status.settings.endswith("batch 4 × 32")
    lecture = text(laid_out(status, 118, brief=True).pieces)
    assert "batch 4 × 32 · arithmetic  10 % · communication  60 %" in lecture
    full = replace(status, full_batch=True, shared=None)
    assert full.settings.endswith("full batch / 4") and "4 replicas × 1/4" in full.split[0]
    assert replace(status, replicas=1).split == ()
    seconds = replace(step, arithmetic=1.0, communication=0.0, other=0.0)
    whole = text(laid_out(replace(status, shared=seconds), 118).pieces)
    assert len(whole) == 118 and "arithmetic 100 % · communication   0 %" in whole
