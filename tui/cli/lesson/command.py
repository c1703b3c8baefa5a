"""`descent lesson` without a screen: lists, writes, checks lessons, and forgets progress."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.config.paths import typed_path
from engine.errors import PathError, shown
from engine.storage.atomic import atomic_file
from engine.storage.targets import check_file_target
from tui.cli.lesson.checking import check_files
from tui.cli.lesson.listing import list_lessons
from tui.cli.lesson.restarting import restart_lessons
from tui.cli.output import put_out
from tui.cli.request import LessonWords, UsageError
from tui.lessons import library
from tui.lessons.progress import progress_file

TEMPLATE = library.TEXTS.with_name("template.md")


def obey(words: LessonWords, *, as_json: bool = False) -> int:
    """Do what is asked; returns the exit status.

    Raises:
        DescentError: a lesson or a file cannot be used.
    """
    match words.action:
        case "new":
            return _write_template(words.names[0])
        case "check":
            return check_files(words.names)
        case "restart":
            return restart_lessons(words, progress_file())
        case _:
            return list_lessons(progress_file(), as_json=as_json)


def _write_template(word: str) -> int:
    """Write the template to a new file.

    Raises:
        UsageError: the file exists, or cannot be written.
    """
    try:
        path = typed_path(word)
        check_file_target(path, (library.SUFFIX,))
        if path.exists():
            raise UsageError(f"{shown(word)}: exists already; choose another name")
        _write(path)
    except PathError as error:
        raise UsageError(str(error)) from None
    put_out(sys.stdout, f"written: {path}\ncheck it: descent lesson check {path}\n")
    put_out(sys.stdout, f"play it: descent lesson {path}\n")
    return 0


def _write(path: Path) -> None:
    try:
        with atomic_file(path) as file:
            file.write(TEMPLATE.read_bytes())
    except OSError as error:
        raise UsageError(f"{shown(str(path))}: cannot be written: {error.strerror}") from None
