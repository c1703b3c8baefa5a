"""Ways out of a sandbox that others have found: none leads out of a stop expression."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.errors import ConfigError
from engine.expressions.evaluate import Expression
from engine.expressions.syntax import LONGEST, ExpressionError, parse

EPOCHS = np.ones((200, 3))

ESCAPES = [
    # Attributes, from values to classes to everything.
    "().__class__.__bases__[0].__subclasses__()", "loss.__init__.__globals__", "loss._values < 1",
    "mean.__globals__['os'].system('true')", "(1).__class__ < 2", "epoch.real < 2",
    "loss[-1].__class__.__mro__[1] < 2", "abs.__self__ < 2", "(lambda: 0).__code__ < 2",
    "[c for c in ().__class__.__base__.__subclasses__()]", "loss.index < 1", "(0).from_bytes < 1",
    # Names that are always there in Python.
    "__import__('os').system('true')", "__builtins__ < 2", "open('/etc/passwd').read() < 2",
    "eval('1') < 2", "exec('1') < 2", "compile('1', '', 'eval') < 2", "globals() < 2",
    "vars(loss) < 2", "getattr(loss, '_values') < 2", "type(loss) < 2", "breakpoint() < 2",
    "input() < 2", "help() < 2", "exit() < 2", "print(1) < 2", "object() < 2", "range(9) < 2",
    # Formats, which read attributes from within a text.
    "'{0.__class__}'.format(loss) < 2", "f'{loss.__class__}' < 2", "'%s' % loss < 2",
    "f'{(lambda: 1)()}' < 2", "'a' 'b' < 2", "b'a' < 2", "str(loss) < 2", "rb'' < 2",
    # Statements and constructs that are expressions.
    "(x := 1) < 2", "lambda: 1", "(yield) < 2", "await w < 2", "[*loss] < 2", "{**{}} < 2",
    "{1: 2}[1] < 3", "{1} < 2", "(1, 2) < (3, 4)", "[1][0] < 2", "1 if w else [1]", "not ...",
    "max(loss, key=abs) < 1", "mean(*[1]) < 2", "abs(**{'x': 1}) < 2", "None < 2", "w @ b < 2",
    "loss is w", "1 in loss", "~epoch < 2", "epoch << 99999999 > 1", "epoch | 1 < 2",
    # Comprehensions without end.
    "[0 for a in loss for b in loss for c in loss]", "{a: a for a in loss}", "{a for a in loss}",
    "max(a for a in loss) < 2", "[[0] * 9 ** 9] < 2", "[0] * 9 ** 9 < 2", "'a' * 9 ** 9 < 'b'",
    # More than is read.
    "(" * 300 + "1" + ")" * 300 + " < 2", "-" * 200 + "1 < 2", "not " * 70 + "w[-1] < 2",
    "1" * (LONGEST + 1), "w[" * 60 + "0" + "]" * 60 + " < 2", "1+" * 149 + "1 < 2 \\", "\0 < 2",
    "w[-1] < 2\nimport os", "w[-1] < 2; import os", "w[-1] < 2 # \u202e", "ｌｏｓｓ.x < 2",
]  # fmt: skip

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
