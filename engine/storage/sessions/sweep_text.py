"""What was asked of a sweep, a trade-off or a phase map, and its end, as JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from pydantic import TypeAdapter

from engine.errors import ConfigError
from engine.protocol.sweep_messages import SweepEnded
from engine.storage.sessions.whole_paths import anywhere
from engine.sweeps.phase_spec import PhaseSpec
from engine.sweeps.spec import SweepSpec
from engine.sweeps.tradeoff import TradeoffSpec

Kind = Literal["sweep", "tradeoff", "phase"]
AnySpec = SweepSpec | TradeoffSpec | PhaseSpec

_SPECS: dict[Kind, TypeAdapter[Any]] = {
    "sweep": TypeAdapter(SweepSpec),
    "tradeoff": TypeAdapter(TradeoffSpec),
    "phase": TypeAdapter(PhaseSpec),
}
_END = TypeAdapter(SweepEnded)


def kind_of(spec: AnySpec) -> Kind:
    """The kind of experiment of this spec."""
    if isinstance(spec, PhaseSpec):
        return "phase"
    return "sweep" if isinstance(spec, SweepSpec) else "tradeoff"


def spec_text(spec: AnySpec) -> str:
    """The spec as JSON."""
    whole = replace(spec, base=anywhere(spec.base))
    return _SPECS[kind_of(spec)].dump_json(whole).decode()


def spec_in(kind: Kind, text: str) -> AnySpec:
    """The spec in this JSON.

    Raises:
        ValueError: there is none.
    """
    try:
        spec: AnySpec = _SPECS[kind].validate_json(text)
    except ConfigError as error:
        raise ValueError(str(error)) from None
    return spec


def end_text(end: SweepEnded) -> str:
    """The end as JSON."""
    return _END.dump_json(end).decode()


def end_in(text: str) -> SweepEnded:
    """The end in this JSON.

    Raises:
        ValueError: there is none.
    """
    return _END.validate_json(text)
