"""The options of `descent train`, in addition to a run's parameters."""

# Annotations are not postponed in this module: cyclopts could not resolve those of local types.

from typing import Annotated, Any

from cyclopts import App
from cyclopts import Parameter as Option

from engine.config.numbers import whole_number
from tui.cli.options.files import ConfigFile, RunsDir, path_of
from tui.cli.options.groups import EXIT_STATUS, GENERAL, AsJson
from tui.cli.options.run import given, run_options
from tui.cli.options.words import DataFile, with_file
from tui.cli.request import Request, UsageError

TRAIN_ACCEPTS = {
    "--every": "a whole number from 0",
    "--save": "the name of the saved run",
}

_HELP = f"""\
Train without a screen: one line per epoch, then a summary.

A run may converge, diverge or run out of epochs. {EXIT_STATUS}"""

Every = Annotated[
    str, Option(group=GENERAL, metavar="N", help="Print every N-th epoch; 0: only the summary.")
]
History = Annotated[
    str | None,
    Option(group=GENERAL, metavar="FILE", help="Write every update to this .npz or .csv file."),
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


def add_train_command(app: App) -> None:
    """Add the command train."""
    annotation, none_given = run_options()
    Options: Any = annotation  # noqa: N806 - it is a type

    @app.command(help=_HELP)
    def train(
        file: DataFile = None,
        /,
        *,
        config: ConfigFile = None,
        every: Every = "1",
        json: AsJson = False,
        history: History = None,
        save: Save = None,
        tensorboard: TensorBoard = None,
        runs_dir: RunsDir = None,
        options: Options = none_given,
    ) -> Request:
        return Request(
            "train",
            with_file(given(options), file),
            path_of("--config", config),
            _count(every),
            json,
            path_of("--history", history),
            save=save,
            tensorboard=path_of("--tensorboard", tensorboard),
            runs_dir=path_of("--runs-dir", runs_dir),
        )


def _count(text: str) -> int:
    count = whole_number(text)
    if count is None or count < 0:
        raise UsageError(f"--every: '{text}' is invalid; must be {TRAIN_ACCEPTS['--every']}")
    return count
