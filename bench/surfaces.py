"""Surfaces of losses that are evaluated sample by sample, against the activation alone."""

from __future__ import annotations

import numpy as np

from bench.configs import forever
from bench.registry import Measurement, row
from bench.timing import in_turn
from engine.config.problem import Activation, Loss
from engine.data.dataset import load
from engine.problems.evaluation import CHUNK
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from engine.problems.neurons.objective import NeuronObjective
from tui.canvas.loss_surface import GRID, surface_of

SAMPLES = 4096
"""The most that the app holds."""
REPEATS = 3


@row("surface of tanh and Huber, 4,096 samples", against="tanh of as many numbers", at_most=9)
def evaluated_surface() -> Measurement:
    """The reference computes in the processor's cache, into an array that is there already."""
    data = load(forever(samples=SAMPLES).data)
    loss = NeuronObjective(data.x, data.y, Activation.TANH, Loss.HUBER)
    z, out = np.linspace(-3, 3, CHUNK), np.empty(CHUNK)

    def tanh_alone() -> None:
        for _ in range(GRID * GRID * SAMPLES // CHUNK):
            np.tanh(z, out=out)

    ours, theirs = in_turn(lambda: surface_of(loss, DEFAULT_VIEW), tanh_alone, repeats=REPEATS)
    return Measurement.of_pairs(ours, theirs, "ms", 1e3)
