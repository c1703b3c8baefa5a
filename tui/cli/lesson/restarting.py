"""`descent lesson restart`: forgets progress, after asking."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.errors import StoreError
from tui.cli.output import complain, put_aside, put_out
from tui.cli.request import LessonWords, UsageError
from tui.lessons import library
from tui.lessons.progress import Progress, read_progress, write_progress

_YES = ("y", "yes")


def restart_lessons(words: LessonWords, file: Path) -> int:
    """Forget the progress in the lessons that are named; returns the exit status.

    Raises:
        UsageError: none or too much is named, or nobody can be asked.
        DescentError: there is no such lesson, or the file cannot be written.
    """
    if words.every == bool(words.names):
        both = "the lesson and --all" if words.every else "nothing"
        raise UsageError(f"restart: {both} given; must be the name of a lesson, or --all")
    try:
        progress = read_progress(file)
    except StoreError as error:
        if not words.every:
            raise
        complain(str(error))
        progress = Progress()
    names = tuple(progress.lessons) if words.every else (_name(words.names[0], progress),)
    what = "all lessons" if words.every else names[0]
    if not any(progress.of(name).done or progress.of(name).answers for name in names):
        put_out(sys.stdout, f"no progress in {'any lesson' if words.every else what}\n")
        return 0
    if not words.sure and not _confirmed(what):
        put_out(sys.stdout, "nothing is changed\n")
        return 0
    write_progress(file, progress.without(*names))
    put_out(sys.stdout, f"{what}: from the start again\n")
    return 0


def _name(word: str, progress: Progress) -> str:
    """The name of the lesson under which its progress is kept, also if its file is gone.

    Raises:
        DescentError: there is no such lesson.
    """
    own = str(Path(word).absolute())
    return own if own in progress.lessons else library.find(word).name


def _confirmed(what: str) -> bool:
    """Ask whether to forget the progress.

    Raises:
        UsageError: stdin is no terminal.
    """
    if not sys.stdin.isatty():
        raise UsageError("restart: nobody can be asked here; add --yes")
    put_aside(f"forget the progress in {what}? [y/N] ")
    return sys.stdin.readline().strip().lower() in _YES
