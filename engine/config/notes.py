"""What a field of the configuration says of itself beyond its type and bounds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict


class Effect(StrEnum):
    """The effect of changing a parameter during a run."""

    LIVE = "live"
    """Takes effect at the next update; nothing is reset."""
    RESTART = "restart"
    """Restarts the run, because the problem changes."""
    PROCESS = "process"
    """Restarts the worker process."""


@dataclass(frozen=True, kw_only=True)
class ParameterNotes:
    """Properties of a parameter beyond its type and bounds.

    Attributes:
        label: its name in the panel, at most 14 characters.
        effect: the effect of a change during a run.
        step: how keys step the value: by 1-2-5, by doubling, by one, through choices, or through
            the columns of the file.
        unit: the unit of its values, if any.
        aliases: additional option names, without dashes.
        empty: the meaning of an absent value (None), in words.
        group: what it is shown with, unless with its section.
        suggested: the words among which keys step, of a text that may also be another one.
    """

    label: str
    effect: Effect
    step: Literal["decade", "double", "one", "choice", "column", "none"]
    unit: str = ""
    aliases: tuple[str, ...] = ()
    empty: str = ""
    suggested: tuple[str, ...] = ()
    group: str = ""


class Section(BaseModel):
    """A frozen group of parameters that rejects unknown names and infinite numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
