"""What the command line asks for, and the configuration that follows from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from engine.config.parameters import PARAMETERS, applies, optimizer_spec, with_values
from engine.config.run import RunConfig, StopRule
from engine.config.toml import read_toml
from engine.errors import ConfigError, DescentError
from tui.terminal.settings import ScreenSettings

Command = Literal["app", "train", "sweep", "tradeoff", "open", "runs", "remove"]
_EMPTY = "the value is empty"


class UsageError(DescentError):
    """An invalid command line; the text is one line, without the program's name."""


@dataclass(frozen=True)
class Request:
    """A command line, read but not yet judged.

    Attributes:
        command: what to do.
        values: the parameters given as options, as typed, by name.
        config_file: a TOML file with more of them, which options override.
        every: print one epoch in so many; 0 prints none.
        as_json: print JSON Lines.
        history: where to write every update.
        lists: of a sweep, as typed, by the parameter's name.
        output: where to write a sweep's results.
        heat_map: which quantity to show as a map.
        loss_factor: of a trade-off, as typed.
        save: the name that the run is saved under.
        tensorboard: where TensorBoard looks for event files.
        runs_dir: where saved runs lie; None is the usual place.
        runs: the saved runs that the command is about, by name.
        screen: how the app's screen is to be written.
    """

    command: Command = "app"
    values: Mapping[str, str] = field(default_factory=dict)
    config_file: Path | None = None
    every: int = 1
    as_json: bool = False
    history: Path | None = None
    lists: Mapping[str, str] = field(default_factory=dict)
    output: Path | None = None
    heat_map: str | None = None
    loss_factor: str = "1.1"
    save: str | None = None
    tensorboard: Path | None = None
    runs_dir: Path | None = None
    runs: tuple[str, ...] = ()
    screen: ScreenSettings = field(default_factory=ScreenSettings)


def configuration(request: Request, optimizers: Sequence[str] = ()) -> RunConfig:
    """The defaults, changed by the file, changed by the options.

    A hyperparameter that the configured optimizer does not have may serve one of `optimizers`.

    Raises:
        UsageError: a value is invalid, or has no effect here.
    """
    for name, text in request.values.items():
        if not text.strip():
            raise UsageError(f"{_as_option(name)}: {_EMPTY}; must be {PARAMETERS[name].accepts}")
    config = RunConfig()
    in_file: Mapping[str, object] = {}
    if request.config_file is not None:
        try:
            in_file = read_toml(request.config_file)
        except ConfigError as error:
            raise UsageError(str(error)) from None
        config = _changed(config, in_file, f"{request.config_file}: ", written=_as_key)
    config = _changed(config, request.values, "", written=_as_option)
    others = [with_values(config, {"optimizer": name}) for name in optimizers]
    for name in request.values:
        if not any(applies(one, name) for one in others or [config]):
            raise UsageError(f"{_as_option(name)}: {_why_not(config, name)}")
    for name in in_file:
        # A file may hold all that two runs need; but a hyperparameter would be missed silently.
        if PARAMETERS[name].section == "optimizer" and not any(
            applies(one, name) for one in others or [config]
        ):
            raise UsageError(f"{request.config_file}: {_as_key(name)}: {_why_not(config, name)}")
    return config


def in_options(message: str) -> str:
    """A refusal of the worker, which names a parameter, in the command line's terms."""
    name, separator, reason = message.partition(": ")
    return f"{_as_option(name)}: {reason}" if separator and name in PARAMETERS else message


def _as_option(name: str) -> str:
    return PARAMETERS[name].option


def _as_key(name: str) -> str:
    return name.replace("_", "-")


def _changed(
    config: RunConfig, values: Mapping[str, object], where: str, *, written: Callable[[str], str]
) -> RunConfig:
    try:
        return with_values(config, values)
    except ConfigError as error:
        name = "" if error.parameter is None else f"{written(error.parameter)}: "
        raise UsageError(f"{where}{name}{error.reason}") from None


def _why_not(config: RunConfig, name: str) -> str:
    """Why a parameter that was given has no meaning here, and what would have one."""
    if PARAMETERS[name].section == "optimizer":
        has = ["--learning-rate", *map(_as_option, optimizer_spec(config).hyperparameters)]
        return f"{config.optimizer.optimizer} has no {_as_key(name)}; it has {', '.join(has)}"
    if config.data.data is not None:
        return f"applies to generated data, but the data come from {config.data.data}"
    if name == "expression":
        return f"is for --stop expression; --stop {config.stop.stop} ignores it"
    if config.stop.stop is StopRule.EXPRESSION:
        return "has no effect with --stop expression; remove it"
    if config.stop.stop is StopRule.NEVER:
        return "has no effect with --stop never; remove one of the two"
    return "names a column of a file; add --data FILE.csv"
