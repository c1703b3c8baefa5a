"""The arguments of a command are assembled once for all command lines of these tests.

cyclopts looks through the types of a hundred options for every command line that it reads, which is
most of such a test. A program reads one.
"""

from __future__ import annotations

from typing import Any

from cyclopts import App
from cyclopts.argument import ArgumentCollection
from cyclopts.utils import UNSET

_assemble = App.assemble_argument_collection
_kept: dict[tuple[int, bool], tuple[App, ArgumentCollection]] = {}
"""With the command, so that no other one gets its `id`."""


def assemble(
    app: App, *, default_parameter: Any = None, parse_docstring: bool = False
) -> ArgumentCollection:
    """The arguments of a command, without values; arguments as in cyclopts."""
    key = id(app), parse_docstring
    if default_parameter is not None:
        return _assemble(app, default_parameter=default_parameter, parse_docstring=parse_docstring)
    if key not in _kept:
        _kept[key] = app, _assemble(app, parse_docstring=parse_docstring)
    found = _kept[key][1]
    for argument in found:
        argument.tokens, argument._value, argument._marked_converted = [], UNSET, False
    return found.copy()
