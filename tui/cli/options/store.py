"""The options and commands for saved runs, for cyclopts."""

# Annotations are not postponed in this module: cyclopts reads them as they are.

from typing import Annotated

from cyclopts import App
from cyclopts import Parameter as Option

from engine.config.paths import RUNS_VARIABLE
from tui.cli.options.files import path_of
from tui.cli.options.groups import GENERAL
from tui.cli.options.screen import Fps, LinkOption, screen_settings
from tui.cli.request import Request

STORE_COMMANDS = ("open", "runs")
STORE_ACCEPTS = {"--save": "the name that the run is saved under"}

RunsDir = Annotated[
    str | None,
    Option(
        name="--runs-dir",
        group=GENERAL,
        metavar="DIR",
        help=f"Folder of saved runs. [default: {RUNS_VARIABLE}, or the platform's place for data]",
    ),
]
Save = Annotated[
    str | None,
    Option(group=GENERAL, metavar="NAME", help="Save the run for descent open, with this name."),
]
TensorBoard = Annotated[
    str | None,
    Option(
        name="--tensorboard",
        group=GENERAL,
        metavar="DIR",
        help="Write event files for TensorBoard, in a new subfolder of this folder.",
    ),
]
AsJson = Annotated[
    bool,
    Option(
        group=GENERAL,
        negative="",
        show_default=False,
        help="Print JSON Lines instead of text; numbers that are not finite are null.",
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
    ) -> Request:
        screen = screen_settings(fps, link)
        return Request("open", runs=(run,), runs_dir=path_of("--runs-dir", runs_dir), screen=screen)

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
