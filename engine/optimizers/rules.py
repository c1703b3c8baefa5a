"""The update rules of the optimizers for a parameter θ with gradient g, line by line, as Keras 3.

A rule is a short program: each line assigns one symbol from earlier ones. The same lines are shown
as formulas and evaluated to numbers; a test compares them with Keras. Sources are the classes of
`keras.optimizers`, whose epsilon, bias correction and order differ from the papers in places.

Symbols: θ parameter, g gradient, η learning rate, t number of updates since the optimizer started;
μ momentum, ρ, β₁, β₂ decay rates, ε, λ weight decay; all others are assigned.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

Values = Mapping[str, float]
"""Numbers by symbol."""

HYPERPARAMETERS = {
    "momentum": "μ",
    "rho": "ρ",
    "beta_1": "β₁",
    "beta_2": "β₂",
    "epsilon": "ε",
    "weight_decay": "λ",
}
"""Their symbols."""

PARAMETER, GRADIENT, LEARNING_RATE, COUNT = "θ", "g", "η", "t"
_DECAY = 0.96  # of Nadam's momentum schedule, fixed in Keras


@dataclass(frozen=True)
class Assign:
    """One line of a rule: symbol ← formula.

    Attributes:
        symbol: the assigned symbol.
        formula: the right-hand side as shown.
        compute: the same as a function of all numbers so far.
        name: its name in the optimizer's state; empty for temporary values.
        shared: whether all parameters share one value.
    """

    symbol: str
    formula: str
    compute: Callable[[Values], float]
    name: str = ""
    shared: bool = False

    @property
    def in_state(self) -> bool:
        """Whether it is part of the optimizer's state."""
        return bool(self.name)

    @property
    def kept(self) -> bool:
        """Whether it has a value before and after the update."""
        return self.in_state or self.symbol in (PARAMETER, GRADIENT)

    @property
    def text(self) -> str:
        """The whole line."""
        return f"{self.symbol} {'←' if self.kept else '='} {self.formula}"


Rule = tuple[Assign, ...]


def _parameter(formula: str, compute: Callable[[Values], float]) -> Assign:
    return Assign(PARAMETER, formula, compute)


def _single(value: float) -> float:
    """The value in float32; 0.999 is then 1.3e-8 larger, which changes 1 − 0.999 in digit five."""
    return float(np.float32(value))


def _power(v: Values, decay: str) -> float:
    """βᵗ, with β in float32 as in Keras."""
    return math.pow(_single(v[decay]), v["t"])


def _mean(v: Values, symbol: str, decay: str, value: float) -> float:
    """A moving average with β in float32, as in Nadam and Lion; Adam uses 1 − β in float64."""
    beta = _single(v[decay])
    return beta * v[symbol] + (1 - beta) * value


def _sign(value: float) -> float:
    return value if math.isnan(value) else float((value > 0) - (value < 0))


_MOMENT = Assign(
    "m",
    "β₁·m + (1 − β₁)·g",
    lambda v: v["β₁"] * v["m"] + (1 - v["β₁"]) * v["g"],
    name="momentum",
)
_SQUARE = Assign(
    "v",
    "β₂·v + (1 − β₂)·g²",
    lambda v: v["β₂"] * v["v"] + (1 - v["β₂"]) * v["g"] ** 2,
    name="velocity",
)
_RATE = Assign(
    "α",
    "η·√(1 − β₂ᵗ)/(1 − β₁ᵗ)",
    lambda v: v["η"] * math.sqrt(1 - _power(v, "β₂")) / (1 - _power(v, "β₁")),
    shared=True,
)
_VELOCITY = Assign(
    "m", "μ·m − η·g", lambda v: v["μ"] * v["m"] - v["η"] * v["g"], name="momentum"
)  # fmt: skip

