"""The options of `descent phase`, in addition to a run's parameters."""

# Annotations are not postponed in this module: cyclopts could not resolve those of local types.

from typing import Annotated, Any

from cyclopts import App, Group
from cyclopts import Parameter as Option

from tui.cli.options.files import ConfigFile, path_of
from tui.cli.options.groups import EXIT_STATUS, GENERAL, AsJson
from tui.cli.options.run import given, run_options
from tui.cli.options.words import DataFile, with_file
from tui.cli.request import Request

PHASE_ACCEPTS = {
    "--x": "a parameter, such as batch-size, or with its range: learning-rate=0.001:0.1",
    "--y": "another parameter, alike",
    "--cells": "a whole number, 2 to 200, along each axis",
}

_HELP = f"""\
Map what becomes of a run at each pair of values of two hyperparameters.

Up to 200 × 200 runs, advanced together, coarse cells first. Prints the map, with the theoretical
limit of the learning rate. --output writes it: .csv, .jsonl and .md have a row for each run, .npz
its arrays; .svg, .png, .txt and .ans are pictures. An interrupted map keeps the runs that ended.

{EXIT_STATUS}"""
_OUTPUT = (
    "Write the map: .csv, .jsonl or .md (rows), .npz (arrays), .svg, .png, .txt or .ans (picture)."
)


def _text(name: str, metavar: str) -> Any:
    words = PHASE_ACCEPTS[name]
    axes = Group("Axes", sort_key=-1)
    help_text = f"{words[0].upper()}{words[1:]}."
    return Annotated[str | None, Option(name=name, group=axes, metavar=metavar, help=help_text)]


def add_phase_command(app: App) -> None:
    """Add the command phase."""
    annotation, none_given = run_options()
    Options: Any = annotation  # noqa: N806 - it is a type
    X: Any = _text("--x", "NAME[=LOW:HIGH]")  # noqa: N806
    Y: Any = _text("--y", "NAME[=LOW:HIGH]")  # noqa: N806
    Cells: Any = _text("--cells", "N")  # noqa: N806
    Output: Any = Annotated[  # noqa: N806
        str | None, Option(name="--output", group=GENERAL, metavar="FILE", help=_OUTPUT)
    ]

    @app.command(help=_HELP)
    def phase(
        file: DataFile = None,
        /,
        *,
        x: X = None,
        y: Y = None,
        cells: Cells = None,
        output: Output = None,
        config: ConfigFile = None,
        json: AsJson = False,
        options: Options = none_given,
    ) -> Request:
        axes = {"x": x, "y": y, "cells": cells}
        return Request(
            "phase",
            with_file(given(options), file),
            path_of("--config", config),
            as_json=json,
            lists={name: text for name, text in axes.items() if text is not None},
            output=path_of("--output", output),
        )
