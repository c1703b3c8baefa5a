"""The optimizers' printed rules against Keras itself, which makes the same updates eagerly."""

from __future__ import annotations

import math

import pytest

from engine.config.optimizer import OptimizerConfig
from engine.optimizers import rules
from engine.optimizers.table import OPTIMIZERS

GRADIENTS = [(-690.0, -105.0), (-3.5, 12.25), (0.125, -0.002), (40.0, 1e-6), (-7.0, 0.0)]
CHANGED = [
    ("sgd", {"momentum": 0.5}),
    ("nesterov", {"momentum": 0.0}),
    ("rmsprop", {"rho": 0.5, "momentum": 0.3, "epsilon": 1e-3}),
    ("adagrad", {"epsilon": 0.1}),
    ("adadelta", {"rho": 0.5, "epsilon": 1e-3}),
    ("adam", {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 0.1}),
    ("adamw", {"weight_decay": 0.3}),
    ("adamax", {"beta_1": 0.5, "beta_2": 0.3, "epsilon": 0.1}),
    ("nadam", {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 0.1}),
    ("lion", {"beta_1": 0.5, "beta_2": 0.7}),
    ("nesterov", {"weight_decay": 0.3}),
    ("adam", {"weight_decay": 0.3}),
    ("ftrl", {"weight_decay": 0.3}),
]
CASES: list[tuple[str, dict[str, float]]] = [*((name, {}) for name in OPTIMIZERS), *CHANGED]


def rule_of(config: OptimizerConfig) -> rules.Rule:
    return rules.rule_of(config.optimizer, config.hyperparameters)


def symbols_of(config: OptimizerConfig) -> dict[str, float]:
    return rules.by_symbol(config.learning_rate, config.hyperparameters)


@pytest.mark.parametrize(("name", "given"), CASES, ids=str)
def test_a_rule_makes_the_state_and_the_step_that_keras_makes(name, given):
    import keras
    import tensorflow as tf

    from engine.worker.training.keras_optimizers import build_optimizer, slots_of
    from engine.worker.training.rule_state import optimizer_state, slot_names

    config = OptimizerConfig(optimizer=name, learning_rate=0.1, **given)
    variables = [keras.Variable(1.5, name="w"), keras.Variable(-0.75, name="b")]
    optimizer = build_optimizer(config, variables)
    rule = rule_of(config)
    for gradients in GRADIENTS:
        before = slots_of(optimizer)
        parameters = [float(variable.numpy()) for variable in variables]
        optimizer.apply([tf.constant(value, tf.float32) for value in gradients], variables)
        after = slots_of(optimizer)
        state_before, state_after = optimizer_state(config, before), optimizer_state(config, after)
        for place, letter in enumerate(("w", "b")):
            old, new = state_before.of(place), state_after.of(place)
            values = {
                **symbols_of(config),
                "θ": parameters[place],
                "g": gradients[place],
                "t": state_before.count + 1,
                **old,
            }
            numbers = rules.evaluated(rule, values)
            for line, (number, _) in zip(rule, numbers, strict=True):
                if line.in_state:
                    # A sum that cancels keeps the rounding of its terms.
                    rounding = 1e-6 * abs(old[line.symbol]) + 1e-12
                    wanted = new[line.symbol]
                    assert number == pytest.approx(wanted, rel=3e-6, abs=rounding), line.text
            step = float(variables[place].numpy()) - parameters[place]
            last = numbers[-1][0] - parameters[place]
            # A difference of two float32 numbers near θ.
            rounding = 4e-7 * max(abs(parameters[place]), abs(parameters[place] + step), 1e-3)
            assert last == pytest.approx(step, rel=2e-5, abs=rounding)
            slots = {key for key in before if key.startswith(f"{letter}_")}
            told = set(slot_names(config, letter).values())
            assert slots <= told, "a slot of Keras that no line tells of"


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_rule_ends_with_the_parameter_and_uses_what_is_there(name):
    config = OptimizerConfig(optimizer=name)
    rule = rule_of(config)
    assert rule[-1].symbol == rules.PARAMETER
    known = {"θ", "g", "t", *symbols_of(config)}
    known |= {line.symbol for line in rule if line.in_state}
    for line in rule:
        used: set[str] = set()

        class Spy(dict[str, float]):
            def __missing__(self, symbol, used=used):
                used.add(symbol)
                return 0.5

        line.compute(Spy())
        assert used <= known, line.text
        # Every number that goes in is named in the formula.
        assert all(symbol in line.formula.replace("ᵗ", "t") for symbol in used), line.text
        known.add(line.symbol)


def test_momentum_without_momentum_is_plain_descent():
    for name in ("sgd", "momentum", "nesterov"):
        config = OptimizerConfig(optimizer=name, momentum=0.0)
        assert [line.text for line in rule_of(config)] == ["θ ← θ − η·g"]


def test_a_diverged_run_gives_numbers_without_value_and_no_error():
    for name in OPTIMIZERS:
        config = OptimizerConfig(optimizer=name)
        rule = rule_of(config)
        slots = {line.symbol: -math.inf for line in rule if line.in_state}
        for g in (math.inf, -math.inf, math.nan, 1e300):
            values = {**symbols_of(config), "θ": 1e300, "g": g, "t": 3.0, **slots}
            assert len(rules.evaluated(rule, values)) == len(rule)
    sgd = rule_of(OptimizerConfig(optimizer="sgd"))
    (numbers,) = rules.evaluated(sgd, {"θ": 2.0, "g": math.inf, "η": 0.1})
    assert numbers[0] == -math.inf
