"""What is minimized, as code: its variables, its loss, and how a picture evaluates it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.config.problem import ProblemConfig
from engine.problems.base import Theta
from engine.problems.registry import problem_of
from engine.storage.keras_script import landscapes, neurons
from engine.storage.keras_script.own_file import OwnFile, own_code


@dataclass(frozen=True)
class ProblemCode:
    """A problem as code.

    Attributes:
        title: what is trained, in a few words, to follow "Gradient descent on".
        part: the title of the part with the code.
        text: what the code does, in whole sentences.
        setup: the lines that make w, b and the loss; `loss_at(w, b, …)` unless it is quadratic.
        loss: the lines that set `loss` to that of a batch, with samples `x_batch` and `y_batch`.
        takes_data: whether the loss depends on samples.
        sources: what `tape.gradient` takes the gradient by.
    """

    title: str
    part: str
    text: str
    setup: str
    loss: str
    takes_data: bool = True
    sources: str = "[w, b]"


_VARIABLES = """\
w = keras.Variable({w0!r}, dtype="float32", name="w")
b = keras.Variable({b0!r}, dtype="float32", name="b")"""

_SQUARED = """\
error = w * x_batch + b - y_batch
loss = tf.reduce_mean(error**2){penalty}"""


def problem_code(config: ProblemConfig, start: Theta, own: OwnFile | None) -> ProblemCode:
    """The code of a problem.

    Args:
        config: of the problem.
        start: the starting point (w, b).
        own: the file with the loss, if it is one.
    """
    w0, b0 = start
    variables = _VARIABLES.format(w0=w0, b0=b0)
    if config.is_quadratic:
        setup, penalty = variables, ""
        if config.l2:
            setup += f"\nregularizer = keras.regularizers.L2({config.l2!r})"
            penalty = " + regularizer(w)"
        return ProblemCode(
            "one linear neuron",
            "Neuron",
            "One linear neuron, y = w x + b, with the mean squared error over a batch as loss"
            f"{neurons.penalty_text(config)}.",
            setup,
            _SQUARED.format(penalty=penalty),
        )
    if config.is_neuron:
        return ProblemCode(
            neurons.title(config),
            "Neuron",
            neurons.text(config),
            neurons.setup(config, start),
            "loss = mean_loss(y_batch[:, None], neuron(x_batch[:, None]))"
            f"{neurons.penalty(config)}",
        )
    if own is not None:
        return ProblemCode(
            "a loss of your own",
            "Loss",
            f"The function loss(w, b, x, y) of {own.path.name}. Its code is executed: run this "
            "script only if you trust it. w and b are the parameters, x and y the samples.",
            f"{own_code(own)}\n\n\n{variables}",
            "loss = loss_at(w.value, b.value, x_batch, y_batch)",
            sources='[w.value, b.value], unconnected_gradients="zero"',
        )
    return ProblemCode(
        f"a landscape: {config.problem}",
        "Landscape",
        f"{problem_of(config).title}. It takes no samples.",
        f"{variables}\n\n\n{landscapes.function(config.problem)}",
        "loss = loss_at(w, b)",
        takes_data=False,
    )