DECAY = _parameter("θ − η·λ·θ", lambda v: v["θ"] - v["θ"] * v["λ"] * v["η"])
"""The line of a weight decay, before any other: decoupled, as in Keras."""
SGD: Rule = (_parameter("θ − η·g", lambda v: v["θ"] - v["η"] * v["g"]),)
MOMENTUM: Rule = (_VELOCITY, _parameter("θ + m", lambda v: v["θ"] + v["m"]))
NESTEROV: Rule = (
    _VELOCITY,
    _parameter("θ + μ·m − η·g", lambda v: v["θ"] + v["μ"] * v["m"] - v["η"] * v["g"]),
)
_MEAN_SQUARE = Assign(
    "v",
    "ρ·v + (1 − ρ)·g²",
    lambda v: v["ρ"] * v["v"] + (1 - v["ρ"]) * v["g"] ** 2,
    name="velocity",
)
RMSPROP: Rule = (
    _MEAN_SQUARE,
    _parameter("θ − η·g/√(v + ε)", lambda v: v["θ"] - v["η"] * v["g"] / math.sqrt(v["v"] + v["ε"])),
)
RMSPROP_MOMENTUM: Rule = (
    _MEAN_SQUARE,
    Assign(
        "m",
        "μ·m + η·g/√(v + ε)",
        lambda v: v["μ"] * v["m"] + v["η"] * v["g"] / math.sqrt(v["v"] + v["ε"]),
        name="momentum",
    ),
    _parameter("θ − m", lambda v: v["θ"] - v["m"]),
)
ADAGRAD: Rule = (
    Assign("a", "a + g²", lambda v: v["a"] + v["g"] ** 2, name="accumulator"),
    _parameter("θ − η·g/√(a + ε)", lambda v: v["θ"] - v["η"] * v["g"] / math.sqrt(v["a"] + v["ε"])),
)
ADADELTA: Rule = (
    Assign(
        "v",
        "ρ·v + (1 − ρ)·g²",
        lambda v: v["ρ"] * v["v"] + (1 - v["ρ"]) * v["g"] ** 2,
        name="accumulated grad",
    ),
    Assign(
        "Δ",
        "−g·√(u + ε)/√(v + ε)",
        lambda v: -v["g"] * math.sqrt(v["u"] + v["ε"]) / math.sqrt(v["v"] + v["ε"]),
    ),
    Assign(
        "u",
        "ρ·u + (1 − ρ)·Δ²",
        lambda v: v["ρ"] * v["u"] + (1 - v["ρ"]) * v["Δ"] ** 2,
        name="accumulated delta var",
    ),
    _parameter("θ + η·Δ", lambda v: v["θ"] + v["η"] * v["Δ"]),
)
ADAM: Rule = (
    _MOMENT,
    _SQUARE,
    _RATE,
    _parameter(
        "θ − α·m/(√v + ε)", lambda v: v["θ"] - v["α"] * v["m"] / (math.sqrt(v["v"]) + v["ε"])
    ),
)
ADAMW: Rule = (
    Assign("θ′", "θ − η·λ·θ", lambda v: v["θ"] - v["η"] * v["λ"] * v["θ"]),
    _MOMENT,
    _SQUARE,
    _RATE,
    _parameter(
        "θ′ − α·m/(√v + ε)", lambda v: v["θ′"] - v["α"] * v["m"] / (math.sqrt(v["v"]) + v["ε"])
    ),
)
ADAMAX: Rule = (
    _MOMENT,
    Assign("u", "max(β₂·u, |g|)", lambda v: max(v["β₂"] * v["u"], abs(v["g"])), name="norm"),
    Assign("α", "η/(1 − β₁ᵗ)", lambda v: v["η"] / (1 - _power(v, "β₁")), shared=True),
    _parameter("θ − α·m/(u + ε)", lambda v: v["θ"] - v["α"] * v["m"] / (v["u"] + v["ε"])),
)
NADAM: Rule = (
    Assign(
        "μ",
        "β₁·(1 − ½·0.96ᵗ)",
        lambda v: _single(v["β₁"]) * (1 - 0.5 * _DECAY ** v["t"]),
        shared=True,
    ),
    Assign(
        "μ₊",
        "β₁·(1 − ½·0.96ᵗ⁺¹)",
        lambda v: _single(v["β₁"]) * (1 - 0.5 * _DECAY ** (v["t"] + 1)),
        shared=True,
    ),
    Assign("π", "π·μ", lambda v: v["π"] * v["μ"], name="product of μ", shared=True),
    Assign("m", _MOMENT.formula, lambda v: _mean(v, "m", "β₁", v["g"]), name="momentum"),
    Assign("v", _SQUARE.formula, lambda v: _mean(v, "v", "β₂", v["g"] ** 2), name="velocity"),
    Assign(
        "p",
        "μ₊·m/(1 − π·μ₊) + (1 − μ)·g/(1 − π)",
        lambda v: v["μ₊"] * v["m"] / (1 - v["π"] * v["μ₊"]) + (1 - v["μ"]) * v["g"] / (1 - v["π"]),
    ),
    Assign("q", "v/(1 − β₂ᵗ)", lambda v: v["v"] / (1 - _power(v, "β₂"))),
    _parameter(
        "θ − η·p/(√q + ε)", lambda v: v["θ"] - v["η"] * v["p"] / (math.sqrt(v["q"]) + v["ε"])
    ),
)
LION: Rule = (
    Assign(
        "c",
        "sign(β₁·m + (1 − β₁)·g)",
        lambda v: _sign(_mean(v, "m", "β₁", v["g"])),
    ),
    Assign("m", "β₂·m + (1 − β₂)·g", lambda v: _mean(v, "m", "β₂", v["g"]), name="momentum"),
    _parameter("θ − η·c", lambda v: v["θ"] - v["η"] * v["c"]),
)
FTRL: Rule = (
    Assign(
        "σ",
        "(√(a + g²) − √a)/η",
        lambda v: (math.sqrt(v["a"] + v["g"] ** 2) - math.sqrt(v["a"])) / v["η"],
    ),
    Assign("a", "a + g²", lambda v: v["a"] + v["g"] ** 2, name="accumulator"),
    Assign("z", "z + g − σ·θ", lambda v: v["z"] + v["g"] - v["σ"] * v["θ"], name="linear"),
    _parameter("−η·z/√a", lambda v: -v["η"] * v["z"] / math.sqrt(v["a"])),
)

