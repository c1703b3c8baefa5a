"""Predictions against runs that are really made, in float64, by a loop that knows no theory."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.problems.linear_neuron.least_squares import theory_of
from engine.problems.linear_neuron.moments import Moments
from engine.theory import prediction
from engine.theory.prediction import MOST_EPOCHS, Outcome, predict
from tests.engine.reference import line

X, Y = line(100)
FLOAT32 = 3.4028234663852886e38


def hessian(x):
    return 2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1.0]])


def predicted(x=X, y=Y, start=(0.0, 0.0), **values):
    moments = Moments.of(x, y)
    config = with_values(RunConfig(), values)
    return predict(config, moments, theory_of(moments), start)


def gradient(x, y, w, b):
    residual = w * x + b - y
    return 2 * float(np.mean(residual * x)), 2 * float(np.mean(residual))


def really_run(
    x=X, y=Y, start=(0.0, 0.0), *, learning_rate=0.001, momentum=0.0, nesterov=False, stop="loss",
    tolerance=0.001, window=1, epochs=1000, **_,
):  # fmt: skip
    """Keras' SGD update by update, and the rules as the documentation words them."""
    (w, b), velocity = start, (0.0, 0.0)
    losses: list[float] = []
    ws: list[float] = []
    bs: list[float] = []
    while len(losses) < epochs:
        residual = w * x + b - y
        losses.append(float(np.mean(residual**2)))
        slope = gradient(x, y, w, b)
        velocity = tuple(
            momentum * v - learning_rate * g for v, g in zip(velocity, slope, strict=True)
        )
        moved = velocity
        if nesterov:
            moved = tuple(
                momentum * v - learning_rate * g for v, g in zip(velocity, slope, strict=True)
            )
        w, b = w + moved[0], b + moved[1]
        ws.append(w)
        bs.append(b)
        k = len(losses)
        if not all(abs(value) <= FLOAT32 for value in (losses[-1], w, b)):
            return "diverges", k
        if stop == "gradient" and k >= window:
            at = gradient(x, y, np.mean(ws[-window:]), np.mean(bs[-window:]))
            if math.hypot(*at) < tolerance:
                return "converges", k
        if stop in ("loss", "parameters") and k >= 2 * window:

            def mean(column, *, last):
                return np.mean(column[-window:] if last else column[-2 * window : -window])

            columns = [losses] if stop == "loss" else [ws, bs]
            before = np.array([mean(column, last=False) for column in columns])
            now = np.array([mean(column, last=True) for column in columns])
            if np.linalg.norm(now - before) < tolerance * np.linalg.norm(before):
                return "converges", k
    return "max_epochs", epochs


@pytest.mark.parametrize("learning_rate", [0.0005, 0.001, 0.01, 0.02, 0.0275, 0.028, 0.03, 0.1])
@pytest.mark.parametrize(
    ("stop", "tolerance"),
    [("loss", 0.001), ("loss", 1e-5), ("parameters", 1e-3), ("parameters", 1e-5),
     ("gradient", 0.5), ("gradient", 1e-3), ("never", 0.001)],
)  # fmt: skip
def test_it_ends_in_the_very_epoch_that_was_predicted(learning_rate, stop, tolerance):
    values = {"learning_rate": learning_rate, "stop": stop, "tolerance": tolerance, "epochs": 2500}
    found = predicted(**values)
    assert (found.outcome, found.epochs) == really_run(**values)


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("learning_rate", [0.001, 0.01, 0.026, 0.04, 0.055])
def test_momentum_is_predicted_to_the_epoch_too(optimizer, momentum, learning_rate):
    values = {"learning_rate": learning_rate, "momentum": momentum, "stop": "parameters"}
    found = predicted(optimizer=optimizer, tolerance=1e-4, **values)
    ran = really_run(nesterov=optimizer == "nesterov", tolerance=1e-4, **values)
    assert (found.outcome, found.epochs) == ran


@pytest.mark.parametrize("window", [1, 2, 7, 40])
@pytest.mark.parametrize("stop", ["loss", "parameters", "gradient"])
@pytest.mark.parametrize("start", [(0.0, 0.0), (-3.0, 40.0), (10.5, 0.0)])
def test_windows_and_starting_points(window, stop, start):
    values = {"learning_rate": 0.02, "window": window, "stop": stop, "tolerance": 2e-3}
    found = predicted(start=start, **values)
    assert (found.outcome, found.epochs) == really_run(start=start, **values)


def test_an_end_by_the_limit_tells_when_the_rule_would_have_been_met():
    found = predicted(tolerance=1e-5, epochs=50)
    assert (found.outcome, found.epochs) == (Outcome.MAX_EPOCHS, 50)
    assert ("converges", found.rule_epochs) == really_run(tolerance=1e-5, epochs=100_000)
    exactly = predicted(tolerance=1e-5, epochs=found.rule_epochs)
    assert exactly.outcome is Outcome.CONVERGES


def test_constant_x_and_one_sample():
    for x, y in ((np.full(5, 3.0), np.arange(5.0)), (np.array([2.0]), np.array([7.0]))):
        for rate in (0.01, 0.09, 0.15, 0.25):
            values = {"learning_rate": rate, "stop": "parameters", "tolerance": 1e-4}
            found = predicted(x, y, **values)
            assert (found.outcome, found.epochs) == really_run(x, y, **values)


def test_an_end_that_hangs_on_rounding_is_owned_up_to():
    assert not predicted().beyond_float32
    assert predicted(tolerance=1e-8, epochs=10**6).beyond_float32


def test_there_is_none_where_there_is_no_closed_form():
    assert predicted(optimizer="adam") is None
    assert predicted(batch_size=16) is None
    assert predicted(batch_size=100) == predicted(batch_size=5000) == predicted()


def test_however_far_away_the_end_is_it_looks_so_far_and_no_further(monkeypatch):
    blocks: list[object] = []
    next_block = prediction._Recursion.next_block

    def counted(recursion):
        blocks.append(recursion)
        return next_block(recursion)

    monkeypatch.setattr(prediction._Recursion, "next_block", counted)
    for values in (
        {"learning_rate": 1e-6, "tolerance": 1e-300, "epochs": 10**12},
        {"learning_rate": 1e-6, "tolerance": 1e-300, "epochs": 10**12, "window": 10_000},
    ):
        blocks.clear()
        found = predicted(**values)
        # Once for each of the tolerances between which rounding decides.
        assert 0 < len(blocks) <= 3 * (MOST_EPOCHS // 2048 + 1)
        assert found.outcome is Outcome.MAX_EPOCHS
        assert found.rule_epochs is None or found.rule_epochs <= MOST_EPOCHS + 2048


def test_an_expression_is_not_predicted_but_divergence_is():
    assert predicted(stop="expression", expression="epoch > 3") is None
    assert predicted(stop="expression", learning_rate=0.1).outcome is Outcome.DIVERGES
