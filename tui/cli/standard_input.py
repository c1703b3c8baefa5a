"""A hyphen as the file of data is standard input: all of it is read first, into a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from engine.data.standard_input import NOT_REPEATABLE, kept
from engine.errors import DescentError
from tui.cli.options.words import STANDARD_INPUT
from tui.cli.request import Request, UsageError

_TERMINAL = "/dev/tty"


@contextmanager
def with_input_read(request: Request) -> Iterator[Request]:
    """The request, with standard input kept in a file if it is the data.

    The app then takes the keyboard from the terminal itself.

    Raises:
        UsageError: the run could not be repeated from standard input.
        DescentError: standard input is the keyboard, cannot be read, or hides the keyboard.
    """
    if request.values.get("data") != STANDARD_INPUT:
        yield request
        return
    _check(request)
    try:
        stream = sys.stdin.buffer
        if sys.stdin.isatty():
            raise DescentError(
                "--data -: standard input is the keyboard; pipe data into descent, or name a file"
            )
        with kept(stream) as path:
            if request.command == "app":
                _take_keyboard()
            yield replace(request, values={**request.values, "data": str(path)})
    except (AttributeError, ValueError):
        raise DescentError("--data -: standard input is closed; name a file") from None


def _check(request: Request) -> None:
    if request.save is not None:
        raise UsageError(f"--save: {NOT_REPEATABLE}")


def _take_keyboard() -> None:
    try:
        terminal = os.open(_TERMINAL, os.O_RDWR)
    except OSError as error:
        raise DescentError(
            f"--data -: the app needs the keyboard, but {_TERMINAL}: {error.strerror};"
            " name a file, or use descent train"
        ) from None
    os.dup2(terminal, sys.stdin.fileno())
    os.close(terminal)
