"""The learning rate for losses without exact results: with it the loss falls, from any start."""

from __future__ import annotations

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.problem import STARTS, Activation, Loss
from engine.config.run import RunConfig
from engine.data.preview import preview
from engine.errors import ConfigError
from engine.optimizers.rules import by_symbol, evaluated, rule_of
from engine.problems.registry import problem_of
from engine.theory.auto_rate import auto_rate
from engine.theory.references import Method, reference
from engine.theory.samples import Samples

NEURONS = [
    *({"activation": kind, "loss": loss} for kind in Activation for loss in Loss
      if loss is not Loss.CROSSENTROPY),
    {"activation": "sigmoid", "loss": "crossentropy"},
]  # fmt: skip
LANDSCAPES = [{"problem": name} for name in STARTS if name != "neuron"]
FLANKS: tuple[dict[str, float], ...] = ({}, {"w0": 3.0, "b0": -4.0}, {"w0": -5.0, "b0": 8.0})
"""The usual start, and two where many neurons are saturated, or the loss curves downwards."""


def known(values):
    config = with_values(RunConfig(), {"samples": 60, **values})
    samples = Samples.of_run(config)
    make = problem_of(config.problem).objective
    assert make is not None
    return config, samples, make(samples.x, samples.y)


def descended(objective, theta, rate, updates):
    """Plain gradient descent in float32."""
    at = np.array(theta, np.float32)
    for _ in range(updates):
        at = at - np.float32(rate) * np.array(objective.gradient(*at.tolist()), np.float32)
    return objective.loss(*at.tolist())


@pytest.mark.parametrize("values", [*NEURONS, *LANDSCAPES])
def test_the_loss_falls_by_most_of_what_a_trust_region_gains(values):
    for start in FLANKS:
        config, samples, objective = known({**values, **start})
        theta = config.start.theta
        if not any(objective.gradient(*theta)):
            with pytest.raises(ConfigError, match="no slope at the start; use another w0 and b0"):
                auto_rate(config, samples)
            continue
        rate = auto_rate(config, samples).rate
        before, after = objective.loss(*theta), descended(objective, theta, rate, 300)
        gained = before - reference(Method.TRUST, objective, theta).loss
        assert before - after >= 0.8 * gained > 0


@pytest.mark.parametrize("l2", [1e-3, 10.0])
@pytest.mark.parametrize("loss", ["huber", "mae", "log_cosh"])
def test_the_curvature_of_a_penalty_alone_does_not_set_it(loss, l2):
    """1/(2 λ) would leap over every minimum where the samples' loss is straight."""
    config, samples, objective = known({"loss": loss, "l2": l2})
    rate = auto_rate(config, samples).rate
    before = objective.loss(0.0, 0.0)
    rates = np.geomspace(1e-4, 10, 40)
    with np.errstate(all="ignore"):
        others = [descended(objective, (0.0, 0.0), other, 200) for other in rates]
    gained = before - np.nanmin(others)
    assert before - descended(objective, (0.0, 0.0), rate, 200) >= 0.8 * gained > 0


@pytest.mark.parametrize("optimizer", ["adam", "rmsprop", "lion", "adagrad", "ftrl", "nesterov"])
@pytest.mark.parametrize(
    "values", [{"loss": "log_cosh"}, {"activation": "tanh"}, {"problem": "rosenbrock"}]
)
def test_other_optimizers_have_one_too(optimizer, values):
    config, samples, objective = known({**values, "optimizer": optimizer, "momentum": 0.9})
    found = auto_rate(config, samples)
    assert "rates in trials of" in found.reason
    before = objective.loss(*config.start.theta)
    assert by_its_rule(config, objective, found.rate) < 0.5 * before


def by_its_rule(config, objective, rate, updates=100):
    """The loss after some updates by the optimizer's rule."""
    rule = rule_of(config.optimizer.optimizer, config.optimizer.hyperparameters)
    given = by_symbol(rate, config.optimizer.hyperparameters)
    begun = {"a": 0.1, "π": 1.0}
    states = [
        {line.symbol: begun.get(line.symbol, 0.0) for line in rule if line.kept} | {"θ": value}
        for value in config.start.theta
    ]
    for count in range(1, updates + 1):
        gradients = objective.gradient(*(state["θ"] for state in states))
        for state, gradient in zip(states, gradients, strict=True):
            values = state | given | {"g": gradient, "t": float(count)}
            for line, (value, _) in zip(rule, evaluated(rule, values), strict=True):
                if line.kept:
                    state[line.symbol] = value
    return objective.loss(*(state["θ"] for state in states))


@pytest.mark.parametrize("loss", ["huber", "log_cosh"])
def test_small_batches_have_a_lower_one_with_which_the_loss_still_falls(loss):
    whole, samples, objective = known({"loss": loss})
    single = with_values(whole, {"batch_size": 1})
    rate = auto_rate(single, samples).rate
    assert rate < auto_rate(whole, samples).rate
    theta = np.zeros(2)
    for _ in range(5):
        for x, y in zip(samples.x, samples.y, strict=True):
            error = theta @ (x, 1.0) - y
            slope = np.clip(error, -1, 1) if loss == "huber" else np.tanh(error)
            theta = theta - rate * slope * np.array([x, 1.0])
    assert objective.loss(*theta.tolist()) < 0.3 * objective.loss(0.0, 0.0)


def test_a_saddle_point_itself_has_no_slope():
    config = with_values(RunConfig(), {"problem": "saddle", "w0": 0, "b0": 0})
    with pytest.raises(ConfigError, match="no slope at the start"):
        auto_rate(config, Samples.of(preview(config.data)))
