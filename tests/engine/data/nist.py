"""Data sets for linear regression of NIST: www.itl.nist.gov/div898/strd."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

NORRIS_CERTIFIED = (1.00211681802045, -0.262323073774029)
"""Certified slope and intercept."""
NORRIS_DEVIATION = 0.884796396144373
"""Certified residual standard deviation, with 34 degrees of freedom."""

_NORRIS = """
0.1 0.2 338.8 337.4 118.1 118.2 888.0 884.6 9.2 10.1 228.1 226.5 668.5 666.3 998.5 996.3
449.1 448.6 778.9 777.0 559.2 558.2 0.3 0.4 0.1 0.6 778.1 775.5 668.8 666.9 339.3 338.0
448.9 447.5 10.8 11.6 557.7 556.0 228.3 228.1 998.0 995.8 888.8 887.6 119.6 120.2 0.3 0.3
0.6 0.3 557.6 556.8 339.3 339.1 888.0 887.2 998.5 999.0 778.9 779.0 10.2 11.1 117.6 118.3
228.9 229.2 668.4 669.1 449.2 448.9 0.2 0.5
"""

PONTIUS_CERTIFIED = (0.673565789473684e-03, 0.732059160401003e-06, -0.316081871345029e-14)
"""Certified coefficients of 1, x and x²: the model of this data set is a parabola."""

_PONTIUS = """
.11019 .21956 .32949 .43899 .54803 .65694 .76562 .87487 .98292 1.09146
1.20001 1.30822 1.41599 1.52399 1.63194 1.73947 1.84646 1.95392 2.06128 2.16844
.11052 .22018 .32939 .43886 .54798 .65739 .76596 .87474 .98300 1.09150
1.20004 1.30818 1.41613 1.52408 1.63159 1.73965 1.84696 1.95445 2.06177 2.16829
"""


def norris() -> tuple[np.ndarray, np.ndarray]:
    """The 36 samples (x, y) of Norris."""
    y, x = np.array(_NORRIS.split(), np.float64).reshape(-1, 2).T
    return x, y


def pontius() -> tuple[np.ndarray, np.ndarray]:
    """The 40 samples (x, y) of Pontius."""
    return np.tile(np.arange(1, 21) * 150_000.0, 2), np.array(_PONTIUS.split(), np.float64)


def exact_fit(x: np.ndarray, y: np.ndarray, degree: int = 1) -> list[Fraction]:
    """The least-squares polynomial of these float64 numbers in rational arithmetic, from x⁰ on."""
    powers = [[Fraction(value) ** k for k in range(degree + 1)] for value in x.tolist()]
    targets = [Fraction(value) for value in y.tolist()]
    size = degree + 1
    rows = [
        [sum((p[i] * p[j] for p in powers), Fraction(0)) for j in range(size)]
        + [sum((p[i] * t for p, t in zip(powers, targets, strict=True)), Fraction(0))]
        for i in range(size)
    ]
    for i in range(size):
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for j in range(size):
            if j != i:
                factor = rows[j][i]
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [row[-1] for row in rows]
