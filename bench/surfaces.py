"""Pictures of losses that are evaluated sample by sample, and their minima."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bench.configs import forever
from bench.registry import Measurement, row
from bench.timing import in_turn
from engine.config.problem import Activation, Loss
from engine.config.run import RunConfig
from engine.data.dataset import load
from engine.problems.evaluation import CHUNK
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from engine.problems.neurons.objective import NeuronObjective
from tui.canvas.loss_surface import GRID, surface_of
from tui.canvas.surface_maker import SurfaceMaker
from tui.model.draft import Draft
from tui.model.known_problem import problem_of

SAMPLES = 4096
"""The most that the app holds."""
REPEATS = 3
DRAGS = 10


def _loss(activation: Activation, loss: Loss) -> NeuronObjective:
    data = load(forever(samples=SAMPLES).data)
    return NeuronObjective(data.x, data.y, activation, loss)


def _alone(function: Callable[..., object]) -> Callable[[], None]:
    """The function of as many numbers as a surface needs.

    It computes in the processor's cache, into an array that is there already.
    """
    z, out = np.linspace(-3, 3, CHUNK), np.empty(CHUNK)

    def computed() -> None:
        for _ in range(GRID * GRID * SAMPLES // CHUNK):
            function(z, out=out)

    return computed


@row("surface of tanh and Huber, 4,096 samples", against="tanh of as many numbers", at_most=6)
def evaluated_surface() -> Measurement:
    """Each loss is evaluated."""
    loss = _loss(Activation.TANH, Loss.HUBER)
    ours, theirs = in_turn(lambda: surface_of(loss, DEFAULT_VIEW), _alone(np.tanh), repeats=REPEATS)
    return Measurement.of_pairs(ours, theirs, "ms", 1e3)


@row("surface of a sine, 4,096 samples", against="sines of as many numbers", at_most=0.3)
def surface_of_a_sine() -> Measurement:
    """The sines of a grid come from those of its edges."""
    loss = _loss(Activation.SINE, Loss.MSE)
    ours, theirs = in_turn(lambda: surface_of(loss, DEFAULT_VIEW), _alone(np.sin), repeats=REPEATS)
    return Measurement.of_pairs(ours, theirs, "ms", 1e3)


@row("its first picture, tanh and Huber", against="the fine surface", at_most=0.15)
def first_picture() -> Measurement:
    """What a view shows at once, while a thread computes the fine one."""
    loss = _loss(Activation.TANH, Loss.HUBER)

    def first() -> None:
        SurfaceMaker(lambda _make, _take: None).of(loss, DEFAULT_VIEW)

    ours, theirs = in_turn(first, lambda: surface_of(loss, DEFAULT_VIEW), repeats=2 * REPEATS)
    return Measurement.of_pairs(ours, theirs, "ms", 1e3)


@row("minimum of tanh while a point is dragged", against="a whole search", at_most=0.3)
def followed_minimum() -> Measurement:
    """The data move by the same steps; the problems are made with their minima."""
    config = RunConfig.model_validate(
        {"problem": {"activation": "tanh"}, "data": {"samples": SAMPLES}}
    )
    draft = Draft.begun(problem_of(config)).holding(0)
    x, y = draft.cursor
    moved = [draft.moved((x, y + step / 10)) for step in range(1, DRAGS + 1)]

    def drag() -> None:
        here = draft
        for step in range(1, DRAGS + 1):
            here = here.moved((x, y + step / 10))

    def search() -> None:
        for each in moved:
            each.let_go()

    ours, theirs = in_turn(drag, search, repeats=REPEATS)
    return Measurement.of_pairs(ours, theirs, "ms a drag", 1e3 / DRAGS)
