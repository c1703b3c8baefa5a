"""The commands about networks, for cyclopts: watch and landscape."""

# Annotations are not postponed in this module: cyclopts reads them as they are.

import math
from pathlib import Path
from typing import Annotated

from cyclopts import App, Group
from cyclopts import Parameter as Option

from engine.errors import PathError
from engine.nearest import nearest
from engine.protocol.landscape_messages import MapLoss
from tui.cli.mapping import Mapping2D
from tui.cli.options.files import path_of
from tui.cli.options.groups import GENERAL, flag
from tui.cli.options.screen import Fps, LinkOption, Plain, ThemeName, screen_settings
from tui.cli.request import Request, UsageError
from tui.text.paths import landscape_path

_WATCH = """\
Follow a training that engine.recorder.Recorder records, while it goes on.

Shows loss, validation loss, metrics and learning rate, the path of the weights in their principal
plane, and whether the training runs, ended or was killed. The folder need not exist yet. With
--plain, or where there is no terminal: a line for each epoch, until the training is over.

Exit status: 0 at the end; with --plain 1 if the training was killed or stopped before its end.
"""
_LANDSCAPE = """\
Show the loss of a Keras model on a plane through its weights.

The plane is spanned by two random directions whose filters are as long as the model's (Li et al.,
"Visualizing the Loss Landscape of Neural Nets", 2018), or by the two principal directions of
checkpoints, with their path on it. What was evaluated is kept: the same landscape is not evaluated
again.

Exit status: 0 at the end; 1 if it could not be evaluated or written; 2 for invalid input; 130 after
Ctrl-C.
"""
_NETWORK = Group("Landscape", sort_key=-2)
MOST_GRID = 501
_FARTHEST = 1e9
_RESOLUTION = 1e-4
NETWORK_ACCEPTS = {
    "--target": "the name or number of a column",
    "--grid": f"an odd number of points, 3 to {MOST_GRID}",
    "--range": "LOW:HIGH within ±1e9, such as -0.5:0.5",
    "--chunk": "a number of samples, 1 or more",
}
"""The accepted values, in words."""

_Folder = Annotated[
    str | None, Option(metavar="FOLDER", show_default=False, help="Folder of the recording.")
]
_Model = Annotated[
    str | None,
    Option(group=_NETWORK, metavar="MODEL.keras", show_default=False, help="Keras model."),
]


def _option(name: str, metavar: str, text: str) -> Option:
    return Option(name=name, group=_NETWORK, metavar=metavar, show_default=False, help=text)


_Data = Annotated[
    str | None,
    _option("--data", "FILE", "Samples: .npz with arrays x and y, or a table (see --target)."),
]
_Target = Annotated[
    str | None,
    _option("--target", "COLUMN", "Column of a table that is y; all others are x. "
            "[default: the last]"),
]  # fmt: skip
_Checkpoints = Annotated[
    str | None,
    _option("--checkpoints", "FOLDER", "Span the plane by the principal directions of these: what "
            "Recorder keeps, or .keras or .weights.h5 files."),
]  # fmt: skip
_Loss = Annotated[
    str | None,
    _option("--loss", "NAME", "Loss of Keras, such as mean_squared_error. [default: the one that "
            "the model is compiled with]"),
]  # fmt: skip
_Samples = Annotated[
    str | None,
    _option("--samples", "N", "Evaluate this many of the samples, drawn at random. "
            "[default: all]"),
]  # fmt: skip
_Grid = Annotated[
    str | None,
    _option("--grid", "N", "Points along each direction, odd. [default: 51]"),
]
_Range = Annotated[
    str | None,
    _option("--range", "LOW:HIGH", "Range of both directions. [default: -1:1; with --checkpoints, "
            "what holds their path]"),
]  # fmt: skip
_Seed = Annotated[
    str | None,
    _option("--seed", "N", "Seed of random directions and of --samples. [default: 0]"),
]
_Chunk = Annotated[
    str | None,
    _option("--chunk", "N", "Samples evaluated at once; halved where memory does not suffice. "
            "[default: 1024]"),
]  # fmt: skip
_Device = Annotated[
    str | None,
    _option("--device", "NAME", "auto, cpu or gpu:N. [default: auto]"),
]
_RunCode = Annotated[
    bool,
    flag("Run Python code in the model's file, such as Lambda layers: only for files that you "
         "trust.", _NETWORK),
]  # fmt: skip
_Again = Annotated[
    bool,
    flag("Evaluate all points, even if they are kept.", _NETWORK),
]
_Output = Annotated[
    str | None,
    Option(
        name="--output",
        group=GENERAL,
        metavar="FILE",
        show_default=False,
        help="Write .npz, .csv, or a picture (.png, .svg, .txt, .ans), and open no screen.",
    ),
]


