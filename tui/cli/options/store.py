"""The options and commands for saved runs, for cyclopts."""

# Annotations are not postponed in this module: cyclopts reads them as they are.

from typing import Annotated

from cyclopts import App
from cyclopts import Parameter as Option

from tui.cli.options.files import RunsDir, path_of
from tui.cli.options.groups import AsJson
from tui.cli.options.screen import Fps, Lecture, LinkOption, Share, ThemeName, screen_settings
from tui.cli.request import Request


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
