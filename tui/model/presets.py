"""Problems that show something, with a start and an optimizer that bring it out. No screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.config.parameters import PARAMETERS
from engine.config.problem import NEURON, STARTS, Activation, Loss
from engine.config.run import RunConfig

OUTLIERS = Path(__file__).with_name("outliers.csv")
"""Samples about a line, of which a tenth is far off."""

_RESET = (
    *("problem", "activation", "loss", "l2", "gradient_noise"),
    *("samples", "w_gen", "b_gen", "noise_mean", "noise_std", "data", "standardize"),
    *("optimizer", "learning_rate", "batch_size", "epochs", "stop"),
)
"""Parameters that a preset sets to their default unless it says otherwise."""


@dataclass(frozen=True)
class Preset:
    """A problem with settings.

    Attributes:
        name: of its command.
        label: what it is, in a few words.
        shows: what it shows, in one line.
        values: the parameters that differ from their defaults.
    """

    name: str
    label: str
    shows: str
    values: tuple[tuple[str, object], ...]

    @property
    def settings(self) -> dict[str, object]:
        """All parameters that it sets."""
        values: dict[str, object] = {name: PARAMETERS[name].default for name in _RESET}
        given = dict(self.values)
        w0, b0 = STARTS[str(given.get("problem", NEURON))]
        return values | {"momentum": None, "w0": w0, "b0": b0} | given


def _preset(name: str, label: str, shows: str, **values: object) -> Preset:
    return Preset(name, label, shows, tuple(values.items()))


PRESETS: tuple[Preset, ...] = (
    _preset(
        "saddle", "saddle", "a path slows down at a saddle point, then leaves it",
        problem="saddle", w0=1.5, b0=0.001, learning_rate=0.05, epochs=500, stop="never",
    ),
    _preset(
        "curved-valley", "Rosenbrock's valley", "a narrow curved valley; momentum helps",
        problem="rosenbrock", learning_rate=0.0005, momentum=0.9, epochs=5000, stop="never",
    ),
    _preset(
        "four-minima", "Himmelblau's four minima", "the start decides which minimum is reached",
        problem="himmelblau", learning_rate=0.01, epochs=500, stop="never",
    ),
    _preset(
        "cliffs", "Beale's cliffs", "a flat valley between steep corners",
        problem="beale", learning_rate=0.01, epochs=3000, stop="never",
    ),
    _preset(
        "many-minima", "Rastrigin's many minima", "gradient noise lets a run leave local minima",
        problem="rastrigin", learning_rate=0.002, gradient_noise=200, batch_size=16, epochs=300,
        stop="never",
    ),
    _preset(
        "plateau", "plateau of a saturated neuron",
        "where tanh is saturated, the gradient nearly vanishes",
        activation=Activation.TANH, w_gen=1, b_gen=-5, noise_std=0.5, w0=1, b0=1,
        learning_rate=0.5, epochs=2000, stop="never",
    ),
    _preset(
        "dead-neuron", "dead rectifier", "where relu is 0 for all samples, so is the gradient",
        activation=Activation.RELU, w_gen=2, b_gen=1, w0=-1, b0=-1, learning_rate=0.01, epochs=200,
        stop="never",
    ),
    _preset(
        "two-valleys", "valleys of a sine", "a sine fits at several frequencies and phases",
        activation=Activation.SINE, w_gen=1, b_gen=0, noise_std=0.1, w0=0.4, b0=1,
        learning_rate=0.02, epochs=1000, stop="never",
    ),
    _preset(
        "outliers-squared", "outliers, squared error", "a tenth of the samples pulls the line away",
        data=OUTLIERS, loss=Loss.MSE, learning_rate=0.01, epochs=3000, stop="never",
    ),
    _preset(
        "outliers-huber", "outliers, Huber loss", "the same samples; far ones pull no harder",
        data=OUTLIERS, loss=Loss.HUBER, learning_rate=0.05, epochs=3000, stop="never",
    ),
    _preset(
        "separable", "separable classes", "cross-entropy has no minimum: weights grow for ever",
        activation=Activation.SIGMOID, loss=Loss.CROSSENTROPY, noise_std=0, learning_rate=0.1,
        epochs=5000, stop="never",
    ),
)  # fmt: skip


def companions(config: RunConfig, values: Mapping[str, object]) -> dict[str, object]:
    """The values, with those that must change with them.

    Another problem begins at its own start, unless another one was chosen, and a loss without data
    reads no file; cross-entropy needs a sigmoid.
    """
    found, kind = dict(values), config.problem
    problem = values.get("problem", kind.problem)
    if problem != kind.problem and not {"w0", "b0"} & values.keys():
        start = STARTS.get(str(problem), STARTS[NEURON])
        if config.start.theta == kind.start:
            found |= {"w0": start[0], "b0": start[1]}
    if problem not in (NEURON, kind.problem) and problem in STARTS and config.data.data:
        found.setdefault("data", None)
    loss, activation = values.get("loss", kind.loss), values.get("activation", kind.activation)
    if loss == Loss.CROSSENTROPY and activation != Activation.SIGMOID:
        if "loss" in values:
            found["activation"] = Activation.SIGMOID.value
        elif "activation" in values:
            found["loss"] = Loss.MSE.value
    return found
