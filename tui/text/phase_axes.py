"""The axes of a phase map from typed text, and their default ranges; for form and command line."""

from __future__ import annotations

import math
from collections.abc import Mapping

from engine.config.parameters import value_of, with_values
from engine.config.run import RunConfig
from engine.errors import ConfigError
from engine.problems.linear_neuron.least_squares import Theory
from engine.sweeps.phase_axis import LEAST_CELLS, MOST_CELLS, Axis
from engine.sweeps.phase_spec import PhaseSpec, mapped_names
from engine.theory.momentum import descent_of
from tui.text.numbers import whole

CELLS = 96
"""Along each axis, unless another number is given."""
EPOCHS, MOST_EPOCHS = 1000, 10_000
_ALIASES = {
    "lr": "learning_rate",
    "m": "batch_size",
    "batch": "batch_size",
    "beta": "momentum",
    "lambda": "l2",
}
_AROUND = 30.0
"""The range of a learning rate, around the limit or the present one, as a factor."""
_HALF, _HALF_OF_LANDSCAPE = 20.0, 6.0
"""Half of the range of a start."""


def full_batch_limit(config: RunConfig, theory: Theory | None) -> float | None:
    """The learning rate above which the full batch diverges; None if it is unknown."""
    descent = descent_of(config.optimizer)
    return None if descent is None or theory is None else descent.limit(theory.lambda_max)


def axis_parameter(text: str) -> str:
    """The parameter of an axis that was typed; any text is taken."""
    typed = text.strip().lower().replace(" ", "_").replace("-", "_")
    return _ALIASES.get(typed, typed)


def axis_text(parameter: str) -> str:
    """How the parameter of an axis is written, and may be typed."""
    return parameter.replace("_", " ")


def default_axes(config: RunConfig) -> tuple[str, str]:
    """The parameters of a map, unless others are chosen."""
    if not config.problem.takes_data:
        return "w0", "b0"
    momentum = config.optimizer.hyperparameters.get("momentum")
    return ("momentum" if momentum else "batch_size"), "learning_rate"


def phase_of(
    config: RunConfig, texts: Mapping[str, str], limit: float | None, samples: int
) -> PhaseSpec:
    """The phase map from the typed texts.

    Args:
        config: of the current run.
        texts: by the names of the fields.
        limit: the learning rate above which the full batch diverges; None if unknown.
        samples: their number.

    Raises:
        ConfigError: a text is invalid; its parameter is the name of the field.
    """
    cells = _whole("cells", texts["cells"], LEAST_CELLS, MOST_CELLS)
    epochs = _whole("epochs", texts["epochs"], 1, MOST_EPOCHS)
    base = with_values(config, {"epochs": epochs})
    axes = [_axis(base, which, texts, cells, limit, samples) for which in ("x", "y")]
    if axes[0].parameter == axes[1].parameter:
        raise ConfigError("y", "is the same as the x axis; choose another one")
    return PhaseSpec(base, axes[0], axes[1])


def _whole(name: str, text: str, least: int, most: int) -> int:
    try:
        value = int(text.replace(",", "").strip())
    except ValueError:
        value = 0
    if not least <= value <= most:
        raise ConfigError(name, f"must be a whole number, {whole(least)} to {whole(most)}")
    return value


def _axis(
    base: RunConfig,
    which: str,
    texts: Mapping[str, str],
    cells: int,
    limit: float | None,
    samples: int,
) -> Axis:
    name, names = axis_parameter(texts[which]), mapped_names(base)
    if name not in names:
        choices = ", ".join(names).replace("_", "-")
        raise ConfigError(which, f"must be one of {choices}")
    low, high = _range(base, name, which, texts[f"{which}_range"], limit, samples)
    try:
        axis = Axis(name, low, high, is_log(name, low, high), cells)
        for value in axis.values[[0, -1]].tolist():
            with_values(base, {name: int(value) if name == "batch_size" else value})
    except ConfigError as error:
        where = f"{which}_range" if error.parameter is not None else "cells"
        raise ConfigError(where, error.reason) from None
    return axis


def is_log(name: str, low: float, high: float) -> bool:
    """Whether an axis is logarithmic by default: a positive range of rates, sizes or penalties."""
    kind = name in ("learning_rate", "batch_size", "l2", "epsilon", "weight_decay")
    return kind and low > 0 and high / low > 2


def _range(
    base: RunConfig, name: str, which: str, text: str, limit: float | None, samples: int
) -> tuple[float, float]:
    if not text.strip():
        return default_range(base, name, limit, samples)
    try:
        low, high = (float(part) for part in text.split(":"))
    except ValueError:
        raise ConfigError(f"{which}_range", "must be LOW:HIGH, such as 0.001:0.1") from None
    return low, high


def default_range(
    config: RunConfig, name: str, limit: float | None, samples: int
) -> tuple[float, float]:
    """A range with the present value in its middle; for the learning rate with the limit in it."""
    if name == "batch_size":
        # A cell for each of the smallest batch sizes, up to the full batch.
        return 0.7, max(samples, 2) * 1.4
    if name in ("w0", "b0"):
        value = float(str(value_of(config, name)))
        half = _HALF if config.problem.takes_data else _HALF_OF_LANDSCAPE
        return value - half, value + half
    if name == "learning_rate":
        middle = config.optimizer.learning_rate if limit is None else limit
        low, high = middle / _AROUND, middle * _AROUND / 5
        rate = config.optimizer.learning_rate
        if 1e-3 < rate / middle < 1e3:
            low, high = min(low, rate / 2), max(high, rate * 2)
        return _two(low), _two(high)
    if name == "l2":
        middle = config.problem.l2 or 1.0
        return _two(middle / _AROUND), min(_two(middle * _AROUND), 1e6)
    if name in ("epsilon", "weight_decay"):
        value = config.optimizer.hyperparameters[name] or 1e-4
        return _two(value / _AROUND), min(_two(value * _AROUND), 1.0)
    return 0.0, 1.0


def _two(value: float) -> float:
    """The value to two digits."""
    return float(f"{value:.2g}") if math.isfinite(value) else value
