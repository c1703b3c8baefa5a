"""The part of the script that makes or reads the samples."""

from __future__ import annotations

from engine.config.run import DataConfig
from engine.data.generated import HIGH_X, LOW_X
from engine.storage.keras_script.part import Part, lines_of


def data_part(config: DataConfig) -> Part:
    """X and y as float32 arrays of n samples."""
    return Part(
        "Data",
        f"{config.samples} samples of a line. The noise is added to x, so the slope multiplies it.",
        lines_of(
            f"""\
n = {config.samples}
rng = np.random.default_rng({config.seed_of_data})
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
