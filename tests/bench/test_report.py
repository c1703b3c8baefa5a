"""The tables: what is marked in a row, and in one run beside another."""

from __future__ import annotations

import os

import pytest

from bench.conditions import Conditions
from bench.registry import Bound, Measurement
from bench.report import comparison, line, worse_rows
from bench.timing import spread_of
from tests.bench.samples import result, results

AT_LEAST = Bound(at_least=1.0)


def beside(old: float, new: float, **how: object) -> str:
    """The one row of a comparison."""
    text = comparison(results(result("row", old, **how)), results(result("row", new, **how)))  # type: ignore[arg-type]
    (found,) = [row for row in text.splitlines() if row.startswith("| row ")]
    return found


def test_a_row_says_whether_its_bound_is_kept() -> None:
    assert "| ok " in line(result("row", 2.0))
    assert "| SHORT " in line(result("row", 2.1))
    assert "| ok " in line(result("row", 2.1, bound=AT_LEAST))
    assert "| SHORT " in line(result("row", 0.9, bound=AT_LEAST))


def test_a_row_says_how_busy_the_machine_was() -> None:
    cores = os.cpu_count() or 1
    busy = Conditions(0.5, 3.25, 0.4, 0.8 * cores)
    text = line(result("row", 1.0, conditions=busy))
    assert "load 0.5 → 3.2, CPU/wall 0.40" in text
    assert f"busy: others use {0.8 * cores:.1f} cores" in text
    assert "busy" not in line(result("row", 1.0))


def test_where_the_system_does_not_say_who_used_the_cores_the_load_decides() -> None:
    cores = os.cpu_count() or 1
    assert Conditions(cores + 1.0, 0.0, 1.0, None).busy
    assert not Conditions(cores - 0.5, cores + 9.0, 1.0, None).busy


@pytest.mark.parametrize(
    ("old", "new", "worse"), [(1.0, 1.04, False), (1.0, 1.06, True), (1.0, 0.5, False)]
)
def test_a_ratio_is_worse_if_it_moved_away_from_its_bound_by_more_than_five_percent(
    old: float, new: float, worse: bool
) -> None:
    assert ("WORSE" in beside(old, new)) is worse
    assert ("WORSE" in beside(2 - old, 2 - new, bound=AT_LEAST)) is worse


def test_a_ratio_within_the_spread_of_its_repeats_is_not_worse() -> None:
    assert "WORSE" not in beside(1.0, 1.18, spread=0.2)
    assert "WORSE" in beside(1.0, 1.22, spread=0.2)


def test_a_single_measurement_counts_as_spread_by_ten_percent() -> None:
    assert "WORSE" not in beside(1.0, 1.09, spread=None)
    assert "WORSE" in beside(1.0, 1.11, spread=None)


def test_something_that_was_nothing_is_worse() -> None:
    assert "WORSE" in beside(0.0, 0.1)
    assert "WORSE" not in beside(0.0, 0.0)


def test_a_row_beside_another_shows_old_new_and_their_ratio() -> None:
    cells = [cell.strip() for cell in beside(1.0, 2.5).split("|")]
    assert cells[1:-1] == ["row", "1", "2.5", "2.500", "5%", "≤ 2", "SHORT, WORSE"]


def test_rows_that_one_of_two_runs_lacks_are_named() -> None:
    text = comparison(results(result("gone", 1.0)), results(result("came", 1.0)))
    assert "new row" in text
    assert text.endswith("only in old: gone")


def test_rows_against_something_else_are_not_compared() -> None:
    old, new = results(result("row", 1.0, against="0.5 s")), results(result("row", 1.9))
    assert "was against 0.5 s" in comparison(old, new)
    assert worse_rows(old, new) == []


def test_the_spread_is_half_the_interquartile_range_of_the_pairs() -> None:
    found = Measurement.of_pairs([2.0, 4.0, 6.0, 8.0, 10.0], [2.0] * 5, "s")
    # Ratios 1, 2, 3, 4, 5: quartiles 2 and 4, median 3.
    assert found.ratio == 3.0
    assert found.spread == pytest.approx(1 / 3)
    assert spread_of([1.0]) is None
    assert spread_of([0.0, 0.0]) is None


def test_a_bound_is_one_of_two() -> None:
    for both in ({}, {"at_least": 1.0, "at_most": 2.0}):
        with pytest.raises(ValueError, match="one bound"):
            Bound(**both)
