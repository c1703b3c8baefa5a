"""The columns of a map that grows are those of all its rows, however they came."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from engine.history.values import RunState
from engine.sweeps.phase_columns import Columns
from engine.sweeps.phase_rows import PhaseRow

STATES = (RunState.CONVERGED, RunState.DIVERGED, RunState.MAX_EPOCHS)
ROWS = tuple(PhaseRow(9 - k, STATES[k % 3], k, 2 * k, k / 2, -k / 3) for k in range(10))


def assert_of(found: Columns, rows: tuple[PhaseRow, ...]) -> None:
    assert found.rows == rows
    assert found.cell.tolist() == [row.cell for row in rows]
    assert found.settled.tolist() == [row.state is RunState.CONVERGED for row in rows]
    assert found.broken.tolist() == [row.state is RunState.DIVERGED for row in rows]
    for name in ("epochs", "updates", "w", "b"):
        assert getattr(found, name).tolist() == [getattr(row, name) for row in rows]


@pytest.mark.parametrize("counts", [(10,), (3, 10), (0, 1, 1, 7, 10)])
def test_rows_that_come_in_parts(counts: tuple[int, ...]) -> None:
    found = Columns.of(())
    for count in counts:
        found = found.grown_to(ROWS[:count])
        assert_of(found, ROWS[:count])
    whole = Columns.of(ROWS)
    arrays = [each.name for each in fields(Columns) if each.name != "rows"]
    for name in arrays:
        assert np.asarray(getattr(found, name)).dtype == np.asarray(getattr(whole, name)).dtype


@pytest.mark.parametrize("other", [ROWS[4:], ROWS[:4], ROWS[1:4] + ROWS[:1] + ROWS[5:], ()])
def test_another_map_has_its_own(other: tuple[PhaseRow, ...]) -> None:
    assert_of(Columns.of(ROWS[:7]).grown_to(other), other)
