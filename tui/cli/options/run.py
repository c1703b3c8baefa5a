"""The command-line options, generated from `engine.config.parameters.PARAMETERS` for cyclopts.

Values stay typed text: `engine.config.parameters` validates them, so that error messages are in one
place.
"""

# Annotations are not postponed in this module: cyclopts could not resolve those of local types.

from dataclasses import asdict, make_dataclass
from functools import cache
from typing import Annotated, Any

from cyclopts import App, Group
from cyclopts import Parameter as Option

from engine.config.parameters import PARAMETERS, Parameter, value_of
from engine.config.run import RunConfig
from tui.app.version import program_version
from tui.cli.options.files import FILE_ACCEPTS, path_of
from tui.cli.options.groups import GENERAL
from tui.cli.options.screen import SCREEN_ACCEPTS, Fps, LinkOption, screen_settings
from tui.cli.options.store import (
    STORE_ACCEPTS,
    STORE_COMMANDS,
    AsJson,
    RunsDir,
    Save,
    TensorBoard,
    add_store_commands,
)
from tui.cli.options.sweep import SWEEP_ACCEPTS, add_sweep_commands
from tui.cli.request import Request, UsageError

COMMANDS = ("train", "sweep", "tradeoff", *STORE_COMMANDS)
EVERY_ACCEPTS = "a whole number from 0"
OTHER_ACCEPTS = {
    "--every": EVERY_ACCEPTS,
    **FILE_ACCEPTS,
    **SWEEP_ACCEPTS,
    **STORE_ACCEPTS,
    **SCREEN_ACCEPTS,
}

SECTION_TITLES = {
    "data": "Data",
    "start": "Starting point",
    "optimizer": "Optimizer",
    "batch": "Batches",
    "stop": "Stopping",
    "device": "Device",
}
_PLACEHOLDERS = {
    "optimizer": "NAME",
    "stop": "RULE",
    "device": "DEVICE",
    "batch_size": "M",
    "expression": "EXPRESSION",
}
_KIND_PLACEHOLDERS = {"bool": "on|off", "path": "FILE", "text": "COLUMN", "int": "N"}

_HELP = """\
A terminal laboratory for neural-network optimization: one neuron, trained before your eyes.

Without a command it opens the app, with the same options as its commands.
"""
_TRAIN_HELP = """\
Train without a screen: one line per epoch, then a summary.

Exit status: 0 if the run ended (converged, diverged or out of epochs); 1 if the worker died or a
file could not be written; 2 for invalid input; 130, 143 or 129 after Ctrl-C, SIGTERM or SIGHUP.
"""


def option_names(parameter: Parameter) -> tuple[str, ...]:
    """All spellings of a parameter's option, such as --batch-size, --M and -M."""
    names = [parameter.option]
    for alias in parameter.notes.aliases:
        names += [f"--{alias}", f"-{alias}"] if len(alias) == 1 else [f"--{alias}"]
    return tuple(names)


def placeholder(parameter: Parameter) -> str:
    """The placeholder for the value in the help."""
    return _PLACEHOLDERS.get(parameter.name) or _KIND_PLACEHOLDERS.get(parameter.kind, "X")


def default_text(parameter: Parameter) -> str:
    """The default value as typed text, or in words."""
    match value_of(RunConfig(), parameter.name):
        case None:
            return parameter.notes.empty
        case bool(value):
            return "on" if value else "off"
        case float(value):
            return f"{value:g}"
        case value:
            return str(value)


def _option(parameter: Parameter, group: Group) -> Any:
    sentence = parameter.description.rstrip(".")
    text = f"{sentence}: {parameter.accepts}. [default: {default_text(parameter)}]"
    names = option_names(parameter)
    option = Option(name=names, group=group, help=text, metavar=placeholder(parameter))
    return Annotated[str | None, option]


def _options_class() -> Any:
    """A class with a field per parameter, from which cyclopts makes the options.

    Its attributes hold the typed text; an option that was not given is None.
    """
    groups = {name: Group.create_ordered(title) for name, title in SECTION_TITLES.items()}
    options = {
        parameter.name: _option(parameter, groups[parameter.section])
        for parameter in PARAMETERS.values()
    }
    # From the module's name, cyclopts concludes that the class is not from the standard library.
    namespace = {"__module__": __name__}
    fields = [(name, annotation, None) for name, annotation in options.items()]
    return make_dataclass("Options", fields, kw_only=True, frozen=True, namespace=namespace)


def _given(options: Any) -> dict[str, str]:
    return {name: value for name, value in asdict(options).items() if value is not None}


def _count(text: str) -> int:
    try:
        count = int(text)
    except ValueError:
        count = -1
    if count < 0:
        raise UsageError(f"--every: '{text}' is invalid; must be {EVERY_ACCEPTS}")
    return count


@cache
def command_line() -> App:
    """The command line; called with its arguments, it returns a `Request`."""
    options_class = _options_class()
    none_given = options_class()
    Options: Any = Annotated[options_class, Option(name="*")]  # noqa: N806 - it is a type
    ConfigFile = Annotated[  # noqa: N806
        str | None,
        Option(
            name="--config",
            group=GENERAL,
            metavar="FILE",
            help="TOML file of parameters; its keys are the option names in the tables "
            "below, such as batch-size = 16 or lr = 0.01; options override it.",
        ),
    ]
    Every = Annotated[  # noqa: N806
        str,
        Option(group=GENERAL, metavar="N", help="Print every N-th epoch; 0: only the summary."),
    ]
    History = Annotated[  # noqa: N806
        str | None,
        Option(group=GENERAL, metavar="FILE", help="Write every update to this .npz or .csv file."),
    ]
    app = App(
        "descent", help=_HELP, version=f"descent {program_version()}", result_action="return_value"
    )
    app.version_flags = "--version"
    app["--help"].group = app["--version"].group = GENERAL

    @app.default
    def open_app(
        *,
        config: ConfigFile = None,
        runs_dir: RunsDir = None,
        fps: Fps = None,
        link: LinkOption = "auto",
        options: Options = none_given,
    ) -> Request:
        return Request(
            "app",
            _given(options),
            path_of("--config", config),
            runs_dir=path_of("--runs-dir", runs_dir),
            screen=screen_settings(fps, link),
        )

    @app.command(help=_TRAIN_HELP)
    def train(
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
            _given(options),
            path_of("--config", config),
            _count(every),
            json,
            path_of("--history", history),
            save=save,
            tensorboard=path_of("--tensorboard", tensorboard),
            runs_dir=path_of("--runs-dir", runs_dir),
        )

    add_sweep_commands(app, options_class, GENERAL, ConfigFile, AsJson)
    add_store_commands(app)
    return app
