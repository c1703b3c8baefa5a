"""`descent` opens the app; `descent train`, `sweep`, `tradeoff` and others run without a screen.

Imports are late, so that the start is quick: the app without arguments imports neither cyclopts nor
any command, and the commands do not import Textual.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from engine.config.run import RunConfig
from engine.errors import ConfigError, DescentError
from engine.storage.sessions.root import sessions_folder
from tui.cli.interrupts import INTERRUPTED_STATUS, raise_on_interrupt
from tui.cli.opening import check_terminal, open_app
from tui.cli.output import (
    BROKEN_PIPE_STATUS,
    FAILED_STATUS,
    USAGE_STATUS,
    OutputError,
    complain,
    give_up_output,
    output_error,
    prepare_streams,
)
from tui.terminal.settings import LinkKind, settings_for

if TYPE_CHECKING:
    from tui.cli.request import Request
    from tui.terminal.cast import CastFile


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status.

    Args:
        words: the arguments after the program's name; None takes the process's own.
    """
    words = sys.argv[1:] if words is None else words
    prepare_streams()
    try:
        if words:
            return _obey(words)
        return open_app(RunConfig(), settings_for(LinkKind.AUTO, None, os.environ))
    except ConfigError as error:
        from tui.cli.request import in_options

        complain(in_options(str(error)))
        return USAGE_STATUS
    except DescentError as error:
        complain(str(error))
        return USAGE_STATUS
    except OutputError as error:
        give_up_output()
        complain(str(error))
        return FAILED_STATUS
    except BrokenPipeError:
        give_up_output()
        return BROKEN_PIPE_STATUS
    except KeyboardInterrupt:
        return INTERRUPTED_STATUS
    except Exception as error:  # noqa: BLE001 - no user wants a traceback; the log has it
        return _failed(error)


def _failed(error: Exception) -> int:
    """Say in one line what this program did not expect; returns the exit status."""
    import traceback

    from tui.terminal.faults import in_words

    details = "".join(traceback.format_exception(error))
    complain(f"unexpected error: {in_words(error)}", details)
    return FAILED_STATUS


def _obey(words: Sequence[str]) -> int:
    from tui.cli.parse import parse

    try:
        request = parse(words)
        sys.stdout.flush()
    except SystemExit:
        # rich ends the process where the reader of the help has closed the pipe.
        raise BrokenPipeError from None
    except BrokenPipeError:
        raise
    except OSError as error:
        # Only help or version can have been written by then.
        raise output_error(error) from None
    if request is None:
        return 0
    from tui.cli.standard_input import with_input_read

    with with_input_read(request) as readable:
        return _carry_out(readable)


def _carry_out(request: Request) -> int:
    in_app = request.command in ("app", "open", "attach", "present", "replay", "record")
    if not in_app and request.lesson.action != "open":
        gc.enable()
    if request.command in ("sweep", "tradeoff", "phase") and request.values.get("hosts"):
        raise DescentError("--hosts: several processes train one run alone; leave it out here")
    if request.command in ("sweep", "tradeoff"):
        from tui.cli.sweep import run_sweep
        from tui.cli.tradeoff import run_tradeoff

        raise_on_interrupt()
        return run_sweep(request) if request.command == "sweep" else run_tradeoff(request)
    if request.command == "phase":
        from tui.cli.phase import run_phase

        raise_on_interrupt()
        return run_phase(request)
    if request.command == "export":
        from tui.cli.keras import export_keras

        raise_on_interrupt()
        return export_keras(request)
    if request.command in ("open", "replay", "runs", "remove", "lesson"):
        return (_with_lessons if request.command == "lesson" else _with_saved_runs)(request)
    if request.command in ("attach", "present", "data", "doctor", "serve", "reference"):
        return _look_at(request)
    if request.command in ("watch", "landscape"):
        from tui.cli.networks import about_network

        raise_on_interrupt()
        return about_network(request)
    return _train(request)


def _train(request: Request) -> int:
    """A run of one's own: in the app, without a screen, or behind another process."""
    from tui.cli.request import configuration

    if (status := _followed(request)) is not None:
        return status
    if request.command in ("app", "record"):
        return _resume(request) if request.resume else _new_session(request)
    from tui.cli.standardize import accepted
    from tui.cli.train import run_training

    config = configuration(request)
    raise_on_interrupt()
    decided = accepted(request, config)
    if decided.values != request.values:
        config = configuration(decided)
    return run_training(config, decided)


