"""A formula with its symbols replaced by this update's numbers."""

from __future__ import annotations

import math
import re

from engine.config.optimizer import OptimizerConfig
from engine.optimizers.before_rule import CLIP, PEAK, lines_before
from engine.optimizers.rules import (
    COUNT,
    LEARNING_RATE,
    Assign,
    Rule,
    Values,
    by_symbol,
    rule_of,
)

_SYMBOLS = re.compile(
    "sign|max|min|cos|‖g‖|η₀|η₁|η₂|θ′|β₁|β₂|μ₊|ᵗ⁺¹|ᵗ|[θgηtμρελmvuazcpqαπσΔskγrfκ]"
)
_FUNCTIONS = ("sign", "max", "min", "cos")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def rule_for(config: OptimizerConfig, made: int = 0) -> Rule:
    """The lines of an update after `made` updates: schedule, clipping, the optimizer's rule."""
    before = lines_before(config.rates, made, config.clips) if not config.is_plain else ()
    return (*before, *rule_of(config.optimizer, config.hyperparameters))


def symbols_for(config: OptimizerConfig) -> dict[str, float]:
    """The learning rate, hyperparameters and limit of clipping, by symbol."""
    symbols = by_symbol(config.learning_rate, config.hyperparameters)
    if config.is_scheduled:
        symbols = {PEAK if symbol == LEARNING_RATE else symbol: v for symbol, v in symbols.items()}
    return symbols if config.clipping == "none" else {**symbols, CLIP: config.clip_at}


def short_number(value: float, digits: int = 4) -> str:
    """A number in a formula, to `digits` significant digits or all digits of its whole part."""
    size = abs(value)
    if 1e-3 <= size < 1e6:
        decimals = max(digits - 1 - math.floor(math.log10(size)), 0)
        text = f"{value:.{decimals}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        text = f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}" if value else "0"
    return text


def substituted(line: Assign, values: Values, digits: int = 4) -> str:
    """The right-hand side of a line with numbers for symbols; empty if one is unknown."""
    known = True

    def in_numbers(found: re.Match[str]) -> str:
        nonlocal known
        sign = found[0]
        if sign in _FUNCTIONS:
            return sign
        raised = {"ᵗ": 0, "ᵗ⁺¹": 1}.get(sign)
        value = values.get(sign if raised is None else COUNT, math.nan)
        if not math.isfinite(value):
            known = False
            return ""
        if raised is not None:
            return str(int(value) + raised).translate(_SUPERSCRIPTS)
        text = short_number(value, digits)
        before, after = line.formula[: found.start()], line.formula[found.end() :]
        bare = (not before or before.endswith(("(", "|"))) and not after.startswith("²")
        return text if value >= 0 or bare else f"({text})"

    text = _SYMBOLS.sub(in_numbers, line.formula)
    return text if known else ""
