"""What is said of numbers that may not be what they seem."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.doubts import doubts, doubts_of_x


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((1, 2, -999), "v is -999 in 1 row, which may mean missing"),
        ((-99, 0, -99, 5), "v is -99 in 2 rows, which may mean missing"),
        ((-9999, -1500, 3), "v is -9999 in 1 row, which may mean missing"),
        ((-999, -300, 3), None),
        ((-999, -998, -997), None),
        ((-999, -999), None),
        ((-1000, 2, 3), None),
        ((2.0**53 + 2, 1), "v is beyond 2^53, where float64 rounds whole numbers"),
        ((2.0**53, 1), None),
        ((2.0**53 + 2, 0.5), None),
        ((1e25, 2e25), None),
    ],
)
def test_marks_of_missing_values_and_lost_digits(values, said):
    assert doubts(np.array(values, np.float64), "v") == (() if said is None else (said,))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((5, 5), "v is always 5, so w and b are not determined"),
        ((20231231, 20240101), "v: 20240131 stays a number, 2024-01-31 would count days"),
        ((202311, 202312, 202401), "v: 202401 stays a number, 2024-01 would count days"),
        ((202301, 202302, 202312), None),
        ((202311, 202313, 202401), None),
        ((1, 2, -999), "v is -999 in 1 row, which may mean missing"),
    ],
)
def test_x_may_be_constant_or_a_date(values, said):
    assert doubts_of_x(np.array(values, np.float64), "v") == (() if said is None else (said,))
