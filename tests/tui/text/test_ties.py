import textwrap

import pytest

from tui.text.columns import wrapped as sentences
from tui.text.markdown.lines import lines_of
from tui.text.markdown.wrapping import plain
from tui.text.ties import loose, tied, words_of


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("it is 26 % of it", "26 %"),
        ("takes 27 µs an update", "27 µs"),
        ("for 10 min.", "10 min."),
        ("of 0.7 GB, and", "0.7 GB,"),
        ("at 80 × 24 the", "80 × 24"),
        ("(12) %", "(12) %"),
    ],
)
def test_a_number_and_its_unit_are_one_word(text, together):
    assert together in words_of(text)
    assert loose(tied(text)) == text


@pytest.mark.parametrize("text", ["1 small step", "2 hours", "3 s/epoch", "a % b", "5 mins"])
def test_other_words_after_a_number_stay_words(text):
    assert words_of(text) == text.split()


@pytest.mark.parametrize("width", [8, 13, 21, 30])
def test_no_wrapped_text_breaks_between_a_number_and_its_sign(width):
    text = "The loss is still 26 % above the least one after 30 µs, where w = 9.4 and 7 s are over."
    for lines in (
        [plain(line) for line in lines_of(text, width)],
        sentences([text], width),
        [loose(line) for line in textwrap.wrap(tied(text), width)],
    ):
        assert " ".join(" ".join(lines).split()) == text
        assert not any(line.strip().startswith(("%", "µs")) for line in lines)
        assert not any(line.endswith((" 26", " 30")) for line in lines)


def test_a_relation_stays_together_where_there_is_room_and_breaks_where_there_is_none():
    assert [plain(line) for line in lines_of("so here w = 9.4 is", 12)] == ["so here", "w = 9.4 is"]
    assert [plain(line) for line in lines_of("w = 9.4", 4)] == ["w =", "9.4"]
    formula = "1 / (1 − 0.9) = 10"
    assert [plain(line) for line in lines_of(f"it is {formula}", 20)] == ["it is", formula]


def test_code_is_broken_at_blanks_after_its_indent():
    text = "```\n  abs(loss) <  0.001 * mean(loss)\n```"
    assert [plain(line) for line in lines_of(text, 60)] == ["    abs(loss) <  0.001 * mean(loss)"]
    rows = [plain(line) for line in lines_of(text, 20)]
    assert rows == ["    abs(loss) <", "    0.001 *", "    mean(loss)"]
