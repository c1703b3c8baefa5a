"""The exercise of the batches: right formulas pass for any n and M, others are answered."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.expressions.formula import formula_of
from tui.lessons.exercises.batch_bounds import (
    BATCH_BOUNDS,
    BATCH_COUNT,
    BATCH_FIRST,
    BATCH_LAST,
    judge,
)
from tui.lessons.exercises.batch_quantities import COUNT, FIRST, LAST

QUANTITIES = (COUNT, FIRST, LAST)
SIZES = st.integers(1, 10**8)

RIGHT = {
    "number of batches": ["ceil(n/M)", "-(-n // M)", "(n + M - 1) // M", "n//M + (n % M > 0)",
                          "floor((n - 1)/M) + 1", "n÷M if n % M == 0 else floor(n/M) + 1"],
    "first sample": ["(k-1)*M+1", "k*M - M + 1", "1 + M·(k − 1)", "min((k-1)*M + 1, n)"],
    "last sample": ["min(k*M, n)", "k*M if k*M < n else n", "n if k == ceil(n/M) else k*M",
                    "(k-1)*M + min(M, n - (k-1)*M)"],
}  # fmt: skip


def batches_by_hand(n: int, size: int) -> list[tuple[int, int]]:
    """First and last sample of each batch, by walking through the samples."""
    samples = list(range(1, n + 1))
    parts = [samples[at : at + size] for at in range(0, n, size)]
    return [(part[0], part[-1]) for part in parts]


@given(st.integers(1, 60), st.integers(1, 70))
def test_the_right_values_are_those_of_batches_made_by_hand(n, size):
    batches = batches_by_hand(n, size)
    assert COUNT.right(n, size, 0) == len(batches)
    for k, (first, last) in enumerate(batches, start=1):
        assert (FIRST.right(n, size, k), LAST.right(n, size, k)) == (first, last)


@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda one: one.label)
def test_any_form_of_the_right_formula_passes(quantity):
    for text in [quantity.solution, *RIGHT[quantity.label]]:
        assert judge(quantity, text).right, text


@given(SIZES, SIZES, st.floats(0, 1))
def test_the_solutions_are_right_for_any_n_and_size(n, size, share):
    count = math.ceil(n / size)
    at = {"n": n, "M": size, "k": max(1, round(share * count))}
    for quantity in QUANTITIES:
        assert formula_of(quantity.solution, quantity.names)(at) == quantity.right(*at.values())


@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda one: one.label)
def test_each_mistake_has_its_own_answer(quantity):
    says = [mistake.say for mistake in quantity.mistakes]
    assert len(set(says)) == len(says)
    for mistake in quantity.mistakes:
        verdict = judge(quantity, f" {mistake.answer} ")
        assert not verdict.right
        assert verdict.say.startswith("At n = ")
        assert verdict.say.endswith(mistake.say), mistake.answer


SHIFT = st.integers(-1, 1)


@settings(max_examples=40)
@given(SHIFT, SHIFT, SHIFT, SHIFT)
def test_it_passes_exactly_if_it_is_right_everywhere(batches, inside, most, outside):
    verdict = judge(LAST, f"min((k + {batches})*M + {inside}, n + {most}) + {outside}")
    right = all(
        min((k + batches) * size + inside, n + most) + outside == last
        for n in range(1, 15)
        for size in range(1, 17)
        for k, (_, last) in enumerate(batches_by_hand(n, size), start=1)
    )
    assert verdict.right == right
    assert verdict.right or "it gives" in verdict.say


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("4", "At n = 96, M = 32 it gives 4, not 3."),
        ("ceil(n/M", "was never closed"),
        ("", "the formula is empty"),
        ("k*M", "unknown name k"),
        ("__import__('os')", "unknown name __import__"),
        ("n / (M - 32)", "it gives no number"),
    ],
)
def test_any_other_answer_says_what_is_wrong(answer, said):
    verdict = BATCH_COUNT.judge(answer)
    assert not verdict.right
    assert said in verdict.say


def test_three_formulas_are_judged_together():
    assert BATCH_BOUNDS.judge(BATCH_BOUNDS.solution).right
    assert "3 formulas separated by semicolons" in BATCH_BOUNDS.judge("ceil(n/M)").say
    assert BATCH_BOUNDS.judge("ceil(n/M); (k-1)*M; min(k*M, n)").say.startswith("First sample. At")
    whole = {mistake.answer for mistake in BATCH_BOUNDS.mistakes}
    assert len(whole) == sum(len(one.mistakes) for one in (BATCH_COUNT, BATCH_FIRST, BATCH_LAST))
