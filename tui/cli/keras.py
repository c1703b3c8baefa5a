"""`descent export keras`: a run as a Keras script or notebook."""

from __future__ import annotations

import sys
from dataclasses import replace

from engine.config.paths import typed_path
from engine.config.run import RunConfig
from engine.data.preview import preview
from engine.errors import PathError
from engine.storage.keras_script.course import Course
from engine.storage.keras_script.export import exported
from engine.storage.keras_script.file import SUFFIXES, write_script
from engine.storage.keras_script.part import Part
from engine.storage.keras_script.script import python_script
from engine.storage.run_store import RunStore, name_fault, runs_folder
from engine.storage.targets import check_file_target
from tui.cli.options.words import with_file
from tui.cli.output import put_out
from tui.cli.request import Request, UsageError, configuration
from tui.text.saved import script_words

_DATA_SUFFIXES = (
    *(".csv", ".tsv", ".txt", ".dat", ".data", ".gz", ".bz2", ".xz"),
    *(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet", ".pq", ".feather", ".arrow"),
)


def export_keras(request: Request) -> int:
    """Write the script, or print it; returns the exit status.

    Raises:
        DescentError: the run, its data or the file cannot be used.
    """
    target = request.output
    try:
        if target is not None:
            check_file_target(target, SUFFIXES)
        parts = _parts(request)
        if target is None:
            put_out(sys.stdout, python_script(parts))
            return 0
        write_script(target, parts)
    except PathError as error:
        raise UsageError(f"--output: {error}") from None
    put_out(sys.stdout, f"{script_words(target)}\n")
    return 0


def _parts(request: Request) -> list[Part]:
    config, course = _run(request)
    return exported(config, preview(config.data), course)


def _run(request: Request) -> tuple[RunConfig, Course | None]:
    """The configuration that the command line asks for, or that of a saved run."""
    if not request.runs:
        return configuration(request), None
    [word] = request.runs
    store = RunStore(runs_folder(request.runs_dir))
    is_name = not name_fault(word) and store.has(word)
    if not is_name and _is_data(word):
        values = with_file(request.values, word)
        return configuration(replace(request, values=values)), None
    if request.values or request.config_file is not None:
        raise UsageError(
            "a saved run has its own parameters; remove the name of the run, or the other options"
        )
    run = store.open(word)
    return run.config, Course.of_saved(run)


def _is_data(word: str) -> bool:
    """Whether a word names a file of data, existing or misspelled, rather than a run."""
    try:
        path = typed_path(word)
        return path.is_file() or (path.suffix.lower() in _DATA_SUFFIXES and not path.exists())
    except (PathError, OSError):
        return False
