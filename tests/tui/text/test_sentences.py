"""What an update did, told in one sentence that the numbers bear out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.data.batches import BatchSpan
from engine.history.values import BatchStep
from engine.problems.linear_neuron.moments import Moments
from tui.text.sentences import amount, what_happened

X = np.array([1.0, 2.0, 4.0, 7.0])
Y = np.array([3.0, 4.0, 9.0, 12.0])
FULL = Moments.of(X, Y)


def loss(w: float, b: float) -> float:
    return float(np.mean((w * X + b - Y) ** 2))


def step_of(rows: slice, before: tuple[float, float], after: tuple[float, float]) -> BatchStep:
    moments = FULL if rows == slice(0, 4) else Moments.of(X[rows], Y[rows])
    return BatchStep(7, BatchSpan(0, rows.start, rows.stop), before, after, 0.0, moments)


def test_a_step_that_raises_the_full_loss():
    # One sample below the line: it pulls both down, away from what the others want.
    before = (2.0, 2.0)
    residual = 2.0 * X[3] + 2.0 - Y[3]
    after = (before[0] - 0.05 * 2 * residual * X[3], before[1] - 0.05 * 2 * residual)
    rise = loss(*after) - loss(*before)
    assert rise > 0
    text = what_happened(step_of(slice(3, 4), before, after), FULL, 200)
    assert text == (
        f"update 7: this batch pulled w down by {amount(before[0] - after[0])} and b down by "
        f"{amount(before[1] - after[1])}; the full loss rose by {amount(rise)}"
    )


def test_the_full_batch_is_called_so():
    after = (0.3, 0.1)
    fall = loss(0, 0) - loss(*after)
    text = what_happened(step_of(slice(0, 4), (0.0, 0.0), after), FULL, 60)
    assert text == f"the full batch pulled w and b up; the full loss fell by {amount(fall)}"


def test_where_momentum_carries_a_parameter_the_other_way_it_is_said():
    text = what_happened(step_of(slice(0, 1), (0.0, 0.0), (-0.5, 0.25)), FULL, 200)
    assert "w up (it went down by 0.500) and b up by 0.250" in text


def test_it_says_less_where_there_is_less_room():
    for width in range(0, 130, 3):
        text = what_happened(step_of(slice(1, 2), (0.0, 0.0), (0.5, 0.25)), FULL, width)
        assert len(text) <= width
        assert width < 24 or "full loss fell by" in text


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (70, "this batch pulled w up and b down; the full loss "),
        (58, "this batch pulled w up and b down; full loss "),
        (48, "pulled w up and b down; full loss "),
        (43, "w up, b down; full loss "),
        (30, "the full loss "),
    ],
)
def test_the_dashboard_too_says_where_the_batch_pulled(width, said):
    # At x = -1, ŷ = 0 is to come down to -3: w goes up, b down.
    full = Moments.of(np.array([-1.0, 2.0]), np.array([-3.0, 4.0]))
    batch = Moments.of(np.array([-1.0]), np.array([-3.0]))
    step = BatchStep(3, BatchSpan(0, 0, 1), (0.0, 0.0), (0.5, -0.5), 9.0, batch)
    losses = [float(np.mean((w * np.array([-1, 2]) + b - [-3, 4]) ** 2))
              for w, b in (step.before, step.after)]  # fmt: skip
    fell = amount(losses[0] - losses[1])
    assert what_happened(step, full, width) == f"{said}fell by {fell}"


def test_a_step_out_of_all_numbers():
    text = what_happened(step_of(slice(0, 1), (1.0, 1.0), (math.inf, 1.0)), FULL, 200)
    assert text.endswith("; the full loss overflows float32")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.12, "0.120"), (15.27, "15.3"), (2634.5, "2630"), (0, "0"), (999.9, "1000"),
        (0.000123456, "0.000123"), (1.5e-7, "1.50e-7"), (3.21e12, "3.21e12"), (math.inf, ">3.4e38"),
    ],
)  # fmt: skip
def test_amounts_have_three_digits(value, text):
    assert amount(value) == text
