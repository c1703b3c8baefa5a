"""The request of a command line, and its configuration."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from engine.config.applicable import applies
from engine.config.auto import asks_auto, without_auto
from engine.config.notes import Effect
from engine.config.parameters import PARAMETERS, optimizer_spec, with_values
from engine.config.problem import NEURON, STARTS
from engine.config.run import RunConfig, StopRule
from engine.config.toml import read_toml
from engine.errors import ConfigError, DescentError
from engine.optimizers.schedules import SCHEDULES
from tui.cli.mapping import Mapping2D
from tui.cli.output import complain
from tui.cli.own_problem import permitted
from tui.terminal.settings import ScreenSettings

Command = Literal[
    "app", "train", "sweep", "tradeoff", "data", "open", "runs", "remove", "export", "doctor",
    "lesson", "attach", "present", "serve", "record", "replay", "watch", "landscape", "reference",
    "phase",
]  # fmt: skip
_EMPTY = "the value is empty"


class UsageError(DescentError):
    """An invalid command line; the text is one line, without the program's name."""


@dataclass(frozen=True)
class LessonWords:
    """What is asked of lessons.

    Attributes:
        action: what to do.
        names: the lessons or files, as typed.
        every: whether all lessons are meant.
        sure: whether to do it without asking.
    """

    action: Literal["list", "open", "new", "check", "restart"] = "list"
    names: tuple[str, ...] = ()
    every: bool = False
    sure: bool = False


@dataclass(frozen=True)
class Serving:
    """How the app is served to browsers.

    Attributes:
        host, port: where to listen; port 0 is any free one.
        visitors: the most at once.
        token: whether the URL has a token even if only this machine reaches it.
        screen: the options of each visitor's screen, as words of a command line.
        lesson: the lesson with which sessions begin, as typed; empty for none.
    """

    host: str
    port: int
    visitors: int
    token: bool
    screen: tuple[str, ...] = ()
    lesson: str = ""


@dataclass(frozen=True)
class Recorded:
    """How the terminal is recorded.

    Attributes:
        file: the asciicast.
        overwrite: whether it may replace a file.
        keys: whether what is typed is in it.
        idle_limit: seconds to which players shorten pauses; None leaves them.
        gif: the picture to make of it; None makes none.
        lesson: the lesson to open, as typed; empty for none.
    """

    file: Path
    overwrite: bool = False
    keys: bool = False
    idle_limit: float | None = None
    gif: Path | None = None
    lesson: str = ""


