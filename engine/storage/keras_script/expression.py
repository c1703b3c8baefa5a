"""A stop expression as Python code with the same meaning.

The expression is parsed and checked by `engine.expressions.syntax`; the code is made from its
syntax tree, so that nothing else can enter it.
"""

from __future__ import annotations

import ast

from engine.expressions.syntax import SEQUENCES, parse


def python_of(text: str) -> tuple[str, bool]:
    """The expression as Python, and whether it can only be true or false.

    `mean`, `min` and `max` take a list of numbers too; powers are those of floats.
    """
    tree = _Plain().visit(ast.parse(ast.unparse(parse(text).tree), mode="eval")).body
    return ast.unparse(ast.fix_missing_locations(tree)), _is_condition(tree)


class _Plain(ast.NodeTransformer):
    """Writes what Python means differently in another way."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        one_sequence = len(node.args) == 1 and _is_sequence(node.args[0])
        if name in ("mean", "min", "max") and not one_sequence:
            node.args = [ast.List(elts=node.args, ctx=ast.Load())]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Pow):
            return ast.Call(ast.Name("pow", ast.Load()), [node.left, node.right], [])
        return node


def _is_sequence(node: ast.expr) -> bool:
    match node:
        case ast.Name(id=name):
            return name in SEQUENCES
        case ast.Subscript(value=value, slice=ast.Slice()):
            return _is_sequence(value)
        case ast.IfExp(body=body, orelse=other):
            return _is_sequence(body) and _is_sequence(other)
        case _:
            return False


def _is_condition(node: ast.expr) -> bool:
    match node:
        case ast.Compare() | ast.UnaryOp(op=ast.Not()) | ast.Constant(value=bool()):
            return True
        case ast.BoolOp(values=values):
            return all(map(_is_condition, values))
        case ast.IfExp(body=body, orelse=other):
            return _is_condition(body) and _is_condition(other)
        case _:
            return False
