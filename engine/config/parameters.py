"""The list of all parameters of a run, for code that shows, reads or changes them.

`PARAMETERS` flattens the models of `engine.config.run`. The panel, the command line and a TOML file
all pass a value as plain data to `with_values`, so that validation and its messages are in one
place.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, TypeVar

import annotated_types
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from engine.config.auto import AUTO
from engine.config.notes import ParameterNotes, Section
from engine.config.numbers import number, whole_number
from engine.config.paths import typed_path
from engine.config.problem import (
    CROSSENTROPY_NAMES,
    OWN_SUFFIX,
    STARTS,
    Activation,
    IncompatibleError,
    ProblemConfig,
)
from engine.config.run import FULL_BATCH, RunConfig
from engine.errors import ConfigError, PathError
from engine.expressions.syntax import EXAMPLE, ExpressionError
from engine.nearest import nearest
from engine.optimizers.table import OPTIMIZERS, OptimizerSpec

_MANY_ZEROS = 5
_TEXTS = {
    "device": "auto, cpu or a GPU such as gpu:0",
    "sheet": "a sheet's name or number",
    "encoding": "a text encoding such as utf-8, latin-1 or cp1251",
    "problem": f"one of {', '.join(STARTS)}, or the path of a file {OWN_SUFFIX} with your own loss",
}

_Model = TypeVar("_Model", bound=BaseModel)

Value = int | float | str | bool | Path | None


@dataclass(frozen=True)
class Parameter:
    """One parameter: its place in `RunConfig`, and its description.

    Attributes:
        name: the field's name, with underscores; unique over all sections.
        section: the section of `RunConfig` that holds it.
        kind: the type of its values; "batch" is a whole number or the word full.
        default: its value if none is given.
        description: one sentence of help.
        bounds: the numeric constraints, as objects of annotated-types.
        choices: the accepted words; for a text, those among which keys step.
        notes: label, effect, stepping, unit, aliases.
    """

    name: str
    section: str
    kind: Literal["int", "float", "bool", "choice", "text", "path", "batch"]
    default: Value
    description: str
    bounds: tuple[annotated_types.BaseMetadata, ...]
    choices: tuple[str, ...]
    notes: ParameterNotes

    @property
    def option(self) -> str:
        """The command-line option, such as --batch-size."""
        return "--" + self.name.replace("_", "-")

    @property
    def group(self) -> str:
        """What it is shown with."""
        return self.notes.group or self.section

    @property
    def optional(self) -> bool:
        """Whether it may be absent (None)."""
        return bool(self.notes.empty)

    @property
    def accepts(self) -> str:
        """The accepted values in words, to be read after "must be"."""
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        if self.kind == "bool":
            return "on or off"
        if self.kind == "path":
            return "the path of a data file"
        if self.name == "expression":
            return f"a comparison such as {EXAMPLE}"
        if self.name == "pieces":
            return "increasing numbers of updates with factors, such as 500:0.1, 750:0.01"
        if self.kind == "text":
            return _TEXTS.get(self.name, "a column's name or number")
        noun = "a number" if self.kind == "float" else "a whole number"
        limits = _limits_in_words(self.bounds)
        words = f"{noun}{limits}"
        if self.name == "learning_rate":
            return f"{words}, or {AUTO}"
        return f"{words}, or {FULL_BATCH}" if self.kind == "batch" else words


def _limits_in_words(bounds: tuple[annotated_types.BaseMetadata, ...]) -> str:
    """The limits, to be read after "a number": ", 1 to 1e8" or " above 0, at most 1e6"."""
    limits: dict[str, str] = {}
    for bound in bounds:
        match bound:
            case annotated_types.Gt(gt=value):
                limits[" above"] = _in_words(value)
            case annotated_types.Ge(ge=value):
                limits[", at least"] = _in_words(value)
            case annotated_types.Lt(lt=value):
                limits[" and below" if limits else " below"] = _in_words(value)
            case annotated_types.Le(le=value):
                limits[", at most"] = _in_words(value)
            case _:
                pass
    if limits.keys() == {", at least", ", at most"}:
        return f", {limits[', at least']} to {limits[', at most']}"
    return "".join(f"{words} {limit}" for words, limit in limits.items())


def _in_words(limit: object) -> str:
    """A limit as the user may type it, in one word, so that no line breaks in it: 100, 1e6."""
    if isinstance(limit, int | float) and limit == int(limit):
        digits = str(int(limit))
        zeros = len(digits) - len(digits.rstrip("0"))
        return f"{digits[:-zeros]}e{zeros}" if zeros >= _MANY_ZEROS else digits
    return number(limit) if isinstance(limit, float) else str(limit)


def _numeric_bounds(metadata: list[Any]) -> tuple[annotated_types.BaseMetadata, ...]:
    known = (annotated_types.Gt, annotated_types.Ge, annotated_types.Lt, annotated_types.Le)
    return tuple(item for item in metadata if isinstance(item, known))


def _parameter(section: str, name: str, info: FieldInfo) -> Parameter:
    notes = next(item for item in info.metadata if isinstance(item, ParameterNotes))
    bounds = _numeric_bounds(info.metadata)
    members = [
        member
        for member in (
            typing.get_args(info.annotation)
            if typing.get_origin(info.annotation) in (typing.Union, types.UnionType)
            else (info.annotation,)
        )
        if member is not type(None)
    ]
    kind: Any
    choices: tuple[str, ...] = ()
    match members:
        case [_, number] if typing.get_origin(number) is typing.Annotated:
            kind = "batch"
            inner = typing.get_args(number)[1]
            bounds = _numeric_bounds(inner.metadata)
        case [single] if typing.get_origin(single) is Literal:
            kind, choices = "choice", typing.get_args(single)
        case [single] if isinstance(single, type) and issubclass(single, StrEnum):
            kind, choices = "choice", tuple(single)
        case [single]:
            choices = notes.suggested
            kind = {bool: "bool", int: "int", float: "float", Path: "path", str: "text"}[single]
        case _:
            raise TypeError(f"{section}.{name} has an unsupported type")
    return Parameter(
        name, section, kind, info.default, info.description or "", bounds, choices, notes
    )


def _flatten() -> dict[str, Parameter]:
    flat: dict[str, Parameter] = {}
    for section, section_info in RunConfig.model_fields.items():
        model = section_info.annotation
        assert isinstance(model, type) and issubclass(model, BaseModel)
        for name, info in model.model_fields.items():
            assert name not in flat, f"duplicate parameter {name}"
            if any(isinstance(item, ParameterNotes) for item in info.metadata):
                flat[name] = _parameter(section, name, info)
    return flat


PARAMETERS: Mapping[str, Parameter] = types.MappingProxyType(_flatten())


def value_of(config: RunConfig, name: str) -> Value:
    """The value of the parameter `name` in `config`."""
    value: Value = getattr(getattr(config, PARAMETERS[name].section), name)
    return value


def optimizer_spec(config: RunConfig) -> OptimizerSpec:
    """The table row of the configured optimizer."""
    return OPTIMIZERS[config.optimizer.optimizer]


def _parsed(parameter: Parameter, value: object) -> object:
    """Plain data for pydantic, made from typed text."""
    if isinstance(value, str):
        text = value.strip()
        if parameter.optional and text.lower() in ("", "none", "auto"):
            return None
        if parameter.kind == "bool":
            return {"on": True, "yes": True, "off": False, "no": False}.get(text.lower(), text)
        if parameter.kind in ("int", "batch") and (whole := whole_number(text)) is not None:
            return whole
        if parameter.kind in ("choice", "batch") or parameter.name == "device":
            return text.lower()
        if parameter.kind == "path":
            try:
                typed_path(text)
            except PathError as error:
                raise ConfigError(parameter.name, str(error)) from None
        return text
    if isinstance(value, bool):
        # Pydantic would read True as the number 1.
        return value if parameter.kind in ("bool", "text", "path") else str(value).lower()
    if isinstance(value, int) and parameter.kind == "text":
        return str(value)
    return value


def with_values(config: RunConfig, values: Mapping[str, object]) -> RunConfig:
    """A copy of `config` with the named parameters changed.

    Values may be typed text or plain data, as from a TOML file.

    Raises:
        ConfigError: an unknown name, or an invalid value.
    """
    sections: dict[str, dict[str, object]] = {}
    for name, value in values.items():
        parameter = PARAMETERS.get(name)
        if parameter is None:
            raise ConfigError(name, unknown(name))
        sections.setdefault(parameter.section, {})[name] = _parsed(parameter, value)
    changed: dict[str, Section] = {}
    for section, updates in sections.items():
        current = getattr(config, section)
        given = {name: getattr(current, name) for name in type(current).model_fields} | updates
        if updates.get("loss") in CROSSENTROPY_NAMES and "activation" not in updates:
            given["activation"] = Activation.SIGMOID
        changed[section] = _validated(type(current), given, values)
    _bring(config, changed, values)
    whole = {section: getattr(config, section) for section in RunConfig.model_fields}
    return _validated(RunConfig, whole | changed, values)


def _bring(config: RunConfig, changed: dict[str, Section], values: Mapping[str, object]) -> None:
    """Another problem brings its starting point, unless one is given."""
    problem = changed.get("problem")
    if isinstance(problem, ProblemConfig) and problem.problem != config.problem.problem:
        start = dict(zip(("w0", "b0"), problem.start, strict=True))
        fresh = {name: value for name, value in start.items() if name not in values}
        changed["start"] = changed.get("start", config.start).model_copy(update=fresh)


def _validated(model: type[_Model], given: object, values: Mapping[str, object]) -> _Model:
    """The model of these fields; `values` are what was typed.

    Raises:
        ConfigError: one is invalid, or they do not go together.
    """
    try:
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        cause = first.get("ctx", {}).get("error")
        if isinstance(cause, IncompatibleError):
            raise ConfigError(cause.parameter, str(cause)) from None
        name = str(first["loc"][0])
        if isinstance(cause, ExpressionError):
            raise ConfigError(name, str(cause)) from None
        accepts = PARAMETERS[name].accepts
        raise ConfigError(
            name, f"{_shown(values.get(name))} is invalid; must be {accepts}"
        ) from None


def _shown(value: object) -> str:
    text = f"'{' '.join(value.split())}'" if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def unknown(name: str) -> str:
    """The message for an unknown parameter, with the closest known name."""
    near = nearest(name, PARAMETERS)
    return "unknown parameter" + (f"; did you mean {near}?" if near else "")
