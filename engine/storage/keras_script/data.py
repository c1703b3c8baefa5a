"""The part of the script that makes or reads the samples."""

from __future__ import annotations

import textwrap

import numpy as np

from engine.arrays import Floats
from engine.config.problem import Activation
from engine.config.run import DataConfig
from engine.data.generated import HIGH_X, LOW_X, middle_of
from engine.data.standard_input import is_kept
from engine.errors import DataError, printable
from engine.problems.neurons.activations import LEAKY_SLOPE
from engine.storage.keras_script.pandas_lines import FileSamples, pandas_lines
from engine.storage.keras_script.part import Part, lines_of, quoted

_MOST_WRITTEN = 5000
"""The most samples that are written into the script."""
_WIDTH = 95
_SPREAD, _ROUNDING = 1e-5, 1e-13
"""The most by which means may differ, as parts of the standard deviation and of the mean."""
_SINGLE = 'x, y = x.astype("float32"), y.astype("float32")'


_TARGETS = {
    Activation.RELU: "np.maximum(line, 0)",
    Activation.LEAKY_RELU: f"np.where(line > 0, line, {LEAKY_SLOPE!r} * line)",
    Activation.TANH: "np.tanh(line)",
    Activation.SIGMOID: "(1 + np.tanh(line / 2)) / 2",
    Activation.SINE: "np.sin(line)",
}


def generated_part(config: DataConfig) -> Part:
    """The samples of a noisy line, or what a neuron makes of it: n, and float32 arrays x and y."""
    line = f"{_times(config.w_gen)} * (x + noise) {_plus(config.b_gen)}"
    text = "The noise is added to x, so the slope multiplies it."
    match config.target:
        case "line":
            lines = f"y = {line}"
        case "labels":
            text += " y is 1 where the line is above its expected value at the middle, else 0."
            lines = f"line = {line}\ny = (line > {middle_of(config)!r}).astype(float)"
        case activation:
            text += f" y is the {activation} of the line."
            lines = f"line = {line}\ny = {_TARGETS[activation]}"
    return Part(
        "Data",
        f"{config.samples} samples of a line. {text}",
        f"""\
n = {config.samples}
rng = np.random.default_rng({config.seed_of_data})
x = rng.uniform({LOW_X:g}, {HIGH_X:g}, n)
noise = rng.normal({config.noise_mean!r}, {config.noise_std!r}, n)
{lines}
{_SINGLE}""",
    )


def no_data_part(config: DataConfig) -> Part:
    """The number of samples of a loss that takes none: n."""
    text = "The loss takes no samples. Their number only says how many updates an epoch has."
    return Part("Samples", text, f"n = {config.samples}")


def _times(value: float) -> str:
    return _minus(value)


def _plus(value: float) -> str:
    return f"+ {value!r}" if value >= 0 else f"- {-value!r}"


def file_part(samples: FileSamples, *, scaled: bool) -> Part:
    """Two columns of a file: n, and arrays x and y.

    They are read with pandas if a line or two of it give the same numbers; else the numbers are
    written into the script, as are those of standard input. They are float32, except if they are
    `scaled` in the next part.

    Raises:
        DataError: pandas does not give the same numbers, and there are too many to be written.
    """
    lines = None if is_kept(samples.path) else pandas_lines(samples)
    count, file = samples.x.size, printable(samples.path.name)
    if lines is None and count > _MOST_WRITTEN:
        raise DataError(
            f"{file}: no short script reads a file of this form, and {count:,} rows are too many "
            f"to be written into it; at most {_MOST_WRITTEN:,}"
        )
    end = lines_of("n = len(x)", "" if scaled else _SINGLE)
    about = f"{count:,} samples: x is {samples.x_name}, y is {samples.y_name}"
    if lines is None:
        code = lines_of(_array("x", samples.x), _array("y", samples.y), end)
        return Part("Data", f"{about}. They are the numbers of {file}.", code)
    return Part(
        "Data",
        f"{about}. They are read from {file}.",
        f"""\
from pathlib import Path

import pandas as pd

file = Path({quoted(str(samples.path.absolute()))})
if not file.exists():
    file = Path(file.name)  # a copy in this folder
{lines}
if len(x) != {count} or {_differs("x", samples.x)} or {_differs("y", samples.y)}:
    raise ValueError(f"{{file}} does not hold the data of the run")
{end}""",
    )


def _differs(name: str, values: Floats) -> str:
    """The condition that an array has another mean, to a small part of its spread."""
    mean = float(values.mean())
    tolerance = _SPREAD * float(values.std()) + _ROUNDING * abs(mean)
    return f"abs({name}.mean() - {_minus(mean)}) > {tolerance:.2g}"


def _minus(value: float) -> str:
    return f"{value!r}" if value >= 0 else f"({value!r})"


def _array(name: str, values: Floats) -> str:
    """The lines that set an array."""
    numbers = ", ".join(map(repr, np.asarray(values, np.float64).tolist()))
    body = textwrap.fill(numbers, _WIDTH - 8, break_long_words=False, break_on_hyphens=False)
    return f"{name} = np.array(\n    [\n{textwrap.indent(body, ' ' * 8)},\n    ]\n)"
