"""Characters of dots: each has the dots that Unicode gives it, and two are joined dot by dot."""

from __future__ import annotations

import itertools
import unicodedata

import numpy as np
import pytest

from tests.tui.canvas.drawn import dots_in
from tui.canvas.dot_characters import BLOCKS, BRAILLE, codes_of, joined


def _dots_of(code: int) -> set[tuple[float, float]]:
    return {((bit % 2 + 0.5) / 2, (bit // 2 + 0.5) / 4) for bit in range(8) if code >> bit & 1}


def test_braille_has_the_dots_of_its_code() -> None:
    for code in range(1, 256):
        assert set(dots_in(BRAILLE[code])) == _dots_of(code)


def test_every_block_is_a_character_of_its_own() -> None:
    assert len(set(BLOCKS.tolist())) == len(set(BRAILLE.tolist())) == 256


@pytest.mark.parametrize(
    ("code", "character"),
    # From the names in the Unicode Character Database, version 16: BLOCK OCTANT-3, -23, ...
    [
        (0b00000100, "\U0001cd00"), (0b00000110, "\U0001cd01"), (0b00000111, "\U0001cd02"),
        (0b00001000, "\U0001cd03"), (0b00001100, "\U0001cd06"), (0b11110011, "\U0001cddd"),
        (0b11110100, "\U0001cdde"), (0b11110110, "\U0001cddf"), (0b11110111, "\U0001cde0"),
        (0b11111000, "\U0001cde1"), (0b11111011, "\U0001cde3"), (0b11111110, "\U0001cde5"),
    ],
)  # fmt: skip
def test_octants_have_the_code_of_their_name(code: int, character: str) -> None:
    assert BLOCKS[code] == character


def test_quadrants_and_halves_are_blocks() -> None:
    for character in "▘▝▀▖▌▞▛▗▚▐▜▄▙▟█":
        kind, code = codes_of(np.array([character]))
        assert kind.tolist() == [1], unicodedata.name(character)
        quarters = {(right, down + side) for right, down in dots_in(character)
                    for side in (-0.125, 0.125)}  # fmt: skip
        assert _dots_of(int(code[0])) == quarters


@pytest.mark.parametrize("kind", [BRAILLE, BLOCKS])
def test_joined_characters_have_the_dots_of_both(kind: np.ndarray) -> None:
    codes = np.array(list(itertools.product((1, 2, 36, 129, 170, 255), repeat=2)))
    both = joined(kind[codes[:, 0]], kind[codes[:, 1]])
    assert both.tolist() == kind[codes[:, 0] | codes[:, 1]].tolist()


def test_what_has_no_dots_hides_and_is_hidden() -> None:
    lower = np.array(["⠁", "●", "▘", "⠁", "a"])
    upper = np.array(["×", "⠂", "⠂", "▘", "b"])
    assert joined(lower, upper).tolist() == upper.tolist()
