from tui.text.markdown.lines import lines_of
from tui.text.markdown.wrapping import Piece, Style, plain, width_of, wrapped


def texts(markdown: str, width: int = 24) -> list[str]:
    return [plain(line) for line in lines_of(markdown, width)]


def test_paragraphs_are_wrapped_at_words_and_separated_by_a_blank_line():
    assert texts("The loss falls\nand falls.\n\nThen it **stops**.", 16) == [
        "The loss falls", "and falls.", "", "Then it stops."
    ]  # fmt: skip


def test_styles_follow_the_words_over_the_end_of_a_line():
    lines = lines_of("See **the learning rate** and `2 / λ`.", 12)
    assert [plain(line) for line in lines] == ["See the", "learning", "rate and", "2 / λ."]
    assert lines[1] == (Piece("learning", Style.STRONG),)
    assert Piece("rate", Style.STRONG) in lines[2] and Piece("2 / λ", Style.CODE) in lines[3]


def test_lists_hang_and_nest_and_keep_their_numbers():
    assert texts("- one that is long enough\n  - inside\n- two\n\n3. c\n4. d", 14) == [
        "• one that is", "  long enough", "  • inside", "• two", "", "3. c", "4. d"
    ]  # fmt: skip


def test_code_keeps_its_blanks_and_quotes_have_a_bar():
    assert texts("```\nfor k in K:\n    w -= g\n```\n\n> so it is") == [
        "  for k in K:", "      w -= g", "", "│ so it is"
    ]  # fmt: skip


def test_a_table_has_aligned_columns_and_wraps_the_wide_one():
    table = "| M | loss | what |\n|---|---:|---|\n| 1 | 100.5 | many small steps |\n"
    assert texts(table, 20) == [
        "M   loss  what", "─" * 20, "1  100.5  many small", "          steps"
    ]  # fmt: skip
    assert max(map(width_of, lines_of(table, 20))) <= 20


def test_html_is_left_out_and_links_show_their_address():
    assert texts("<!-- do: surface -->\n\na <b>bold</b> [page](https://x.y)", 40) == [
        "a bold page (https://x.y)"
    ]


def test_no_line_is_wider_than_asked_whatever_the_width():
    text = "# Übung\n\nein langesWort日本語日本語 und\n\n1. `code` x\n\n| a | b |\n|-|-|\n| c | d |"
    for width in range(2, 40):
        shown = lines_of(text, width)
        assert all(width_of(line) <= max(width, 9) for line in shown)
        assert "日" in "".join(map(plain, shown))


def test_a_word_wider_than_the_line_is_divided():
    assert [plain(line) for line in wrapped([Piece("abcdefgh ij")], 3)] == [
        "abc",
        "def",
        "gh",
        "ij",
    ]
