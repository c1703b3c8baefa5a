"""Commands that choose a problem; they have no keys, because they are rarely used."""

from __future__ import annotations

from tui.keys.command import Command, Context, Enabled
from tui.model.presets import PRESETS
from tui.model.situation import Situation

PALETTE = "ctrl+p"
STEPS = {
    "next-problem": ("problem", "next problem: neuron, Rosenbrock, Himmelblau ..."),
    "next-activation": ("activation", "next activation of the neuron: linear, relu, tanh ..."),
    "next-loss": ("loss", "next loss of the neuron: mse, mae, huber ..."),
}
"""The parameter that a command steps, and its help."""


def preset_id(name: str) -> str:
    """The id of the command of a preset."""
    return f"preset-{name}"


def _has(parameter: str) -> Enabled:
    """The parameter has an effect on this problem."""

    def allowed(here: Situation) -> str:
        if parameter == "problem" or here.neuron:
            return ""
        return f"only a neuron has another {parameter}"

    return allowed


PROBLEMS: tuple[Command, ...] = (
    *(
        Command(
            name,
            "",
            PALETTE,
            name.replace("-", " "),
            text,
            Context.CHANGE,
            enabled=_has(parameter),
        )
        for name, (parameter, text) in STEPS.items()
    ),
    *(
        Command(
            preset_id(one.name),
            "",
            PALETTE,
            f"problem: {one.label}",
            one.shows,
            Context.CHANGE,
        )
        for one in PRESETS
    ),
)
