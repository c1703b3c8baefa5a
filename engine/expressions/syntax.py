"""What a stop expression may be made of: read once, refused with the column where it is wrong.

The words are Python's, but few of them: numbers, arithmetic, comparisons, and/or/not, three
sequences with an index or a slice, one number, five functions. Nothing here computes anything.
"""

from __future__ import annotations

import ast
import difflib
import warnings
from dataclasses import dataclass
from functools import lru_cache

SEQUENCES = ("loss", "w", "b")
"""Epoch means, one an epoch, the latest last."""

NUMBER = "epoch"
"""The number of the epoch that has just been completed, from 1."""

FUNCTIONS = ("mean", "abs", "min", "max", "sqrt")
NAMES = (*SEQUENCES, NUMBER)

LONGEST = 300
"""Characters."""

MEMORY = 10_000
"""The most epochs that an expression can look back."""

EXAMPLE = "abs(loss[-1] - loss[-2]) / loss[-2] < 0.001"

_DEEPEST = 40
_OPERATORS: tuple[type[ast.AST], ...] = (
    ast.And, ast.Or, ast.Not, ast.USub, ast.UAdd,
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow,
    ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE,
)  # fmt: skip
_PARTS: tuple[type[ast.AST], ...] = (
    ast.BoolOp, ast.UnaryOp, ast.BinOp, ast.Compare, ast.IfExp, ast.Subscript, ast.Slice,
)  # fmt: skip


class ExpressionError(ValueError):
    """A text that is no stop expression; the message says where, and what would be right."""


@dataclass(frozen=True)
class Parsed:
    """An expression that was read.

    Attributes:
        text: as typed, without blanks around it.
        tree: its syntax, as `simpleeval` takes it.
        memory: how many of the last epochs it looks at, the present one included; `MEMORY` where
            that is not written down in numbers.
    """

    text: str
    tree: ast.expr
    memory: int


@lru_cache(maxsize=32)
def parse(text: str) -> Parsed:
    """Read an expression.

    Raises:
        ExpressionError: it is none.
    """
    text = text.strip()
    if not text:
        raise ExpressionError(f"nothing is there; write a comparison such as {EXAMPLE}")
    if len(text) > LONGEST:
        raise ExpressionError(f"{len(text)} characters are too many: {LONGEST} at most")
    tree = _read(text)
    _check(tree, text, 0)
    memory = _memory(tree)
    if memory > MEMORY:
        raise ExpressionError(f"it looks back {memory:,} epochs; {MEMORY:,} are known at most")
    return Parsed(text, tree, memory)


def _read(text: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        # Python has no column for what is missing at the end.
        column = min(error.offset or len(text) + 1, len(text) + 1)
        wrong = _reason(error.msg or "", text[column - 1 : column])
    except (ValueError, MemoryError, RecursionError):
        column, wrong = 1, "this cannot be read"
    raise ExpressionError(f"column {column}{_at(text, column - 1)}: {wrong}")


def _reason(message: str, character: str) -> str:
    """Python's own words where they say more than that something is wrong."""
    if not character:
        return "more is needed"
    if character == "=":
        return "= compares nothing; write == for equal, < for less"
    if "invalid syntax" in message:
        said = "this does not belong here"
        return said + "; a comma may be missing" if "comma" in message else said
    return message.partition(". ")[0] or "this does not belong here"


def _at(text: str, place: int) -> str:
    """What stands at that place, quoted."""
    rest = text[place:].split()
    return f", at '{rest[0][:12]}'" if rest else ", at the end"


def _refuse(node: ast.AST, text: str, reason: str) -> ExpressionError:
    # Python counts bytes here, people count characters.
    offset = getattr(node, "col_offset", 0)
    place = len(text.encode()[:offset].decode(errors="ignore"))
    at = f", at '{node.id}'" if isinstance(node, ast.Name) else _at(text, place)
    return ExpressionError(f"column {place + 1}{at}: {reason}")


def _check(node: ast.AST, text: str, depth: int) -> None:
    """Go through all parts; nothing passes that is not known."""
    if depth > _DEEPEST:
        raise _refuse(node, text, "this is nested too deeply")
    match node:
        case ast.Constant(value=value):
            if not isinstance(value, int | float):
                raise _refuse(node, text, f"{_kind(value)} cannot be used; numbers can")
        case ast.Name(id=name):
            if name not in NAMES:
                raise _refuse(node, text, _unknown(name))
        case ast.Call():
            _check_call(node, text)
            for argument in node.args:
                _check(argument, text, depth + 1)
        case _ if isinstance(node, _PARTS):
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.operator | ast.cmpop | ast.boolop | ast.unaryop):
                    if not isinstance(child, _OPERATORS):
                        raise _refuse(node, text, "an operator here cannot be used; + - * / do")
                elif not isinstance(child, ast.expr_context):
                    _check(child, text, depth + 1)
        case _:
            raise _refuse(node, text, f"{_construct(node)} cannot be used")


def _check_call(node: ast.Call, text: str) -> None:
    name = node.func.id if isinstance(node.func, ast.Name) else None
    if name not in FUNCTIONS:
        said = "this cannot be called" if name is None else _unknown(name)
        raise _refuse(node, text, f"{said}; the functions are {', '.join(FUNCTIONS)}")
    starred = any(isinstance(argument, ast.Starred) for argument in node.args)
    one = name in ("mean", "abs", "sqrt")
    if node.keywords or starred or not node.args or (one and len(node.args) > 1):
        takes = "one thing" if one else "a sequence, or numbers"
        raise _refuse(node, text, f"{name} takes {takes} in its parentheses")


def _unknown(name: str) -> str:
    if name in NAMES or name in FUNCTIONS:
        return f"{name} is no {'function' if name in NAMES else 'number: it needs parentheses'}"
    near = difflib.get_close_matches(name, (*NAMES, *FUNCTIONS), n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(NAMES)}"
    return f"there is no {name}; {hint}"


def _kind(value: object) -> str:
    return {str: "text", bytes: "text", complex: "a complex number"}.get(type(value), "this")


def _construct(node: ast.AST) -> str:
    return {
        ast.Attribute: "a dot after a name",
        ast.Lambda: "lambda",
        ast.List: "a list",
        ast.Tuple: "a comma outside of a function",
        ast.NamedExpr: ":=",
    }.get(type(node), "this")


def _memory(tree: ast.expr) -> int:
    """The most epochs back that any part looks, if each says so in numbers."""
    furthest, indexed = 1, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            indexed.add(id(node.value))
            furthest = max(furthest, _reach(node.slice))
        elif isinstance(node, ast.Name) and node.id in SEQUENCES and id(node) not in indexed:
            furthest = max(furthest, MEMORY)
    return furthest


def _reach(index: ast.expr) -> int:
    """How far back an index or slice goes from the end; `MEMORY` where it does not tell."""
    if isinstance(index, ast.Slice):
        stop = 1 if index.upper is None else _reach(index.upper)
        return MEMORY if index.lower is None else max(_reach(index.lower), stop)
    match index:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(back))) if back > 0:
            return back
        case _:
            return MEMORY
