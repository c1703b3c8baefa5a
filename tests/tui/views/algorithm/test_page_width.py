"""The algorithm page in any width: no number is cut, no column runs into another."""

from __future__ import annotations

import pytest

from engine.config.optimizer import OptimizerConfig
from engine.optimizers.table import OPTIMIZERS
from tests.tui.views.algorithm.pages import (
    LOOK,
    lines_of,
    scene,
    step_of,
)
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.text.numbers import reading
from tui.views.algorithm.page import stage_count
from tui.views.algorithm.paint import digits_of
from tui.views.algorithm.terms import rule_for


@pytest.mark.parametrize("size", [(58, 11), (78, 19), (118, 35), (198, 45)])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_no_number_is_cut(name, size):
    """Every number of the rule is whole, and the formula beside it too from 80 columns on."""
    optimizer = OptimizerConfig(optimizer=name, learning_rate=0.1)
    step = step_of(before=(-12345.678, -0.00012345), after=(-12345.999, -98765.4321))
    shown = scene(step, optimizer=optimizer)
    digits = digits_of(size[0])
    last = stage_count(optimizer) - 1
    text = lines_of(shown, size, lit=last)
    row = next(line for line in text if "θ ← " in line)
    for value in step.after:
        assert reading(value, digits).strip() in row.split()
    if size[0] >= 78:
        for value in step.before:
            assert reading(value, digits).strip() in row.split()
        for line in rule_for(optimizer):
            assert any(line.text in row for row in text), line.text


@pytest.mark.parametrize("markers", [Markers.BRAILLE, Markers.ASCII])
def test_the_two_columns_never_run_into_each_other(markers):
    step = step_of(before=(8.2441, -1.26683), after=(8.53926, -1.33868))
    shown = scene(step)
    look = Look(LOOK.palette, markers)
    rule = "p <- p - lr*g" if markers is Markers.ASCII else "θ ← θ − η·g"
    arrow = "->" if markers is Markers.ASCII else "→"
    for columns in range(46, 100):
        text = lines_of(shown, (columns, 19), look)
        row = next(line for line in text if rule in line).split(rule)[1]
        digits = digits_of(columns)
        (w, b), (w_before, b_before) = (
            [reading(value, digits).strip() for value in point]
            for point in (step.after, step.before)
        )
        assert row.split() in ([w, b], [w_before, arrow, w, b_before, arrow, b])
        forward = next(line for line in text if "= w" in line and " 2 " in line)
        words = forward.split("+ b")[1].replace("=", " ").split()
        assert words == ["w", w_before, "b", b_before]
