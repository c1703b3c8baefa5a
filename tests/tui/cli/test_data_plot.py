"""The plot of `descent data`, as plain text."""

from __future__ import annotations

import numpy as np
import pytest

from tui.cli.data_plot import plot_text
from tui.text.width import text_width

X = np.linspace(0, 10, 11)


def plot(x: np.ndarray, y: np.ndarray, columns: int = 80, *, ascii_only: bool = False) -> str:
    line = (2.0, 1.0)
    return plot_text((x, y), ("length", "mass"), line, columns, ascii_only=ascii_only)


def test_it_has_both_names_the_points_and_the_line() -> None:
    lines = plot(X, 2 * X + 1).splitlines()
    assert lines[0].strip() == "mass"
    assert lines[-1].strip() == "length"
    drawn = "".join(lines[1:-3])
    assert drawn.count("•") == 11
    assert drawn.count("╍") > 20


def test_points_and_line_are_where_they_belong() -> None:
    lines = plot(np.array([0.0, 10.0]), np.array([10.0, 0.0]), 60).splitlines()
    (first, left), (last, right) = (
        (row, line.index("•")) for row, line in enumerate(lines) if "•" in line
    )
    assert first < last
    assert left < right


@pytest.mark.parametrize("columns", [1, 10, 20, 60, 80, 200])
def test_no_line_is_wider_than_asked_for(columns: int) -> None:
    for wide in (plot(X, X, columns), plot(X * 1e300, X - 1e300, columns)):
        assert all(text_width(line) <= columns for line in wide.splitlines())


def test_ascii_is_enough() -> None:
    assert plot(X, X, ascii_only=True).isascii()


def test_many_points_are_drawn_as_a_density() -> None:
    rng = np.random.default_rng(0)
    text = plot(*rng.normal(size=(2, 100_000)))
    assert any("⠀" < character <= "⣿" for character in text)
    # The line is drawn over them.
    assert text.count("╍") > 20


@pytest.mark.parametrize("value", [0.0, -5.0, 1e300, 1e-300])
def test_constant_columns_can_be_drawn(value: float) -> None:
    assert "•" in plot(np.full(3, value), np.arange(3.0))
    assert "•" in plot(np.arange(3.0), np.full(3, value))
    assert plot_text((X, X), ("x", "y"), None, 80).count("╍") == 0
