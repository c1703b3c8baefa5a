"""The commands that write a run for use without descent, for cyclopts."""

# Annotations are not postponed in this module: cyclopts could not resolve those of local types.

from typing import Annotated, Any

from cyclopts import App
from cyclopts import Parameter as Option

from tui.cli.options.files import FILE_ACCEPTS, ConfigFile, RunsDir, path_of
from tui.cli.options.groups import GENERAL
from tui.cli.options.run import given, run_options
from tui.cli.request import Request

EXPORT_FORMATS = ("keras",)

_HELP = """\
Write a run as a short script or notebook for Keras 3, which runs without descent.

It makes the same updates, with the same data, optimizer, batches, stop rule and live changes, and
draws loss, trajectory and data with matplotlib. The run is that of the options, or a saved run.
Without -o, the script is printed.
"""

Script = Annotated[
    str | None,
    Option(
        name=("-o", "--output"),
        group=GENERAL,
        metavar="FILE",
        help=f"Write to this file: {FILE_ACCEPTS['-o']}.",
    ),
]


def add_export_commands(app: App) -> None:
    """Add the command export keras."""
    annotation, none_given = run_options()
    Options: Any = annotation  # noqa: N806 - it is a type
    export = App("export", help="Write a run for use without descent.")

    @export.command(name=EXPORT_FORMATS, help=_HELP)
    def keras(
        run: Annotated[
            str | None,
            Option(
                group=GENERAL,
                metavar="RUN",
                show_default=False,
                help="Name of a saved run, or path of its folder; or a file of data to fit.",
            ),
        ] = None,
        /,
        *,
        output: Script = None,
        config: ConfigFile = None,
        runs_dir: RunsDir = None,
        options: Options = none_given,
    ) -> Request:
        return Request(
            "export",
            given(options),
            path_of("--config", config),
            output=path_of("-o", output),
            runs_dir=path_of("--runs-dir", runs_dir),
            runs=() if run is None else (run,),
        )

    app.command(export)
