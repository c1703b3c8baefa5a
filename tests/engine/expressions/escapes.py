"""Texts that try to leave the language of expressions."""

from __future__ import annotations

from engine.expressions.syntax import LONGEST

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
