"""The command serve, for cyclopts."""

# Annotations are not postponed in this module: cyclopts could not resolve those of local types.

from typing import Annotated, Any

from cyclopts import App, Group
from cyclopts import Parameter as Option

from engine.config.numbers import whole_number
from tui.cli.options.files import ConfigFile, path_of
from tui.cli.options.groups import flag
from tui.cli.options.lesson import lesson_option
from tui.cli.options.run import given, run_options
from tui.cli.options.screen import Fps, Lecture, LinkOption, ThemeName, screen_settings
from tui.cli.options.words import DataFile, with_file
from tui.cli.request import Request, Serving, UsageError

SERVE_ACCEPTS = {
    "--host": "an address or name of this machine",
    "--port": "a whole number from 1 to 65535, or 0 for any free port",
    "--visitors": "a whole number from 1 to 1000",
}
_MOST = {"--port": 65535, "--visitors": 1000}

_HELP = """\
Show the app in the browser, a session for each visitor.

It listens on this machine alone (127.0.0.1); from another one, use a tunnel: ssh -L. Visitors
cannot read or write files: the options here are the only way to choose data. A session takes about
0.7 GB of memory, and ends when its visitor leaves. Needs: pip install 'descent-tui[serve]'.
"""
_SERVER = Group("Server", sort_key=-1)
_Token = Annotated[
    bool,
    flag(
        "Have a token in the URL on 127.0.0.1 too, where others log in to this machine.",
        _SERVER,
    ),
]
_LessonName = Annotated[str, lesson_option("Begin each session with this lesson", _SERVER)]


def _text(name: str, metavar: str, text: str) -> Any:
    return Annotated[str, Option(name=name, group=_SERVER, metavar=metavar, help=text)]


def add_serve_command(app: App) -> None:
    """Add the command serve."""
    annotation, none_given = run_options()
    Options: Any = annotation  # noqa: N806 - it is a type
    Host: Any = _text(  # noqa: N806
        "--host",
        "HOST",
        "Address to listen on; 0.0.0.0 is every one of this machine. One that other machines reach"
        " gets a token in the URL.",
    )
    Port: Any = _text("--port", "PORT", "Port to listen on; 0: any free one.")  # noqa: N806
    Visitors: Any = _text("--visitors", "N", "Most visitors at once.")  # noqa: N806

    @app.command(help=_HELP)
    def serve(
        file: DataFile = None,
        /,
        *,
        host: Host = "127.0.0.1",
        port: Port = "8000",
        visitors: Visitors = "4",
        token: _Token = False,
        lesson: _LessonName = "",
        config: ConfigFile = None,
        fps: Fps = None,
        link: LinkOption = "auto",
        theme: ThemeName = None,
        lecture: Lecture = False,
        options: Options = none_given,
    ) -> Request:
        screen_settings(fps, link, theme, lecture=lecture)  # says what is wrong with them
        named = {"--fps": fps, "--link": link, "--theme": theme}
        words = [f"{name}={value}" for name, value in named.items() if value is not None]
        serving = Serving(
            host,
            _number("--port", port, 0),
            _number("--visitors", visitors, 1),
            token,
            (*words, *["--lecture"] * lecture),
            lesson,
        )
        values = with_file(given(options), file)
        return Request("serve", values, path_of("--config", config), serving=serving)


def _number(option: str, text: str, least: int) -> int:
    number = whole_number(text)
    if number is None or not least <= number <= _MOST[option]:
        raise UsageError(f"{option}: '{text}' is invalid; must be {SERVE_ACCEPTS[option]}")
    return number