@dataclass(frozen=True)
class Request:
    """A command line, parsed but not yet validated.

    Attributes:
        command: the command.
        values: the parameters given as options, as typed, by name.
        config_file: a TOML file with further parameters, which options override.
        every: print every `every`-th epoch; 0 prints none.
        as_json: print JSON Lines.
        history: the file for every update.
        lists: of a sweep or a phase map, as typed, by name; output: the file of results or script.
        heat_map: the quantity to show as a map.
        scheduler: the address of a Dask scheduler whose workers train the runs of a sweep.
        loss_factor: of a trade-off, as typed.
        save: the name of the saved run.
        tensorboard: the folder of event files for TensorBoard.
        runs_dir: the folder of saved runs; None is the default.
        runs: the saved runs that the command is about, by name.
        screen: the settings of the app's screen.
        resume: whether the app resumes the last session.
        lesson: what is asked of lessons.
        app_id: the app to follow, as typed; None for the only one.
        take_over: whether the follower takes control.
        serving: how the app is served to browsers.
        recorded: how the terminal is recorded.
        speed: of a replay, in updates per second; None is unlimited.
        watched: the folder of the recording to follow.
        mapping: how the loss of a network is mapped.
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
    scheduler: str | None = None
    loss_factor: str = "1.1"
    save: str | None = None
    tensorboard: Path | None = None
    runs_dir: Path | None = None
    runs: tuple[str, ...] = ()
    screen: ScreenSettings = field(default_factory=ScreenSettings)
    resume: bool = False
    lesson: LessonWords = field(default_factory=LessonWords)
    app_id: str | None = None
    take_over: bool = False
    serving: Serving | None = None
    recorded: Recorded | None = None
    speed: float | None = None
    watched: Path | None = None
    mapping: Mapping2D | None = None


_ONLY_READ = ("data", "export")
"""Commands that execute no file with a loss."""


def configuration(
    request: Request,
    optimizers: Sequence[str] = (),
    say: Callable[[str], None] = complain,
    schedules: Sequence[str] = (),
) -> RunConfig:
    """The defaults, overridden by the file, overridden by the options.

    A hyperparameter that the configured optimizer or schedule lacks may belong to one of
    `optimizers` or `schedules`. A learning rate that is left to the theory is passed to `say`, with
    where it comes from.

    Raises:
        UsageError: a value is invalid, or has no effect here.
        DataError: the file that the learning rate follows from cannot be used.
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
        where = f"{request.config_file}: "
        config = _changed(config, without_auto(in_file), where, written=_as_key)
    config = _changed(config, without_auto(request.values), "", written=_as_option)
    others = [
        *(with_values(config, {"optimizer": name}) for name in optimizers),
        *(with_values(config, {"schedule": name}) for name in schedules),
    ]
    for name in request.values:
        if not any(applies(one, name) for one in others or [config]):
            raise UsageError(f"{_as_option(name)}: {_why_not(config, name)}")
    for name in in_file:
        # A file may serve several runs, but a hyperparameter without effect is an error.
        if PARAMETERS[name].section == "optimizer" and not any(
            applies(one, name) for one in others or [config]
        ):
            raise UsageError(f"{request.config_file}: {_as_key(name)}: {_why_not(config, name)}")
    by_hand = "problem" in request.values
    executes = request.command not in _ONLY_READ
    config = permitted(config, by_hand=by_hand, origin=request.config_file, executes=executes)
    return _with_auto_rate(config, say) if asks_auto({**in_file, **request.values}) else config


def _with_auto_rate(config: RunConfig, say: Callable[[str], None]) -> RunConfig:
    """The configuration with the learning rate that the theory says, for its samples."""
    from engine.theory.auto_rate import with_auto

    try:
        config, text = with_auto(config)
    except ConfigError as error:
        raise UsageError(f"{_as_option('learning_rate')}: {error.reason}") from None
    say(text)
    return config


def check_resume(request: Request) -> None:
    """Check that nothing beside --resume contradicts it: the device is no part of the run.

    The file of an own loss may be named, which permits its code; it must be the session's.

    Raises:
        UsageError: a parameter of the run is given.
    """
    own = request.values.get("problem", NEURON) not in STARTS
    other = "--resume, which has the session's own parameters"
    check_alone(request, other, but=("problem",) if own else ())


def check_alone(request: Request, other: str, but: Collection[str] = ()) -> None:
    """Check that nothing beside an option with parameters of its own contradicts it.

    Args:
        request: the request.
        other: the option, and which parameters it has.
        but: parameters that do not contradict it.

    Raises:
        UsageError: a parameter of the run is given.
    """
    given = [
        _as_option(name)
        for name in request.values
        if PARAMETERS[name].notes.effect is not Effect.PROCESS and name not in but
    ]
    if request.config_file is not None:
        given.append("--config")
    if given:
        raise UsageError(f"{given[0]}: cannot be combined with {other}")


def in_options(message: str) -> str:
    """A refusal of the worker, with the parameter's name as a command-line option."""
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


def _why_no_schedule(config: RunConfig, name: str) -> str:
    if name == "clip_at":
        return "needs --clipping value, norm or global_norm"
    now = config.optimizer.schedule
    if name == "warmup":
        return f"--schedule {now} has a rise of its own"
    kinds = [kind for kind, used in SCHEDULES.items() if name in used]
    return f"is for --schedule {' or '.join(kinds)}; --schedule {now} ignores it"


def _why_not(config: RunConfig, name: str) -> str:
    """Why a given parameter has no effect here, and what to use instead."""
    if PARAMETERS[name].group == "schedule":
        return _why_no_schedule(config, name)
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
