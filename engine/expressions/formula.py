"""Formulas: expressions in names whose values are given, such as ceil(n / M).

The same subset of Python as in stop expressions, without sequences, and evaluated by `simpleeval`.
Powers are computed in floating point, because whole numbers would grow without limit.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from simpleeval import NameNotDefined, SimpleEval

from engine.expressions.evaluate import OPERATORS
from engine.expressions.syntax import ExpressionError, Vocabulary, tree_of

Number = float | int

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "ceil": math.ceil, "floor": math.floor, "round": round, "int": int,
    "min": min, "max": max, "abs": abs, "sqrt": math.sqrt, "exp": math.exp, "log": math.log,
}  # fmt: skip
"""The functions of formulas; log is the natural logarithm."""

_NO_VALUE = (ArithmeticError, ValueError, TypeError, NameNotDefined)

_WORD = re.compile(r"[^\W\d]\w*")
_TYPED = str.maketrans({"·": "*", "×": "*", "−": "-", "÷": "/"})
"""Signs of formulas as printed, and what stands for them; a column stays what it was."""


@dataclass(frozen=True)
class Formula:
    """A parsed formula.

    Attributes:
        text: as typed, without surrounding blanks.
        tree: its syntax tree.
    """

    text: str
    tree: ast.expr

    def __call__(self, values: Mapping[str, Number]) -> float | None:
        """Its value where the names have these values; None where it has none.

        That is a division by zero, a root of a negative number, a name that is not given, a result
        that is not finite, or one that is not a number, such as that of a comparison.
        """
        try:
            value = self._value(values)
            number = math.nan if isinstance(value, bool) else float(value)
        except _NO_VALUE:
            return None
        return number if math.isfinite(number) else None

    def holds(self, values: Mapping[str, Number]) -> bool:
        """Whether it is a comparison that is true where the names have these values."""
        try:
            return self._value(values) is True
        except _NO_VALUE:
            return False

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of numbers that it uses."""
        named = {node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)}
        return frozenset(named - FUNCTIONS.keys())

    @property
    def compares(self) -> bool:
        """Whether it is a comparison, rather than a number."""
        negation = isinstance(self.tree, ast.UnaryOp) and isinstance(self.tree.op, ast.Not)
        return negation or isinstance(self.tree, ast.Compare | ast.BoolOp)

    @cached_property
    def _evaluator(self) -> SimpleEval:
        return SimpleEval({**OPERATORS, ast.Pow: math.pow}, dict(FUNCTIONS), {})

    def _value(self, values: Mapping[str, Number]) -> Any:
        self._evaluator.names = values
        return self._evaluator.eval(self.text, self.tree)


def words_in(text: str) -> set[str]:
    """The names in a text, without those of functions."""
    return set(_WORD.findall(text)) - FUNCTIONS.keys()


def formula_of(text: str, names: Iterable[str]) -> Formula:
    """Parse a formula in these names.

    Raises:
        ExpressionError: the text is not a formula in these names; the message says where.
    """
    names = tuple(names)
    text = text.strip().translate(_TYPED)
    if not text:
        raise ExpressionError(f"the formula is empty; use {', '.join(names)} and + - * /")
    tree = tree_of(text, Vocabulary((), names, tuple(FUNCTIONS)))
    return Formula(text, tree)
