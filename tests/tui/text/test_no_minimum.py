"""Why the cross-entropy of separable labels has no minimum: the sentence names what grows."""

from __future__ import annotations

import numpy as np
import pytest

from engine.config.problem import Activation, Loss
from engine.problems.neurons.objective import NeuronObjective
from tui.text.local import no_minimum


@pytest.mark.parametrize("label", [0.0, 1.0])
@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_of_equal_labels_only_b_is_said_to_grow(label: float, l2: float) -> None:
    x, y = np.array([-1.0, 2.0, 3.0]), np.full(3, label)
    loss = NeuronObjective(x, y, Activation.SIGMOID, Loss.CROSSENTROPY, l2)
    away = 1.0 if label else -1.0
    assert loss.loss(0.0, 20 * away) < loss.loss(0.0, 10 * away) < 1e-4
    assert "|b|" in no_minimum(y) and "|w|" not in no_minimum(y)


def test_of_two_classes_both_are_said_to_grow() -> None:
    x, y = np.array([-1.0, 2.0, 3.0]), np.array([0.0, 1.0, 1.0])
    loss = NeuronObjective(x, y, Activation.SIGMOID, Loss.CROSSENTROPY)
    assert loss.loss(20.0, -10.0) < loss.loss(10.0, -5.0) < 0.1 < loss.loss(0.0, 20.0)
    assert "|w|" in no_minimum(y) and "|b|" in no_minimum(y)
