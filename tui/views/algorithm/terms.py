"""A formula with its symbols replaced by this update's numbers."""

from __future__ import annotations

import math
import re

from engine.config.optimizer import OptimizerConfig
from engine.optimizers.rules import COUNT, Assign, Rule, Values, by_symbol, rule_of

_SYMBOLS = re.compile("sign|max|θ′|β₁|β₂|μ₊|ᵗ⁺¹|ᵗ|[θgηtμρελmvuazcpqαπσΔ]")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def rule_for(config: OptimizerConfig) -> Rule:
    """The update rule of this optimizer, line by line."""
    return rule_of(config.optimizer, config.hyperparameters)


def symbols_for(config: OptimizerConfig) -> dict[str, float]:
    """The learning rate and hyperparameters, by symbol."""
    return by_symbol(config.learning_rate, config.hyperparameters)


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
        if sign in ("sign", "max"):
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