_RULES: Mapping[str, Rule] = {
    "rmsprop": RMSPROP,
    "adagrad": ADAGRAD,
    "adadelta": ADADELTA,
    "adam": ADAM,
    "adamw": ADAMW,
    "adamax": ADAMAX,
    "nadam": NADAM,
    "lion": LION,
    "ftrl": FTRL,
}


def by_symbol(learning_rate: float, hyperparameters: Mapping[str, float]) -> dict[str, float]:
    """The learning rate and the hyperparameters, by symbol."""
    symbols = {HYPERPARAMETERS[name]: value for name, value in hyperparameters.items()}
    return {LEARNING_RATE: learning_rate, **symbols}


def rule_of(optimizer: str, hyperparameters: Mapping[str, float]) -> Rule:
    """The rule of an optimizer; without momentum it has no line for it, nor does Keras have a slot.

    Args:
        optimizer: its name in `engine.optimizers.table`.
        hyperparameters: all its hyperparameters, by name.
    """
    if hyperparameters.get("weight_decay") and optimizer != "adamw":
        rest = {name: value for name, value in hyperparameters.items() if name != "weight_decay"}
        return (DECAY, *rule_of(optimizer, rest))
    momentum = hyperparameters.get("momentum", 0.0)
    match optimizer:
        case "sgd" | "momentum":
            return MOMENTUM if momentum else SGD
        case "nesterov":
            return NESTEROV if momentum else SGD
        case "rmsprop" if momentum:
            return RMSPROP_MOMENTUM
        case name:
            return _RULES[name]


def evaluated(rule: Rule, values: Values) -> list[tuple[float, dict[str, float]]]:
    """The number of each line, in float64, and all numbers used for it.

    Args:
        rule: the lines.
        values: θ, g, the hyperparameters, t, and the optimizer's state, by symbol.
    """
    known = dict(values)
    numbers = []
    for line in rule:
        try:
            made = line.compute(known)
        except (OverflowError, ValueError, ZeroDivisionError):
            # In a diverged run, squares overflow and roots are undefined.
            made = math.nan
        numbers.append((made, known))
        known = {**known, line.symbol: made}
    return numbers
