"""The command `descent data`: a preview of a file."""

# Annotations are not postponed in this module: cyclopts could not resolve those of local types.

from pathlib import Path
from typing import Annotated, Any

from cyclopts import App
from cyclopts import Parameter as Option

from engine.config.applicable import applies
from engine.config.parameters import PARAMETERS, with_values
from engine.config.run import RunConfig
from tui.cli.options.groups import DATA_FILE, AsJson
from tui.cli.options.run import given, run_options
from tui.cli.options.words import with_file
from tui.cli.request import Request, UsageError

_HELP = """\
Show what a file of data holds, and which of its columns would be fitted.

Prints the columns with their types, missing values and ranges, what was guessed about the file, x
and y, and a plot with the least-squares line. Nothing is trained.

Exit status: 0 if the file can be fitted; 2 if not, after the columns, with the reason.
"""


def file_parameters() -> tuple[str, ...]:
    """The parameters that say how a file is read, and which of its columns are taken."""
    plain = RunConfig()
    of_file = with_values(plain, {"data": Path("some.csv")})
    return tuple(
        name
        for name, parameter in PARAMETERS.items()
        if parameter.section == "data" and applies(of_file, name) and not applies(plain, name)
    )


def add_data_command(app: App) -> None:
    """Add the command data."""
    annotation, none_given = run_options(("data", *file_parameters()))
    Options: Any = annotation  # noqa: N806 - it is a type
    File: Any = Annotated[  # noqa: N806
        str | None,
        Option(group=DATA_FILE, metavar="FILE", show_default=False, help="File of data."),
    ]

    @app.command(help=_HELP)
    def data(
        file: File = None,
        /,
        *,
        json: AsJson = False,
        options: Options = none_given,
    ) -> Request:
        values = with_file(given(options), file, any_word=True)
        if "data" not in values:
            raise UsageError("the name of the file is missing: descent data FILE")
        return Request("data", values, as_json=json)
