"""The lines of schedules and clipping against Keras, which makes the same updates eagerly."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest

from engine.config.optimizer import OptimizerConfig
from engine.optimizers.before_rule import lines_before, values_before
from engine.optimizers.rules import evaluated, rule_of
from tests.engine.optimizers.keras_schedules import keras_schedule
from tui.views.algorithm.terms import substituted

GRADIENTS = [(-690.0, -105.0), (-3.5, 12.25), (0.125, -0.002), (3.0, -4.0), (-7.0, 0.0)]
KINDS: dict[str, dict[str, Any]] = {
    "step": {"period": 2, "decay_rate": 0.3},
    "exponential": {"period": 7, "decay_rate": 0.3},
    "piecewise": {"pieces": "1:0.3, 3:2"},
    "cosine": {"period": 5, "warmup": 3, "rate_floor": 0.1},
    "restarts": {"period": 2, "t_mul": 1.5, "m_mul": 0.5, "rate_floor": 0.1},
}
CLIPS = ["clipvalue", "clipnorm", "global_clipnorm", "global_clipnorm", "clipvalue"]


@pytest.mark.parametrize(("kind", "clip"), list(zip(KINDS, CLIPS, strict=True)))
def test_the_lines_make_the_step_that_keras_makes(kind, clip):
    import keras
    import tensorflow as tf

    config = OptimizerConfig(
        learning_rate=0.1, schedule=kind, clipping=clip.replace("clip", ""), clip_at=4.5,
        **KINDS[kind],
    )  # fmt: skip
    variables = [keras.Variable(1.5), keras.Variable(-0.75)]
    optimizer = keras.optimizers.SGD(keras_schedule(config), **{clip: 4.5})
    for made, gradient in enumerate(GRADIENTS):
        before = [float(variable.numpy()) for variable in variables]
        optimizer.apply([tf.constant(value) for value in gradient], variables)
        lines = lines_before(config.rates, made, config.clips)
        assert [line.symbol for line in lines] == ["η", "g"]
        known = values_before(config.rates, made, config.clips, gradient)
        for place, variable in enumerate(variables):
            values = {**known, "θ": before[place], "g": gradient[place]}
            numbers = evaluated((*lines, *rule_of("sgd", {})), values)
            assert numbers[-1][0] == pytest.approx(float(variable.numpy()), rel=1e-6)
            # The formula with these numbers in it gives the number of the line.
            for line, (number, used) in zip(lines, numbers, strict=False):
                assert calculated(substituted(line, used, 12)) == pytest.approx(number, rel=1e-5)


def calculated(text: str) -> float:
    """The number that a formula in numbers stands for."""
    for sign, plain in {
        "·": "*", "−": "-", "^": "**", "½": "0.5", "⌊": "math.floor(", "⌋": ")", "°": "",
    }.items():  # fmt: skip
        text = text.replace(sign, plain)
    text = re.sub(r"\|([^|]+)\|", r"abs(\1)", text).replace("cos(180*", "math.cos(math.pi*")
    return float(eval(text, {"math": math}))


def test_one_cycle_and_a_warm_up_say_their_part():
    cycle = OptimizerConfig(learning_rate=0.1, schedule="one_cycle", period=20).rates
    warm = OptimizerConfig(learning_rate=0.1, warmup=4).rates
    for schedule, updates in ((cycle, range(30)), (warm, range(8))):
        for made in updates:
            (line,) = lines_before(schedule, made, OptimizerConfig().clips)
            used = values_before(schedule, made, OptimizerConfig().clips, (0.0, 0.0))
            wanted = pytest.approx(schedule.rate(made), rel=1e-6)
            assert calculated(substituted(line, used, 12)) == wanted
