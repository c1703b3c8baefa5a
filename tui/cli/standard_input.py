"""A hyphen as the file of data is standard input: all of it is read first, into a file.

So is a pipe that a shell made, as for `<(command)`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

from engine.data.standard_input import NAME, NOT_REPEATABLE, PIPE, kept
from engine.errors import DescentError, shown
from engine.files import is_given_pipe, is_standard_input
from tui.cli.interrupts import raise_on_interrupt
from tui.cli.options.words import STANDARD_INPUT
from tui.cli.request import Request, UsageError

_TERMINAL = "/dev/tty"


@contextmanager
def with_input_read(request: Request) -> Iterator[Request]:
    """The request, with standard input or a pipe kept in a file if it is the data.

    The app then takes the keyboard from the terminal itself.

    Raises:
        UsageError: the run could not be repeated from standard input.
        DescentError: standard input is the keyboard, cannot be read, or hides the keyboard.
    """
    data = request.values.get("data", "")
    from_input = data == STANDARD_INPUT or is_standard_input(Path(data))
    if not (from_input or is_given_pipe(Path(data))):
        yield request
        return
    if request.save is not None:
        raise UsageError(f"--save: {NOT_REPEATABLE}")
    # The file is removed at an interrupt.
    raise_on_interrupt()
    with ExitStack() as stack:
        try:
            stream = _input() if from_input else stack.enter_context(Path(data).open("rb"))
            path = stack.enter_context(kept(stream, NAME if from_input else PIPE))
        except OSError as error:
            where, reason = tempfile.gettempdir(), error.strerror or error
            raise DescentError(
                f"--data {shown(data)}: cannot be read, or kept in {where}: {reason}"
            ) from None
        if from_input and request.command == "app":
            _take_keyboard()
        yield replace(request, values={**request.values, "data": str(path)})


def _input() -> IO[bytes]:
    """Standard input as bytes.

    Raises:
        DescentError: it is the keyboard, or closed.
    """
    try:
        keyboard = sys.stdin.isatty()
        stream = sys.stdin.buffer
    except (AttributeError, ValueError):
        raise DescentError("--data -: standard input is closed; name a file") from None
    if keyboard:
        raise DescentError(
            "--data -: standard input is the keyboard; pipe data into descent, or name a file"
        )
    return stream


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
