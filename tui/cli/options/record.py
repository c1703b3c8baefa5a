"""The command record, for cyclopts."""

# Annotations are not postponed in this module: cyclopts could not resolve those of local types.

from typing import Annotated, Any

from cyclopts import App, Group
from cyclopts import Parameter as Option

from tui.cli.options.files import ConfigFile, RunsDir, path_of
from tui.cli.options.groups import flag
from tui.cli.options.lesson import lesson_option
from tui.cli.options.numbers import above_0
from tui.cli.options.run import given, run_options
from tui.cli.options.screen import Fps, Lecture, LinkOption, ThemeName, screen_settings
from tui.cli.request import Recorded, Request

RECORD_ACCEPTS = {
    "--idle-limit": "a number above 0, in seconds",
    "--lesson": "the name or number of a lesson, or a file",
}

_HELP = """\
Open the app and record the terminal as an asciicast (version 2), for asciinema and its players.

Live changes, the steps of lessons and the end of the run are markers. The file is complete at
every moment, however the program ends. Keys are not in it unless --keys asks for them.
"""
_RECORDING = Group("Recording", sort_key=-1)


_Overwrite = Annotated[bool, flag("Replace an existing file.", _RECORDING)]
_Keys = Annotated[bool, flag("Record what is typed, too.", _RECORDING)]
_Idle = Annotated[
    str | None,
    Option(
        name="--idle-limit",
        group=_RECORDING,
        metavar="SECONDS",
        help="Have players shorten pauses to this many seconds.",
    ),
]
_Gif = Annotated[
    str | None,
    Option(
        name="--gif",
        group=_RECORDING,
        metavar="FILE",
        help="Then make an animated picture of it with agg, asciinema's GIF generator.",
    ),
]
_LessonName = Annotated[str, lesson_option("Open this lesson", _RECORDING)]


def add_record_command(app: App) -> None:
    """Add the command record."""
    annotation, none_given = run_options()
    Options: Any = annotation  # noqa: N806 - it is a type

    @app.command(help=_HELP)
    def record(
        cast: Annotated[str, Option(group=_RECORDING, metavar="FILE.cast", help="The recording.")],
        /,
        *,
        overwrite: _Overwrite = False,
        keys: _Keys = False,
        idle_limit: _Idle = None,
        gif: _Gif = None,
        lesson: _LessonName = "",
        config: ConfigFile = None,
        runs_dir: RunsDir = None,
        fps: Fps = None,
        link: LinkOption = "auto",
        theme: ThemeName = None,
        lecture: Lecture = False,
        options: Options = none_given,
    ) -> Request:
        file = path_of("FILE.cast", cast)
        assert file is not None
        return Request(
            "record",
            given(options),
            path_of("--config", config),
            runs_dir=path_of("--runs-dir", runs_dir),
            screen=screen_settings(fps, link, theme, lecture=lecture),
            recorded=Recorded(
                file, overwrite, keys, _seconds(idle_limit), path_of("--gif", gif), lesson
            ),
        )


def _seconds(text: str | None) -> float | None:
    if text is None:
        return None
    return above_0("--idle-limit", text, RECORD_ACCEPTS["--idle-limit"])
