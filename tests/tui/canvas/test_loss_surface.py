"""The surface of a loss that is known on a grid."""

from __future__ import annotations

import numpy as np
import pytest

from engine.problems.base import Objective
from engine.problems.landscapes.problem import LANDSCAPES
from engine.problems.view import View
from tui.canvas.loss_surface import surface_of


def objective_of(name: str) -> Objective:
    make = LANDSCAPES[name].objective
    assert make is not None
    return make(np.zeros(1), np.zeros(1))


@pytest.mark.parametrize("name", LANDSCAPES)
def test_the_least_loss_of_a_view_is_that_of_the_minimum_in_it(name: str) -> None:
    view = LANDSCAPES[name].view
    assert view is not None
    # Each of these functions is 0 at its minima, to the rounding of their places.
    assert surface_of(objective_of(name), view).least < 1e-12


def test_without_a_minimum_in_the_view_it_is_that_of_the_grid() -> None:
    surface = surface_of(objective_of("rastrigin"), View(0.2, 0.8, 0.2, 0.8))
    assert surface.least == surface.grid.min() > 5
