"""Advice after a run: options to paste for the command line, keys and panel rows for the app."""

from __future__ import annotations

import math

from engine.config.optimizer import OptimizerConfig
from engine.config.parameters import PARAMETERS
from engine.optimizers.table import OPTIMIZERS
from engine.theory.advice import Advice
from engine.theory.float_range import OutOfRange, Squared
from engine.theory.limits import Basis, Limit
from engine.theory.momentum import descent_of
from engine.theory.settings import Expected, Settings
from engine.theory.step_size import is_adaptive
from engine.theory.verdict import Kind, Verdict
from tui.text.formulas import limit_formula
from tui.text.numbers import number, parameter_text, whole

_BASES = {
    Basis.SAMPLE: "1/(max x² + 1)",
    Basis.STEEPEST: "2/λmax of the steepest batch",
    Basis.RANDOM: "mean square of random batches",
    Basis.ORDER: "these batches in this order",
}
_SHORT_OPTIONS = {"learning_rate": "--lr"}
_EXPECTED = {Expected.NEAR: "", Expected.STABLE: "stable but slow", Expected.GUESS: "a guess"}


def limit_text(limit: Limit, optimizer: OptimizerConfig, *, brief: bool = False) -> str:
    """The learning rates that are stable."""
    about = "" if limit.exact else "about "
    descent = descent_of(optimizer)
    assert descent is not None, "an optimizer with a limit"
    text = f"stable below {about}lr {number(limit.rate)}"
    if brief:
        return text
    formula = limit_formula(descent) if limit.basis is Basis.FULL_BATCH else _BASES[limit.basis]
    return f"{text} ({formula})"


def options_text(settings: Settings) -> str:
    """The settings as options of the command line."""
    words = [
        f"{_SHORT_OPTIONS.get(name, PARAMETERS[name].option)} {_typed(value)}"
        for name, value in settings.values.items()
    ]
    return " ".join(words)


def _typed(value: object) -> str:
    return parameter_text(value) if isinstance(value, int | float | str) else str(value)


def panel_text(settings: Settings) -> str:
    """The settings by rows of the parameter panel; the key is named where there is one."""
    parts = []
    if settings.standardize is not None:
        parts.append(f"standardize {settings.standardize} (Z)")
    if settings.learning_rate is not None:
        parts.append(f"lr {number(settings.learning_rate)}")
    if settings.tolerance is not None:
        parts.append(f"tolerance {number(settings.tolerance)}")
    if settings.epochs is not None:
        parts.append(f"max epochs {whole(settings.epochs)}")
    known = _EXPECTED[settings.expected]
    return ", ".join(parts) + (f" ({known})" if known else "")


def advice_text(advice: Advice, verdict: Verdict | None = None, *, brief: bool = False) -> str:
    """What to try in the app, only the best way if `brief`; empty if nothing is known to help."""
    ways = [panel_text(way) for way in advice.ways]
    ways += [change_text(verdict.out_of_range)] if verdict and verdict.out_of_range else []
    return f"try {'; or '.join(ways[:1] if brief else ways)}" if ways else ""


def advice_lines(verdict: Verdict, advice: Advice, optimizer: OptimizerConfig) -> list[str]:
    """What is stable, and what to try on the command line, each way on a line of its own."""
    lines = known_lines(verdict, advice, optimizer)
    for way in advice.ways:
        lead = "try" if way is advice.ways[0] else "or"
        known = _EXPECTED[way.expected]
        lines.append(f"{lead}{f', {known}' if known else ''}: {options_text(way)}")
    if verdict.out_of_range is not None:
        lines.append(f"{'or' if advice.ways else 'try'}: {change_text(verdict.out_of_range)}")
    return lines


def known_lines(verdict: Verdict, advice: Advice, optimizer: OptimizerConfig) -> list[str]:
    """What is known of stable learning rates."""
    lines = [] if advice.limit is None else [limit_text(advice.limit, optimizer)]
    if verdict.kind in (Kind.DIVERGED, Kind.DIVERGING) and is_adaptive(optimizer):
        title = OPTIMIZERS[optimizer.optimizer].title
        lines.append(f"{title} has no limit; its steps are about lr long")
    return lines


def change_text(beyond: OutOfRange) -> str:
    """How to change the data so that float32 holds the squares."""
    power = abs(round(math.log10(beyond.size)))
    column = "y" if beyond.what is Squared.GRADIENT else beyond.what.value
    return f"{'divide' if beyond.above else 'multiply'} {column} by 1e{power}"
