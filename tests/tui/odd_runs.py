"""Runs on odd samples and with odd settings, and what no text about them may contain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.preview import Preview, preview
from engine.history.reached import Reached
from engine.history.values import RunState
from engine.problems.linear_neuron.least_squares import Theory, theory_of
from engine.protocol.events import EpochRows, StateChanged
from tests.tui.cli.scripted import rows

SAMPLES = {
    "all huge": ((1e30, 2e30, 3e30), (2e30, 1e30, 4e30)),
    "all tiny": ((1e-30, 2e-30, 3e-30), (2e-30, 1e-30, 4e-30)),
    "huge y": ((1.0, 2.0, 3.0), (2e30, 1e30, 4e30)),
    "tiny y": ((1.0, 2.0, 3.0), (2e-30, 1e-30, 4e-30)),
    "constant x": ((3.0, 3.0, 3.0), (1.0, 2.0, 5.0)),
    "equal y": ((1.0, 2.0, 5.0), (4.0, 4.0, 4.0)),
    "two samples": ((1.0, 2.0), (2.0, 5.0)),
    "zeros": ((0.0, 0.0), (0.0, 0.0)),
}
SETTINGS: dict[str, dict[str, object]] = {
    "learning rate 1e6": {"learning_rate": 1e6},
    "learning rate 1e-12": {"learning_rate": 1e-12},
    "one sample": {"samples": 1},
    "no noise": {"noise_std": 0.0, "learning_rate": 0.02},
    "start far away": {"w0": 1e9, "b0": -1e9},
    "much momentum": {"optimizer": "momentum", "momentum": 0.999999, "learning_rate": 0.02},
    "adam with rate 1e6": {"optimizer": "adam", "learning_rate": 1e6},
    "diverging": {"learning_rate": 0.03},
    "the largest line": {"w_gen": 1e6, "b_gen": -1e6, "noise_std": 1e6},
}
NAMES = (*SAMPLES, *SETTINGS)
UPDATES = 30

_NOT_WORDS = re.compile(
    r"(?<![A-Za-z_])(?:nan|NaN|inf|None|True|False|infinity)(?![A-Za-z_])"
    r"|(?<![\w.)\]→%])-0(?:\.0+)?(?![\w.,])"  # a zero with a sign
    r"|np\.|array\(|object at 0x|<[A-Z]\w+\.|\w+Error\b"
    r"|\de\+|\de-?0\d"  # exponents of another format
)


def oddities(text: str) -> list[str]:
    """What a person should not read, with what surrounds it."""
    return [text[max(0, m.start() - 30) : m.end() + 20] for m in _NOT_WORDS.finditer(text)]


@dataclass(frozen=True, eq=False)
class OddRun:
    """A run of some updates of gradient descent in float32.

    Attributes:
        theta: after each update, with the start; loss: the batch loss before each.
        state: how it ended.
    """

    config: RunConfig
    preview: Preview
    theory: Theory
    theta: tuple[tuple[float, float], ...]
    loss: tuple[float, ...]
    state: RunState

    @property
    def full_loss(self) -> float:
        return float(self.preview.moments.loss(*self.theta[-1]))

    @property
    def reached(self) -> Reached:
        made = len(self.loss)
        return Reached(
            made, made, self.theta[-1], self.loss[-1], self.theta[-1], self.full_loss, 0.5, 0.1
        )

    @property
    def epoch_rows(self) -> EpochRows:
        steps = zip(self.theta[1:], self.loss, strict=True)
        return rows(*((k + 1, k + 1, w, b, loss) for k, ((w, b), loss) in enumerate(steps)))

    @property
    def reason(self) -> str:
        """As the worker has it."""
        end = f"at update {len(self.loss)}"
        return f"the batch loss overflows float32 {end}" if self.state is RunState.DIVERGED else ""

    @property
    def ended(self) -> StateChanged:
        return StateChanged(self.state, self.reason, self.reached)


def odd_run(name: str, folder: Path) -> OddRun:
    """The run of this name; samples are read from a file in the folder."""
    values = SETTINGS.get(name, {"data": "odd.csv"})
    if name in SAMPLES:
        file = folder / "odd.csv"
        pairs = zip(*SAMPLES[name], strict=True)
        file.write_text("x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in pairs))
        values = {"data": str(file)}
    config = with_values(RunConfig(), values)
    samples = preview(config.data)
    return _descended(config, samples)


def _descended(config: RunConfig, samples: Preview) -> OddRun:
    x, y = samples.x.astype(np.float32), samples.y.astype(np.float32)
    rate = np.float32(config.optimizer.learning_rate)
    w, b = (np.float32(part) for part in config.start.theta)
    theta, losses = [(float(w), float(b))], []
    with np.errstate(all="ignore"):
        for _ in range(UPDATES):
            error = w * x + b - y
            losses.append(float(np.mean(error * error)))
            w, b = w - rate * np.mean(2 * error * x), b - rate * np.mean(2 * error)
            theta.append((float(w), float(b)))
            if not np.isfinite([losses[-1], w, b]).all():
                break
    state = RunState.MAX_EPOCHS if len(losses) == UPDATES else RunState.DIVERGED
    theory = theory_of(samples.moments)
    return OddRun(config, samples, theory, tuple(theta), tuple(losses), state)
