"""The commands of shared sessions, for cyclopts."""

# Annotations are not postponed in this module: cyclopts reads them as they are.

from dataclasses import replace
from typing import Annotated

from cyclopts import App
from cyclopts import Parameter as Option

from tui.cli.options.files import RunsDir, path_of
from tui.cli.options.groups import flag
from tui.cli.options.screen import Fps, Lecture, LinkOption, ThemeName, screen_settings
from tui.cli.request import LessonWords, Request, UsageError

_HELP = """\
Follow an app that shares its session, at this terminal's own size.

An app shares its session after descent --share, or share session in its palette (ctrl+p). Only
your own apps on this machine can be followed. Without an ID, the only one is followed; several are
listed.
"""
_PRESENT = """\
Give a lesson: this terminal shows the notes, what comes next and the time.

On the projected terminal, descent present --audience shows picture and text without notes, in step
with this one, in the layout for a lecture (L); it waits for the speaker.
"""
_Lesson = Annotated[
    str | None,
    Option(
        metavar="LESSON",
        show_default=False,
        help="Name or number of a lesson, or a file; with --audience, the ID of an app.",
    ),
]
_Audience = Annotated[
    bool,
    flag("Show the lesson that another terminal gives."),
]
_Id = Annotated[
    str | None,
    Option(metavar="ID", show_default=False, help="Process of the app, as the list shows it."),
]
_TakeOver = Annotated[
    bool,
    flag("Take control: the keys of this terminal count. Without it, Y takes over."),
]


def add_sharing_commands(app: App) -> None:
    """Add the commands attach and present."""

    @app.command(help=_PRESENT)
    def present(
        name: _Lesson = None,
        /,
        *,
        audience: _Audience = False,
        runs_dir: RunsDir = None,
        fps: Fps = None,
        link: LinkOption = "auto",
        theme: ThemeName = None,
        lecture: Lecture = False,
    ) -> Request:
        screen = screen_settings(fps, link, theme, lecture=lecture or audience)
        if audience:
            return Request("present", app_id=name, screen=screen)
        if name is None:
            raise UsageError("the name of a lesson is missing; descent lesson lists the lessons")
        screen = replace(screen, shared=True, speaker=True)
        words, folder = LessonWords("open", (name,)), path_of("--runs-dir", runs_dir)
        return Request("lesson", lesson=words, runs_dir=folder, screen=screen)

    @app.command(help=_HELP)
    def attach(
        id: _Id = None,  # noqa: A002 - the name in the help
        /,
        *,
        take_over: _TakeOver = False,
        fps: Fps = None,
        link: LinkOption = "auto",
        theme: ThemeName = None,
        lecture: Lecture = False,
    ) -> Request:
        screen = screen_settings(fps, link, theme, lecture=lecture)
        return Request("attach", app_id=id, take_over=take_over, screen=screen)
