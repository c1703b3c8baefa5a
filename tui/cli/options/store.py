"""The options and commands for saved runs, for cyclopts."""

# Annotations are not postponed in this module: cyclopts reads them as they are.

from typing import Annotated

from cyclopts import App
from cyclopts import Parameter as Option

from tui.cli.options.files import RunsDir, path_of
from tui.cli.options.groups import GENERAL, AsJson
from tui.cli.options.numbers import above_0
from tui.cli.options.screen import Fps, Lecture, LinkOption, Share, ThemeName, screen_settings
from tui.cli.request import Request

STORE_ACCEPTS = {"--speed": "a number above 0, or max"}


_REPLAY_HELP = """\
Open a saved run in the app and play it from its start.

Space pauses and goes on, s and S change the speed, and the keys that look back (, . < > home end)
go to other moments meanwhile. At its end, the run can be continued.
"""
Speed = Annotated[
    str,
    Option(
        name="--speed",
        group=GENERAL,
        metavar="X",
        help=f"Updates per second: {STORE_ACCEPTS['--speed']} (a whole run in at most 20 s).",
    ),
]


def add_store_commands(app: App) -> None:
    """Add the commands open, runs, and runs remove."""
    runs = App("runs", help="List saved runs with their parameters and results.")

    @app.command(name="open", help="Open a saved run in the app and continue it.")
    def open_run(
        run: Annotated[str, Option(help="Name of the run, or path of its folder.")],
        /,
        *,
        runs_dir: RunsDir = None,
        fps: Fps = None,
        link: LinkOption = "auto",
        theme: ThemeName = None,
        lecture: Lecture = False,
        share: Share = False,
    ) -> Request:
        screen = screen_settings(fps, link, theme, lecture=lecture, share=share)
        folder = path_of("--runs-dir", runs_dir)
        return Request("open", runs=(run,), runs_dir=folder, screen=screen)

    @app.command(help=_REPLAY_HELP)
    def replay(
        run: Annotated[str, Option(help="Name of the run, or path of its folder.")],
        /,
        *,
        speed: Speed = "10",
        runs_dir: RunsDir = None,
        fps: Fps = None,
        link: LinkOption = "auto",
        theme: ThemeName = None,
        lecture: Lecture = False,
    ) -> Request:
        return Request(
            "replay",
            runs=(run,),
            runs_dir=path_of("--runs-dir", runs_dir),
            screen=screen_settings(fps, link, theme, lecture=lecture),
            speed=_speed(speed),
        )

    @runs.default
    def list_runs(*, json: AsJson = False, runs_dir: RunsDir = None) -> Request:
        return Request("runs", as_json=json, runs_dir=path_of("--runs-dir", runs_dir))

    @runs.command(help="Remove saved runs.")
    def remove(
        run: Annotated[str, Option(help="Name of the run.")],
        /,
        *others: Annotated[str, Option(help="Names of further runs.")],
        runs_dir: RunsDir = None,
    ) -> Request:
        return Request("remove", runs=(run, *others), runs_dir=path_of("--runs-dir", runs_dir))

    app.command(runs)


def _speed(text: str) -> float | None:
    """Updates per second; None is unlimited."""
    if text.strip().lower() == "max":
        return None
    return above_0("--speed", text, STORE_ACCEPTS["--speed"])
