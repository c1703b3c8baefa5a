"""Writing to stdout and stderr, which may be full or closed."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import sys
from typing import TextIO

from engine.errors import harmless
from tui.text.columns import wrapped

FAILED_STATUS, USAGE_STATUS = 1, 2
BROKEN_PIPE_STATUS = 128 + signal.SIGPIPE
"""The reader of stdout closed it."""


class OutputError(Exception):
    """Stdout cannot be written; the text is the reason, in one line."""


def put_out(out: TextIO, text: str) -> None:
    """Write and flush; text from a file may be in it, so what a terminal would obey is escaped.

    Raises:
        BrokenPipeError: the reader closed it.
        OutputError: it cannot be written.
    """
    try:
        out.write(harmless(text))
        out.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise output_error(error) from None


def output_error(error: OSError) -> OutputError:
    """The error for a failed write to stdout."""
    return OutputError(f"stdout: {error.strerror or error}")


def give_up_output() -> None:
    """Redirect stdout to nowhere, because Python flushes it again on exit and would complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def prepare_streams() -> None:
    """Make stdin readable, and stdout and stderr accept any text.

    Characters that they cannot encode are escaped. If their descriptors are closed they are None,
    and are replaced; the descriptors too, or the next socket would take their numbers.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # the lowest number is free
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def complain(message: str, details: str = "") -> None:
    """Print one line on stderr, prefixed with the program's name; details go to the log."""
    line = " ".join(message.split())
    if details:
        from engine.storage.worker_log import keep_details

        log = keep_details(details)
        line += f"; details: {log}" if log else ""
    put_aside(f"descent: {line}\n")


def put_aside(text: str) -> None:
    """Write to stderr and flush; what a terminal would obey is escaped."""
    # Where stderr cannot be written there is nowhere to complain.
    with contextlib.suppress(OSError):
        sys.stderr.write(harmless(text))
        sys.stderr.flush()


def line_width() -> int | None:
    """The width of the terminal that shows stdout; None for a file or a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def page_width() -> int:
    """The width to which sentences are wrapped: that of the terminal; 80 for a file or a pipe."""
    return line_width() or 80


def sentences(*lines: str) -> str:
    """Sentences as they are printed, wrapped to the page; empty ones are left out."""
    found = wrapped([line for line in lines if line], page_width())
    return "".join(f"{line}\n" for line in found)
