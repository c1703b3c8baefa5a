"""`descent watch` and `descent landscape`, on the screen or without one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from engine.client.landscape import LandscapeWorker
from engine.config.paths import no_such_file
from engine.errors import DescentError, shown
from engine.networks.recording.header import recordings_below
from engine.networks.recording.reader import Reader
from engine.networks.recording.recording import State
from tui.cli.mapping import Mapping2D
from tui.cli.output import FAILED_STATUS, USAGE_STATUS, complain, put_out
from tui.cli.request import Request
from tui.networks.landscape.mapper import Mapper
from tui.terminal.characters import Repertoire
from tui.terminal.settings import ScreenSettings
from tui.terminal.suitable import unsuitable

MOST_SHOWN = 4
"""Recordings that are named where none was meant."""


def about_network(request: Request) -> int:
    """Carry out either command; returns the exit status.

    Raises:
        DescentError: the input is not valid.
    """
    if request.watched is not None:
        return watch(request.watched, request.screen)
    assert request.mapping is not None
    return show_landscape(request.mapping, request.output, request.screen)


def watch(folder: Path, screen: ScreenSettings) -> int:
    """Follow a recording; returns the exit status.

    Raises:
        DescentError: it is a file, or a folder of recordings.
    """
    check_recording(folder)
    if screen.plain or unsuitable(os.environ):
        return _print_lines(folder)
    from tui.app.running import run_to_end
    from tui.app.signals import heeded_signals
    from tui.networks.shell import on_this_terminal
    from tui.networks.watch.app import WatchApp

    app = WatchApp(folder, on_this_terminal(screen), heeded_signals())
    if not run_to_end(app, app.ending, "the training goes on"):
        return FAILED_STATUS
    return app.return_code or 0


def check_recording(folder: Path) -> None:
    """Check that a recording may come to be in this folder.

    Raises:
        DescentError: it is a file, or a folder of recordings.
    """
    name = shown(str(folder))
    if folder.exists() and not folder.is_dir():
        raise DescentError(f"{name}: is a file; must be the folder of a recording")
    if below := recordings_below(folder):
        more = ", …" if len(below) > MOST_SHOWN else ""
        folders = ", ".join(shown(str(each)) for each in below[:MOST_SHOWN])
        raise DescentError(f"{name}: is no recording; recordings are in {folders}{more}")


def _print_lines(folder: Path) -> int:
    from tui.networks.watch.lines import lines_of

    reader, repertoire = Reader(folder), Repertoire.of(sys.stdout.encoding, os.environ)
    for line in lines_of(reader):
        put_out(sys.stdout, repertoire.shown(f"{line}\n"))
    return FAILED_STATUS if reader.look().state in (State.KILLED, State.STOPPED) else 0


def show_landscape(mapping: Mapping2D, output: Path | None, screen: ScreenSettings) -> int:
    """Map a loss, and show it or write it; returns the exit status.

    Raises:
        DescentError: a file is missing, or there is no terminal.
    """
    asked = mapping.asked
    for path in (asked.model, asked.data):
        check_file(path)
    if output is None and (reason := unsuitable(os.environ)):
        raise DescentError(f"{reason.partition(';')[0]}; --output FILE writes a file without one")
    worker = LandscapeWorker()
    mapper = Mapper(asked, events=worker.events, end=worker.close, again=mapping.again)
    if output is None:
        return open_screen(mapper, asked.model, screen)
    from tui.cli.networks_headless import write_without_screen

    return write_without_screen(mapper, output)


def open_screen(mapper: Mapper, model: Path, screen: ScreenSettings) -> int:
    """Show a landscape on this terminal; returns the exit status."""
    from tui.app.running import run_to_end
    from tui.app.signals import heeded_signals
    from tui.networks.landscape.app import LandscapeApp
    from tui.networks.shell import on_this_terminal

    app = LandscapeApp(mapper, model, on_this_terminal(screen), heeded_signals())
    if not run_to_end(app, app.ending, "what was evaluated is kept"):
        return FAILED_STATUS
    if app.farewell:
        complain(app.farewell, "" if app.return_code == USAGE_STATUS else app.details)
    return app.return_code or 0


def check_file(path: Path) -> None:
    """Check that a file exists, before TensorFlow is imported for it.

    Raises:
        DescentError: there is none.
    """
    try:
        path.stat()
    except FileNotFoundError:
        raise DescentError(f"{shown(str(path))}: {no_such_file(path)}") from None
    except OSError as error:
        raise DescentError(f"{shown(str(path))}: {error.strerror or error}") from None
