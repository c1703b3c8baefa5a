"""The syntax of expressions: parsing, and errors with their columns.

A small subset of Python: numbers, arithmetic, comparisons, and/or/not, and the names and functions
of a vocabulary. That of stop expressions has three sequences, which take an index or a slice, one
number and five functions. This module evaluates nothing.
"""

from __future__ import annotations

import ast
import difflib
import warnings
from dataclasses import dataclass
from functools import lru_cache

SEQUENCES = ("loss", "w", "b")
"""Epoch means, one per epoch, the latest last."""

NUMBER = "epoch"
"""The number of the last completed epoch, from 1."""

FUNCTIONS = ("mean", "abs", "min", "max", "sqrt")


@dataclass(frozen=True)
class Vocabulary:
    """The words of one kind of expression.

    Attributes:
        sequences: names that take an index or a slice.
        numbers: names of single numbers.
        functions: names of functions; all but `min` and `max` take one argument.
    """

    sequences: tuple[str, ...]
    numbers: tuple[str, ...]
    functions: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All names that are not functions."""
        return self.sequences + self.numbers


STOP_WORDS = Vocabulary(SEQUENCES, (NUMBER,), FUNCTIONS)

LONGEST = 300
"""The most characters of an expression."""

MEMORY = 10_000
"""The most epochs available to an expression."""

EXAMPLE = "abs(loss[-1] - loss[-2]) / loss[-2] < 0.001"

_DEEPEST = 40
_FEW = 8
"""Names up to which all are listed for an unknown one."""
_OPERATORS: tuple[type[ast.AST], ...] = (
    ast.And, ast.Or, ast.Not, ast.USub, ast.UAdd,
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow,
    ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE,
)  # fmt: skip
_PARTS: tuple[type[ast.AST], ...] = (
    ast.BoolOp, ast.UnaryOp, ast.BinOp, ast.Compare, ast.IfExp,
)  # fmt: skip
_INDEXING = (ast.Subscript, ast.Slice)


def is_true(text: str) -> str:
    """That an expression holds, as the reason for a pause or an end."""
    return f"{text} is true"


class ExpressionError(ValueError):
    """A text that is not a valid expression; the message says where, and what is valid."""


@dataclass(frozen=True)
class Parsed:
    """A parsed expression.

    Attributes:
        text: as typed, without surrounding blanks.
        tree: its syntax tree, for `simpleeval`.
        memory: the number of last epochs that it reads, including the current one; `MEMORY` if
            that is not given by constants.
    """

    text: str
    tree: ast.expr
    memory: int


@lru_cache(maxsize=32)
def parse(text: str) -> Parsed:
    """Parse a stop expression.

    Raises:
        ExpressionError: the text is not a valid expression.
    """
    text = text.strip()
    if not text:
        raise ExpressionError(f"the expression is empty; type a comparison such as {EXAMPLE}")
    tree = tree_of(text, STOP_WORDS)
    memory = _memory(tree)
    if memory > MEMORY:
        raise ExpressionError(f"it reads the last {memory:,} epochs; at most {MEMORY:,} are stored")
    return Parsed(text, tree, memory)


def tree_of(text: str, words: Vocabulary) -> ast.expr:
    """The syntax tree of a text without surrounding blanks, for `simpleeval`.

    Raises:
        ExpressionError: the text is not an expression in these words.
    """
    if len(text) > LONGEST:
        raise ExpressionError(f"{len(text)} characters are too many; at most {LONGEST}")
    wrong = next((place for place, one in enumerate(text) if not _is_visible(one)), None)
    if wrong is not None:
        raise ExpressionError(f"column {wrong + 1}: {text[wrong]!a} is not allowed")
    tree = _read(text)
    _check(tree, text, words, 0)
    return tree


def _is_visible(character: str) -> bool:
    return character.isprintable() or character == "\t"


def _read(text: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        # Python reports no column for something missing at the end.
        column = min(error.offset or len(text) + 1, len(text) + 1)
        wrong = _reason(error.msg or "", text[column - 1 : column])
    except (ValueError, MemoryError, RecursionError):
        column, wrong = 1, "invalid syntax"
    raise ExpressionError(f"column {column}{_at(text, column - 1)}: {wrong}")


def _reason(message: str, character: str) -> str:
    """Python's message, if it is specific; otherwise a clearer one."""
    if not character:
        return "incomplete expression"
    if character == "=":
        return "= is not a comparison; use == for equal, < for less"
    if "invalid syntax" in message:
        said = "unexpected here"
        return said + "; a comma may be missing" if "comma" in message else said
    return message.partition(". ")[0] or "unexpected here"


