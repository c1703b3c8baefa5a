"""What was said, and the log."""

from __future__ import annotations

from tui.model.messages import LOG_LINES, Messages
from tui.model.status import Message, Tone


def test_a_line_is_shown_and_kept_in_the_log_once():
    messages = Messages().said("a  line\nof two", Tone.GOOD).said("a line of two")
    assert messages.shown == Message("a line of two", Tone.PLAIN)
    assert messages.log == ("a line of two",)


def test_an_empty_line_clears_what_is_shown_and_leaves_the_log():
    messages = Messages().said("one").said("")
    assert (messages.shown.text, messages.log) == ("", ("one",))


def test_a_hint_is_shown_and_not_kept():
    messages = Messages().said("one").hinted("two")
    assert (messages.shown.text, messages.log) == ("two", ("one",))


def test_lines_that_are_noted_are_kept_and_not_shown():
    messages = Messages().said("one").noted(["two", "three"])
    assert (messages.shown.text, messages.log) == ("one", ("one", "two", "three"))


def test_the_log_keeps_the_last_lines():
    messages = Messages().noted(f"line {number}" for number in range(LOG_LINES + 5))
    assert len(messages.log) == LOG_LINES
    assert messages.log[-1] == f"line {LOG_LINES + 4}"


def test_a_text_is_cleared_just_where_it_is_what_is_shown():
    messages = Messages().said("one")
    assert messages.cleared("two") is messages
    assert messages.cleared("one").shown.text == ""
    assert messages.cleared().shown.text == ""


def test_an_amended_line_is_in_the_log_once():
    said = Messages().said("before").said("lr 0.001 → 1")
    amended = said.amended("lr 1 exceeds the limit · lr 0.001 → 1", Tone.WARNING)
    assert amended.log == ("before", "lr 1 exceeds the limit · lr 0.001 → 1")
    assert amended.shown.text == amended.log[-1] and amended.shown.tone is Tone.WARNING
    assert Messages().noted(["other"]).amended("new").log == ("other", "new")
