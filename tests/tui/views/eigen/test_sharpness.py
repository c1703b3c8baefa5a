"""The eigenvalues along a trajectory, against Hessians by finite differences in numpy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from tests.tui.views.scenes import frame_of, series
from tui.canvas.palette import Look, palette_for
from tui.model.known_problem import problem_of
from tui.model.scene import Scene
from tui.views.eigen.sharpness import said, sharpness_of


def scene() -> Scene:
    config = with_values(
        RunConfig(), {"problem": "rosenbrock", "w0": -1.2, "b0": 1, "learning_rate": 0.002}
    )
    run = frame_of(series([-1.0, 0.1, 1.0], [1.2, 0.3, 1.0], [1.0, 1.0, 0.0]))
    frame = replace(run, config=config)
    return Scene(config, problem_of(config), frame, Look(palette_for(dark=True)))


def test_they_are_those_of_the_hessian_at_each_point() -> None:
    here = scene()
    found = sharpness_of(here)
    assert found.updates.tolist() == [0, 1, 2, 3]
    for (w, b), values in zip(here.way.tolist(), found.values, strict=True):
        hessian = np.array([[2 - 400 * b + 1200 * w * w, -400 * w], [-400 * w, 200.0]])
        assert values[::-1] == pytest.approx(np.linalg.eigvalsh(hessian))
    assert found.limit == pytest.approx(2 / 0.002)


def test_the_sentence_compares_the_learning_rate_with_the_local_limit() -> None:
    # At (1, 1) the larger eigenvalue is 1001.6, so the limit is 0.001997.
    text = said(scene(), 160)
    assert "local limit 2/λmax 0.001997" in text and "exceeds" in text
    assert said(scene(), 3) == ""
