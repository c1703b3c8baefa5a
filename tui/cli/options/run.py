"""A run's parameters as options, generated from `engine.config.parameters.PARAMETERS` for cyclopts.

Values stay typed text: `engine.config.parameters` validates them, so that error messages are in one
place.
"""

# Annotations are not postponed in this module: cyclopts could not resolve those of local types.

from collections.abc import Collection
from dataclasses import asdict, make_dataclass
from functools import cache
from typing import Annotated, Any

from cyclopts import Group
from cyclopts import Parameter as Option

from engine.config.numbers import number
from engine.config.parameters import PARAMETERS, Parameter, value_of
from engine.config.run import RunConfig
from tui.cli.options.preset import PRESET, PRESET_ACCEPTS, preset_values

SECTION_TITLES = {
    "problem": "Problem",
    "data": "Data",
    "start": "Starting point",
    "optimizer": "Optimizer",
    "schedule": "Schedule and clipping",
    "batch": "Batches",
    "stop": "Stopping",
    "device": "Device",
}
_PLACEHOLDERS = {
    "problem": "NAME|FILE.py",
    "activation": "NAME",
    "loss": "NAME",
    "optimizer": "NAME",
    "schedule": "NAME",
    "pieces": "PIECES",
    "clipping": "NAME",
    "stop": "RULE",
    "device": "DEVICE",
    "batch_size": "M",
    "replicas": "N",
    "expression": "EXPRESSION",
    "sheet": "SHEET",
    "encoding": "NAME",
}
_KIND_PLACEHOLDERS = {"bool": "on|off", "path": "FILE", "text": "COLUMN", "int": "N"}


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
            return number(value)
        case value:
            return str(value)


def _option(parameter: Parameter, group: Group) -> Any:
    sentence = parameter.description.rstrip(".")
    text = f"{sentence}: {parameter.accepts}. [default: {default_text(parameter)}]"
    names = option_names(parameter)
    option = Option(name=names, group=group, help=text, metavar=placeholder(parameter))
    return Annotated[str | None, option]


def _options_class(names: Collection[str]) -> Any:
    """A class with a field per parameter, from which cyclopts makes the options.

    Its attributes hold the typed text; an option that was not given is None.
    """
    groups = {name: Group.create_ordered(title) for name, title in SECTION_TITLES.items()}
    options = {
        parameter.name: _option(parameter, groups[parameter.group])
        for parameter in PARAMETERS.values()
        if parameter.name in names
    }
    if "problem" in options:
        text = (
            "Problem of the palette, with its start and its optimizer; other options change it: "
            f"{PRESET_ACCEPTS['--preset']}."
        )
        option = Option(name="--preset", group=groups["problem"], help=text, metavar="NAME")
        options[PRESET] = Annotated[str | None, option]
    # From the module's name, cyclopts concludes that the class is not from the standard library.
    namespace = {"__module__": __name__}
    fields = [(name, annotation, None) for name, annotation in options.items()]
    return make_dataclass("Options", fields, kw_only=True, frozen=True, namespace=namespace)


@cache
def run_options(names: tuple[str, ...] = tuple(PARAMETERS)) -> tuple[Any, Any]:
    """The annotation of a run's options and their default, for the signature of a command."""
    options_class = _options_class(names)
    return Annotated[options_class, Option(name="*")], options_class()


def given(options: Any) -> dict[str, str]:
    """The options that were given, as typed text, by the parameter's name.

    Those of a preset are among them.

    Raises:
        UsageError: there is no such preset.
    """
    values = {name: value for name, value in asdict(options).items() if value is not None}
    preset = values.pop(PRESET, None)
    return values if preset is None else {**preset_values(preset), **values}