def _followed(request: Request) -> int | None:
    """The exit status, if this process follows another one; otherwise None."""
    from tui.cli.request import configuration

    if request.values.get("hosts") is None and request.config_file is None:
        return None
    from tui.cli.following import followed, run_following

    config = configuration(request)
    hosts = followed(config)
    if hosts is None:
        return None
    raise_on_interrupt()
    return run_following(config, hosts)


def _look_at(request: Request) -> int:
    """The commands that make no run of their own."""
    from tui.cli.request import configuration

    raise_on_interrupt()
    if request.command in ("attach", "present"):
        from tui.cli.attach import attach
        from tui.cli.audience import show_to_audience

        check_terminal()
        if request.command == "present":
            return show_to_audience(request.app_id, request.screen)
        return attach(request.app_id, request.screen, take_over=request.take_over)
    if request.command == "serve":
        from tui.cli.serve.command import serve

        return serve(request)
    if request.command == "doctor":
        from tui.cli.doctor.command import examine

        return examine(as_json=request.as_json)
    if request.command == "reference":
        from tui.cli.reference_paths import print_references

        return print_references(configuration(request), as_json=request.as_json)
    from tui.cli.data import preview_data

    return preview_data(configuration(request), as_json=request.as_json)


def _with_saved_runs(request: Request) -> int:
    from engine.storage.run_store import RunStore, runs_folder
    from tui.cli.runs import list_runs, remove_runs

    raise_on_interrupt()
    store = RunStore(runs_folder(request.runs_dir))
    if request.command == "runs":
        return list_runs(store, as_json=request.as_json)
    if request.command == "remove":
        return remove_runs(store, request.runs)
    from engine.errors import shown
    from engine.storage.resume import opened_run
    from tui.cli.request import UsageError
    from tui.terminal.cast import CAST_SUFFIXES

    [name] = request.runs
    if name.endswith(CAST_SUFFIXES) and Path(name).is_file():
        file = shown(name)
        raise UsageError(
            f"{file}: a recording of the terminal, not a saved run; asciinema play {file} plays it"
        )
    opened = opened_run(Path(name).name, store.open(name))
    change = partial(replace, replay=True, pace=request.speed)
    return open_app(
        opened.resume.config,
        request.screen,
        request.runs_dir,
        opened,
        change=change if request.command == "replay" else lambda launch: launch,
    )


def _new_session(request: Request) -> int:
    from tui.cli.request import configuration

    notes: list[str] = []
    config = configuration(request, say=notes.append)
    note, screen, runs = " · ".join(notes), request.screen, request.runs_dir
    if request.recorded is None:
        return open_app(config, screen, runs, note=note)
    from tui.cli.record import record, recorded_lesson

    check_terminal()
    if (lesson := recorded_lesson(request)) is not None:
        config = lesson.config

    def opened(cast: CastFile) -> int:
        change = partial(replace, cast=cast)
        return open_app(config, screen, runs, note=note, lesson=lesson, change=change)

    return record(request.recorded, config, opened)


def _with_lessons(request: Request) -> int:
    if request.lesson.action != "open":
        from tui.cli.lesson.command import obey

        raise_on_interrupt()
        return obey(request.lesson, as_json=request.as_json)
    from tui.cli.lesson.naming import lesson_named

    lesson = lesson_named(request.lesson.names[0])
    return open_app(lesson.config, request.screen, request.runs_dir, lesson=lesson)


def _resume(request: Request) -> int:
    from engine.storage.sessions.resume import resume_newest
    from tui.cli.own_problem import check_version
    from tui.cli.request import UsageError, configuration

    if not request.screen.plain:
        check_terminal()
    given = configuration(request)
    resumed = resume_newest(sessions_folder())
    problem = resumed.content.config.problem.problem
    if "problem" in request.values and given.problem.problem != problem:
        raise UsageError(f"--problem: the problem of the session is {problem}; name no other file")
    if "problem" in request.values and resumed.opened is not None:
        check_version(given.problem, resumed.opened.frame.version)
    if request.values:
        resumed = resumed.on_device(given)
    config = resumed.content.config
    return open_app(config, request.screen, request.runs_dir, resumed=resumed)
