"""What a misspelled word was probably meant to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.nearest import nearest, nearest_few

COLUMNS = ["mpg", "cylinders", "horsepower", "Model Year", "weight_kg"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("horspower", "horsepower"),
        ("HORSEPOWER", "horsepower"),
        ("model-year", "Model Year"),
        ("weight kg", "weight_kg"),
        ("cyl", "cylinders"),
        ("mgp", "mpg"),
        ("ｍｐｇ", "mpg"),
        ("altitude", None),
        ("", None),
        ("--", None),
    ],
)
def test_the_word_most_like_it_is_meant(word: str, meant: str | None) -> None:
    assert nearest(word, COLUMNS) == meant


def test_several_come_best_first() -> None:
    assert nearest_few("beta", ["rho", "beta_1", "beta_22"], 3) == ["beta_1", "beta_22"]
    assert nearest_few("beta", ["rho", "beta_1", "beta_22"], 1) == ["beta_1"]


def test_a_stricter_cutoff_finds_less() -> None:
    assert nearest("cylindrical", COLUMNS, 0.6) == "cylinders"
    assert nearest("cylindrical", COLUMNS, 0.95) is None


@given(st.text(), st.lists(st.text()))
def test_only_known_words_are_suggested(word: str, known: list[str]) -> None:
    found = nearest(word, known)
    assert found is None or found in known


def test_very_long_words_are_compared_by_their_beginnings() -> None:
    assert nearest("a" * 1_000_000, ["b", "a" * 500_000]) == "a" * 500_000