def _at(text: str, place: int) -> str:
    """The text at that position, quoted."""
    rest = text[place:].split()
    return f", at '{rest[0][:12]}'" if rest else ", at the end"


def _refuse(node: ast.AST, text: str, reason: str) -> ExpressionError:
    # Python counts bytes here; the message counts characters.
    offset = getattr(node, "col_offset", 0)
    place = len(text.encode()[:offset].decode(errors="ignore"))
    at = f", at '{node.id}'" if isinstance(node, ast.Name) else _at(text, place)
    return ExpressionError(f"column {place + 1}{at}: {reason}")


def _check(node: ast.AST, text: str, words: Vocabulary, depth: int) -> None:
    """Check all parts; anything unknown is rejected."""
    if depth > _DEEPEST:
        raise _refuse(node, text, "nested too deeply")
    match node:
        case ast.Constant(value=value):
            if not isinstance(value, int | float):
                raise _refuse(node, text, f"{_kind(value)} is not allowed; use numbers")
        case ast.Name(id=name):
            if name not in words.names:
                raise _refuse(node, text, _unknown(name, words))
        case ast.Call():
            _check_call(node, text, words)
            for argument in node.args:
                _check(argument, text, words, depth + 1)
        case _ if isinstance(node, _PARTS) or (words.sequences and isinstance(node, _INDEXING)):
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.operator | ast.cmpop | ast.boolop | ast.unaryop):
                    if not isinstance(child, _OPERATORS):
                        raise _refuse(node, text, "this operator is not allowed; use + - * / **")
                elif not isinstance(child, ast.expr_context):
                    _check(child, text, words, depth + 1)
        case _:
            raise _refuse(node, text, f"{_construct(node)} is not allowed")


def _check_call(node: ast.Call, text: str, words: Vocabulary) -> None:
    name = node.func.id if isinstance(node.func, ast.Name) else None
    if name not in words.functions:
        said = "this is not a function" if name is None else _unknown(name, words)
        if isinstance(node.func, ast.Attribute) and node.func.attr in words.functions:
            raise _refuse(node, text, f"write {node.func.attr} without a name before it")
        raise _refuse(node, text, f"{said}; the functions are {', '.join(words.functions)}")
    starred = any(isinstance(argument, ast.Starred) for argument in node.args)
    one = name not in ("min", "max")
    if node.keywords or starred or not node.args or (one and len(node.args) > 1):
        several = "a sequence or numbers" if words.sequences else "numbers"
        takes = "one argument" if one else f"{several} as arguments"
        raise _refuse(node, text, f"{name} takes {takes}")


def _unknown(name: str, words: Vocabulary) -> str:
    if name in words.names or name in words.functions:
        what = "function" if name in words.names else "number; it needs parentheses"
        return f"{name} is not a {what}"
    if product := _product(name, words.numbers):
        return f"unknown name {name}; write {product}"
    known = (*words.names, *words.functions)
    near = [word for word in known if word.lower() == name.lower()]
    near = near or difflib.get_close_matches(name, known, n=1)
    few = len(words.names) <= _FEW
    hint = f"; did you mean {near[0]}?" if near else f"; use {', '.join(words.names)}" * few
    return f"unknown name {name}{hint}"


def _product(name: str, numbers: tuple[str, ...]) -> str:
    """A name such as kM as the product that it stands for on paper, k*M; empty if it is none."""
    short = {number for number in numbers if len(number) == 1}
    return "*".join(name) if len(name) > 1 and set(name) <= short else ""


def _kind(value: object) -> str:
    return {str: "text", bytes: "text", complex: "a complex number"}.get(type(value), "this")


def _construct(node: ast.AST) -> str:
    return {
        ast.Attribute: "a dot after a name",
        ast.Lambda: "lambda",
        ast.Subscript: "an index in brackets",
        ast.List: "a list",
        ast.Tuple: "a comma outside of a function",
        ast.NamedExpr: ":=",
    }.get(type(node), "this")


def _memory(tree: ast.expr) -> int:
    """The most epochs back that any part reads, if all indices are constants."""
    furthest, indexed = 1, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            indexed.add(id(node.value))
            furthest = max(furthest, _reach(node.slice))
        elif isinstance(node, ast.Name) and node.id in SEQUENCES and id(node) not in indexed:
            furthest = max(furthest, MEMORY)
    return furthest


def _reach(index: ast.expr) -> int:
    """How far back an index or slice reaches from the end; `MEMORY` if it is not constant."""
    if isinstance(index, ast.Slice):
        stop = 1 if index.upper is None else _reach(index.upper)
        return MEMORY if index.lower is None else max(_reach(index.lower), stop)
    match index:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(back))) if back > 0:
            return back
        case _:
            return MEMORY
