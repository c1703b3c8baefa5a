"""The options that name a file or a folder, and the parsing of their values."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter as Option

from engine.config.paths import RUNS_VARIABLE, typed_path
from engine.errors import PathError
from tui.cli.options.groups import GENERAL
from tui.cli.request import UsageError

FILE_ACCEPTS = {
    "--config": "the path of a TOML file",
    "--history": "the path of a .npz or .csv file",
    "--output": "the path of a .csv, .jsonl or .md file",
    "--gif": "the path of a .gif file",
    "-o": "the path of a .py or .ipynb file",
    "--tensorboard": "the path of the folder that TensorBoard reads",
    "--runs-dir": "the path of the folder of saved runs",
    "--checkpoints": "the path of a folder of checkpoints",
}
"""The accepted values, in words."""


ConfigFile = Annotated[
    str | None,
    Option(
        name="--config",
        group=GENERAL,
        metavar="FILE",
        help="TOML file of parameters; its keys are the option names in the tables "
        "below, such as batch-size = 16 or lr = 0.01; options override it.",
    ),
]
RunsDir = Annotated[
    str | None,
    Option(
        name="--runs-dir",
        group=GENERAL,
        metavar="DIR",
        help=f"Folder of saved runs. [default: {RUNS_VARIABLE}, or the platform's data folder]",
    ),
]


def path_of(option: str, text: str | None) -> Path | None:
    """The path given as the value of this option; None if the option was not given.

    Raises:
        UsageError: the text is not a path.
    """
    if text is None:
        return None
    if not text.strip():
        raise UsageError(f"{option}: the value is empty; must be {FILE_ACCEPTS[option]}")
    try:
        return typed_path(text)
    except PathError as error:
        raise UsageError(f"{option}: {error}") from None
