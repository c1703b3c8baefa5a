"""Layers of cells: laying over, comparing, text of any width."""

import numpy as np
import pytest

from tui.canvas.cells import NO_COLOUR, Cells, composed
from tui.text.width import cut, text_width


def _with(text: str, row: int = 0, colour: int = 1) -> Cells:
    cells = Cells.blank(6, 2)
    cells.put(0, row, text, colour)
    return cells


def test_an_upper_layer_hides_characters_and_keeps_backgrounds() -> None:
    lower, upper = _with("abcdef"), Cells.blank(6, 2)
    lower.back[0] = 7
    upper.put(2, 0, "X Y", 9, bold=True)
    both = lower.overlay(upper)
    assert both.lines() == ["abXdYf", "      "]
    assert both.fore[0].tolist() == [1, 1, 9, 1, 9, 1]
    assert both.bold[0].tolist() == [False, False, True, False, True, False]
    assert both.back[0].tolist() == [7] * 6


def test_an_upper_layer_may_bring_its_own_background() -> None:
    lower, upper = _with("ab"), Cells.blank(6, 2)
    lower.back[:] = 7
    upper.back[0, 1] = 8
    assert lower.overlay(upper).back[0].tolist() == [7, 8, 7, 7, 7, 7]


def test_laying_over_changes_neither_layer() -> None:
    lower, upper = _with("ab"), _with("X", row=1)
    lower.overlay(upper)
    assert lower.lines()[1] == "      "
    assert upper.lines()[0] == "      "


@pytest.mark.parametrize("part", ["chars", "fore", "back", "bold"])
def test_a_row_has_changed_if_any_part_of_it_has(part: str) -> None:
    before, after = Cells.blank(4, 5), Cells.blank(4, 5)
    getattr(after, part)[3, 1] = {"chars": "x", "bold": True}.get(part, 3)
    assert before.changed_rows(after) == [3]
    assert before.changed_rows(Cells.blank(4, 5)) == []


def test_text_that_sticks_out_is_cut_off() -> None:
    cells = Cells.blank(4, 1)
    cells.put(2, 0, "long")
    cells.put(-1, 0, "ab")
    cells.put(0, 5, "below")
    assert cells.lines() == ["b lo"]


def test_wide_characters_take_two_cells_and_are_never_halved() -> None:
    cells = Cells.blank(5, 1)
    cells.put(0, 0, "温度x")
    assert cells.chars[0].tolist() == ["温", "", "度", "", "x"]
    cells = Cells.blank(3, 1)
    cells.put(0, 0, "温度")
    assert cells.chars[0].tolist() == ["温", "", " "]


def test_characters_without_a_cell_of_their_own_are_left_out() -> None:
    assert text_width("a\x1b\n\u0301b") == len("áb")


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("温度計", 4, "温 …"),
        ("温度計", 5, "温度…"),
    ],
)
def test_long_text_is_cut_with_an_ellipsis(text: str, width: int, short: str) -> None:
    assert cut(text, width) == short
    assert text_width(short) <= max(width, 0)


@pytest.mark.parametrize("place", [(-2, -1), (3, 1), (0, 0), (10, 10), (-10, 0)])
def test_pasting_writes_just_what_lies_inside(place: tuple[int, int]) -> None:
    cells, part = Cells.blank(4, 3), Cells.blank(3, 2)
    part.chars[:] = [list("abc"), list("def")]
    cells.paste(part, *place)
    for (row, column), character in np.ndenumerate(cells.chars):
        x, y = column - place[0], row - place[1]
        inside = 0 <= x < 3 and 0 <= y < 2
        assert character == (part.chars[y, x] if inside else " ")


def test_cells_of_no_size_can_be_laid_over_and_compared() -> None:
    nothing = Cells.blank(0, 0)
    assert nothing.overlay(Cells.blank(-3, 0)).lines() == []
    assert nothing.changed_rows(nothing) == []
    assert Cells.blank(2, 1).fore[0, 0] == NO_COLOUR


def _layer(text: str, colour: int) -> Cells:
    cells = Cells.blank(len(text), 1)
    cells.put(0, 0, text, colour)
    return cells


def test_layers_that_join_show_the_dots_of_all_in_the_uppermost_colour() -> None:
    layers = [(_layer("⠁⠁⠁ ", 1), True), (_layer("⠂ ⠂⠂", 2), True), (_layer("⠄   ", 3), True)]
    both = composed(4, 1, layers)
    assert both.lines() == ["⠇⠁⠃⠂"]
    assert both.fore[0].tolist() == [3, 1, 2, 2]


@pytest.mark.parametrize(("lower", "upper"), [(False, True), (True, False), (False, False)])
def test_a_layer_that_does_not_join_hides_and_is_hidden(lower: bool, upper: bool) -> None:
    both = composed(3, 1, [(_layer("⠁⠁ ", 1), lower), (_layer("⠂ ⠂", 2), upper)])
    assert both.lines() == ["⠂⠁⠂"]


def test_dots_join_above_a_layer_that_hides_all_below_it() -> None:
    layers = [(_layer("⠁", 1), True), (_layer("⠂", 2), False), (_layer("⠄", 3), True)]
    assert composed(1, 1, layers).lines() == ["⠄"]


def test_layers_of_another_size_are_left_out() -> None:
    assert composed(2, 1, [(_layer("ab", 1), False), (_layer("xyz", 1), True)]).lines() == ["ab"]
