"""The commands of shared sessions, for cyclopts."""

# Annotations are not postponed in this module: cyclopts reads them as they are.

from typing import Annotated

from cyclopts import App
from cyclopts import Parameter as Option

from tui.cli.options.groups import GENERAL
from tui.cli.options.screen import Fps, Lecture, LinkOption, ThemeName, screen_settings
from tui.cli.request import Request

_HELP = """\
Follow an app that shares its session, at this terminal's own size.

An app shares its session after descent --share, or share session in its palette (ctrl+p). Only
your own apps on this machine can be followed. Without an ID, the only one is followed; several are
listed.
"""
_Id = Annotated[
    str | None,
    Option(metavar="ID", show_default=False, help="Process of the app, as the list shows it."),
]
_TakeOver = Annotated[
    bool,
    Option(
        name="--take-over",
        group=GENERAL,
        negative="",
        show_default=False,
        help="Take control: the keys of this terminal count. Without it, Y takes over.",
    ),
]


def add_sharing_commands(app: App) -> None:
    """Add the command attach."""

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
