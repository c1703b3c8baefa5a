"""Ways out of a sandbox that others have found: none leads out of a stop expression."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.errors import ConfigError
from engine.expressions.evaluate import Expression
from engine.expressions.syntax import ExpressionError, parse
from tests.engine.expressions.escapes import ESCAPES

EPOCHS = np.ones((200, 3))


COSTLY = [
    "9 ** 9 ** 9 ** 9 > 1", "2 ** 2 ** 2 ** 2 ** 2 ** 2 > 1", "(9 ** 9 ** 9) * 0 < 1",
    "10 ** 300 * 10 ** 300 > 1", "epoch ** epoch ** epoch > 1", "-9 ** 9 ** 9 < 1",
    "*".join(["9" * 30] * 9) + " > 1", "9" * 290 + " > 1", "1e308 * 1e308 > 1",
    "0 ** -1 > 1", "(-1) ** 0.5 > 1", "1 % 0 > 1", "1 // 0 > 1", "loss[9 ** 99] > 1",
    "loss[-9 ** 9] > 1", "loss[: 9 ** 9] > 1", "mean(loss[0 : 9 ** 9]) > 2",
    "loss[1e9] > 1", "loss[1:2:3] > 1", "loss[w] > 1", "loss[loss[-1]] > 1",
    "+".join(["mean(loss)"] * 24) + " < 1", "max(" * 30 + "loss" + ")" * 30 + " < 1",
]  # fmt: skip


@pytest.mark.parametrize("text", ESCAPES)
def test_no_way_out_is_read(text):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert "\n" not in str(caught.value)
    with pytest.raises(ConfigError):
        with_values(RunConfig(), {"stop": "expression", "expression": text})


def test_what_costs_much_is_not_computed():
    tracemalloc.start()
    for text in COSTLY:
        try:
            met, fault = Expression(parse(text)).first_met(np.empty((0, 3)), EPOCHS, 0)
        except ExpressionError:
            continue
        assert fault is not None or met is None or met < len(EPOCHS), text
    assert tracemalloc.get_traced_memory()[1] < 4 << 20
    tracemalloc.stop()
