"""The commands for lessons, for cyclopts."""

# Annotations are not postponed in this module: cyclopts reads them as they are.

from typing import Annotated

from cyclopts import App, Group
from cyclopts import Parameter as Option

from tui.cli.options.files import RunsDir, path_of
from tui.cli.options.groups import AsJson, flag
from tui.cli.options.screen import Fps, Lecture, LinkOption, Plain, ThemeName, screen_settings
from tui.cli.request import LessonWords, Request

_HELP = """\
Play a lesson: text beside the live run, questions, runs, and what they show.

Without a name it lists the built-in lessons with their progress. A lesson is named by its name
or number, or by the path of a Markdown file.
"""
_CHECK = """\
Check lessons: read each, then play it with a worker of its own.

Errors are printed as FILE:LINE:COLUMN: what is wrong. Exit status: 0 without errors, otherwise 2;
1 if the worker died.
"""
_RESTART = """\
Forget the progress in a lesson, so that it begins at its first step again.

It asks first; --yes does not.
"""
_Name = Annotated[
    str | None,
    Option(
        metavar="LESSON",
        show_default=False,
        help="Name or number of a lesson, or a file; none lists all.",
    ),
]
_File = Annotated[str, Option(metavar="FILE", help="Markdown file of the lesson.")]
_All = Annotated[bool, flag("All lessons.")]
_Yes = Annotated[bool, flag("Do not ask.")]


def lesson_option(does: str, group: Group) -> Option:
    """The option --lesson, and what it does with the lesson."""
    return Option(
        name="--lesson",
        group=group,
        metavar="NAME",
        show_default=False,
        help=f"{does}: its name or number, or a file.",
    )


def add_lesson_commands(app: App) -> None:
    """Add the command lesson with new, check and restart."""
    lesson = App("lesson", help=_HELP)

    @lesson.default
    def open_lesson(
        name: _Name = None,
        /,
        *,
        json: AsJson = False,
        runs_dir: RunsDir = None,
        fps: Fps = None,
        link: LinkOption = "auto",
        theme: ThemeName = None,
        lecture: Lecture = False,
        plain: Plain = False,
    ) -> Request:
        if name is None:
            return Request("lesson", as_json=json, lesson=LessonWords("list"))
        return Request(
            "lesson",
            lesson=LessonWords("open", (name,)),
            runs_dir=path_of("--runs-dir", runs_dir),
            screen=screen_settings(fps, link, theme, lecture=lecture, plain=plain),
        )

    @lesson.command(help="Write a lesson with explanations, to start from; it passes the check.")
    def new(file: _File, /) -> Request:
        return Request("lesson", lesson=LessonWords("new", (file,)))

    @lesson.command(help=_CHECK)
    def check(file: _File, /, *files: _File) -> Request:
        return Request("lesson", lesson=LessonWords("check", (file, *files)))

    @lesson.command(help=_RESTART)
    def restart(name: _Name = None, /, *, all: _All = False, yes: _Yes = False) -> Request:  # noqa: A002
        names = () if name is None else (name,)
        return Request("lesson", lesson=LessonWords("restart", names, every=all, sure=yes))

    app.command(lesson)