def add_network_commands(app: App) -> None:
    """Add the commands watch and landscape."""

    @app.command(help=_WATCH)
    def watch(
        folder: _Folder = None,
        /,
        *,
        plain: Plain = False,
        fps: Fps = None,
        link: LinkOption = "auto",
        theme: ThemeName = None,
    ) -> Request:
        screen = screen_settings(fps, link, theme, lecture=False, plain=plain)
        if folder is None:
            raise UsageError("the folder is missing: descent watch FOLDER")
        return Request("watch", watched=_path("", folder), screen=screen)

    @app.command(help=_LANDSCAPE)
    def landscape(
        model: _Model = None,
        /,
        *,
        data: _Data = None,
        target: _Target = None,
        checkpoints: _Checkpoints = None,
        loss: _Loss = None,
        samples: _Samples = None,
        grid: _Grid = None,
        range: _Range = None,  # noqa: A002 - the name in the help
        seed: _Seed = None,
        chunk: _Chunk = None,
        device: _Device = None,
        run_code: _RunCode = False,
        again: _Again = False,
        output: _Output = None,
        fps: Fps = None,
        link: LinkOption = "auto",
        theme: ThemeName = None,
    ) -> Request:
        if model is None or data is None:
            missing = "the model" if model is None else "--data"
            raise UsageError(f"{missing} is missing: descent landscape MODEL.keras --data FILE")
        asked = MapLoss(
            _path("", model),
            _path("--data", data),
            target,
            path_of("--checkpoints", checkpoints),
            loss,
            None if samples is None else _whole("--samples", samples, 1, "a number of samples"),
            51 if grid is None else _grid(grid),
            None if range is None else _range(range),
            0 if seed is None else _whole("--seed", seed, 0, "a whole number, 0 or more"),
            1024 if chunk is None else _whole("--chunk", chunk, 1, NETWORK_ACCEPTS["--chunk"]),
            _device(device or "auto"),
            run_code,
        )
        screen = screen_settings(fps, link, theme, lecture=False)
        mapping = Mapping2D(asked, again=again)
        return Request("landscape", mapping=mapping, output=_written(output), screen=screen)


def _path(option: str, text: str) -> Path:
    from engine.config.paths import typed_path

    try:
        return typed_path(text)
    except PathError as error:
        raise UsageError(f"{option}: {error}" if option else str(error)) from None


def _written(text: str | None) -> Path | None:
    if text is None:
        return None
    try:
        return landscape_path(text)
    except PathError as error:
        raise UsageError(f"--output: {error}") from None


def _whole(option: str, text: str, least: int, accepts: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 15 and int(text) >= least):
        raise UsageError(f"{option}: '{text}' is invalid; must be {accepts}")
    return int(text)


def _grid(text: str) -> int:
    accepts = NETWORK_ACCEPTS["--grid"]
    points = _whole("--grid", text, 3, accepts)
    if points % 2 == 0 or points > MOST_GRID:
        raise UsageError(f"--grid: '{text}' is invalid; must be {accepts}")
    return points


def _range(text: str) -> tuple[float, float]:
    low, colon, high = text.partition(":")
    try:
        ends = float(low), float(high)
    except ValueError:
        ends = (math.nan, math.nan)
    # The weights are moved in float32, which cannot tell closer ends apart.
    least = _RESOLUTION * max(map(abs, ends), default=0.0)
    if not colon or not max(map(abs, ends)) <= _FARTHEST or not ends[1] - ends[0] > least:
        accepts = NETWORK_ACCEPTS["--range"]
        raise UsageError(f"--range: '{text}' is invalid; must be {accepts}")
    return ends


def _device(name: str) -> str:
    number = name.removeprefix("gpu:")
    if name in ("auto", "cpu") or (number != name and number.isdecimal() and len(number) < 4):
        return name
    near = nearest(name, ("auto", "cpu", "gpu:0"))
    hint = f"; did you mean {near}?" if near else ""
    raise UsageError(f"--device: '{name}' is invalid; must be auto, cpu or gpu:N{hint}")
