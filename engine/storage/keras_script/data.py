"""The part of the script that makes or reads the samples."""

from __future__ import annotations

import textwrap

import numpy as np

from engine.arrays import Floats
from engine.config.run import DataConfig
from engine.data.dataset import HIGH_X, LOW_X
from engine.errors import DataError, printable
from engine.storage.keras_script.pandas_lines import FileSamples, pandas_lines
from engine.storage.keras_script.part import Part, lines_of, quoted

_MOST_WRITTEN = 5000
"""The most samples that are written into the script."""
_WIDTH = 95


def data_part(config: DataConfig) -> Part:
    """X and y as float32 arrays of n samples."""
    return Part(
        "Data",
        f"{config.samples} samples of a line. The noise is added to x, so the slope multiplies it.",
        lines_of(
            f"""\
n = {config.samples}
rng = np.random.default_rng({config.seed})
x = rng.uniform({LOW_X:g}, {HIGH_X:g}, n)
noise = rng.normal({config.noise_mean!r}, {config.noise_std!r}, n)
y = {_times(config.w_gen)} * (x + noise) {_plus(config.b_gen)}
x, y = x.astype("float32"), y.astype("float32")""",
        ),
    )


def _times(value: float) -> str:
    return f"{value!r}" if value >= 0 else f"({value!r})"


def _plus(value: float) -> str:
    return f"+ {value!r}" if value >= 0 else f"- {-value!r}"


def file_part(samples: FileSamples) -> Part:
    """X and y as float32 arrays of n samples: two columns of a file.

    They are read with pandas if a line or two of it give the same numbers; else the numbers are
    written into the script.

    Raises:
        DataError: pandas does not give the same numbers, and there are too many to be written.
    """
    read = pandas_lines(samples)
    count = samples.x.size
    if read is None and count > _MOST_WRITTEN:
        raise DataError(
            f"{printable(samples.path.name)}: no short script reads a file of this form, and "
            f"{count:,} rows are too many to be written into it; at most {_MOST_WRITTEN:,}"
        )
    about = f"{count:,} samples: {samples.x_name} is x, {samples.y_name} is y."
    if read is None:
        return Part(
            "Data",
            f"{about} They are the numbers of {samples.path.name}.",
            lines_of(_array("x", samples.x), _array("y", samples.y), _ROUNDED),
        )
    means = ", ".join(f"{values.mean():.9g}" for values in (samples.x, samples.y))
    return Part(
        "Data",
        f"{about} They are read from {samples.path.name} (pip install pandas).",
        f"""\
from pathlib import Path

import pandas as pd

file = Path({quoted(str(samples.path.absolute()))})
if not file.exists():
    file = Path(file.name)  # a copy in this folder
{read}
if len(x) != {count} or not np.allclose([x.mean(), y.mean()], [{means}]):
    raise ValueError(f"{{file}} does not hold the data of the run")
{_ROUNDED}""",
    )


_ROUNDED = """\
n = len(x)
x, y = x.astype("float32"), y.astype("float32")"""


def _array(name: str, values: Floats) -> str:
    """The lines that set an array."""
    numbers = ", ".join(map(repr, np.asarray(values, np.float64).tolist()))
    body = textwrap.fill(numbers, _WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    return f"{name} = np.array(\n    [\n{textwrap.indent(body, '        ')}\n    ]\n)"
