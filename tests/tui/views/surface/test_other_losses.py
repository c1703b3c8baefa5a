"""The surface of losses that are no bowls, read from its dots, against formulas in numpy."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.batches import BatchSpan
from engine.history.values import BatchStep
from engine.problems.registry import problem_of as described
from tests.tui.views.scenes import place_of
from tui.canvas.bands import bands
from tui.canvas.ladder import rungs
from tui.canvas.loss_surface import surface_of
from tui.canvas.palette import Look, palette_for
from tui.canvas.trajectory import points
from tui.model.known_problem import problem_of
from tui.model.scene import Scene
from tui.text.width import BLANK
from tui.views.surface.bowl import bowl
from tui.views.surface.colour_bar import line_of
from tui.views.surface.eigen_axes import axes_of, axis_names
from tui.views.surface.gradient_arrows import arrow_scale
from tui.views.surface.layers import surface_layout

LOOK = Look(palette_for(dark=True))


def himmelblau(w: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (w * w + b - 11) ** 2 + (w + b * b - 7) ** 2


def scene_of(**values: object) -> Scene:
    config = with_values(RunConfig(), values)
    return Scene(config, problem_of(config), None, LOOK)


def test_every_minimum_is_marked_at_its_place() -> None:
    scene = scene_of(problem="himmelblau")
    plan = surface_layout(120, 40, scene.problem.view)
    cells = points(plan, LOOK, start=(0.0, 0.0), optima=scene.optima, current=None)
    wanted = {(3.0, 2.0), (-2.805, 3.131), (-3.779, -3.283), (3.584, -1.848)}
    marked = {
        (column, row)
        for row, column in np.argwhere(cells.chars == LOOK.markers.glyphs.optimum).tolist()
    }
    assert marked == {place_of(plan, *point) for point in wanted}


def test_the_bands_order_the_cells_by_their_losses() -> None:
    scene = scene_of(problem="himmelblau")
    plan = surface_layout(100, 36, scene.problem.view)
    surface = surface_of(scene.objective, scene.problem.view)
    cells = bands(plan, surface, LOOK)
    area = plan.area
    w, b = area.centres()
    losses = himmelblau(w[None, :], b[:, None])
    rank = np.searchsorted(surface.levels, losses, side="right")
    shown = cells.back[area.row : area.row + area.rows, area.column : area.column + area.columns]
    whole = cells.chars[area.row : area.row + area.rows, area.column : area.column + area.columns]
    # Cells of one colour: those away from the edges of bands all have that of their loss.
    colours = {int(r): np.bincount(shown[(rank == r)] & 0xFFFFFF).argmax() for r in np.unique(rank)}
    right = np.vectorize(colours.__getitem__)(rank) == (shown & 0xFFFFFF)
    assert right[whole == BLANK].mean() > 0.97
    assert len(set(colours.values())) == len(colours)


def test_the_line_of_a_batch_leads_through_points_of_its_loss() -> None:
    scene = scene_of(activation="tanh", w_gen=1, b_gen=-5, noise_std=0.5)
    x, y = scene.preview.x[:8], scene.preview.y[:8]
    make = described(scene.config.problem).objective
    assert make is not None
    before = (0.4, 1.0)
    step = BatchStep(1, BatchSpan(0, 0, 8), before, before, 0.0, make(x, y))
    plan = surface_layout(120, 40, scene.problem.view)
    cells = bowl(plan, step, LOOK)

    def loss(w: float, b: float) -> float:
        return float(np.mean((np.tanh(w * x.astype(float) + b) - y) ** 2))

    level, area = loss(*before), plan.area
    width, height = area.cell_size
    through = np.argwhere(cells.bold & (cells.chars != LOOK.markers.glyphs.batch_best))
    assert len(through) > 20
    for row, column in through.tolist():
        w, b = area.at(column, row) or (math.nan, math.nan)
        around = [
            loss(w + i * width, b + j * height) for i in (-1, -0.5, 0, 0.5, 1) for j in (-1, 0, 1)
        ]
        assert min(around) <= level <= max(around)


def test_the_axes_at_a_point_say_that_one_curves_downwards() -> None:
    scene = scene_of(problem="saddle", w0=0.1, b0=0.0)
    found = axes_of(scene)
    assert found is not None and found.centre == (0.1, 0.0)
    # f = w² + (1 - b²/2)²: curved upwards along w, downwards along b.
    assert np.abs(found.directions) == pytest.approx(np.eye(2))
    plan = surface_layout(120, 40, scene.problem.view)
    text = "\n".join(axis_names(plan, found, LOOK).lines())
    assert "λmin < 0" in text and "λmax <" not in text


def test_half_of_the_arrows_are_short_whatever_the_walls_are() -> None:
    scene = scene_of(problem="rosenbrock")
    view = scene.problem.view
    scale = arrow_scale(view, scene.objective)
    w, b = np.meshgrid(np.linspace(-2, 2, 9), np.linspace(-1, 3, 9))
    by_w = -2 * (1 - w) - 400 * w * (b - w * w)
    by_b = 200 * (b - w * w)
    share = scale * np.maximum(np.abs(by_w), np.abs(by_b)) / 4
    assert 0.03 < np.median(share) <= 0.15


def test_the_mark_of_a_loss_is_between_those_of_its_levels() -> None:
    scene = scene_of(problem="himmelblau")
    surface = surface_of(scene.objective, scene.problem.view)
    ladder = rungs(34, surface.levels.size)
    assert ladder is not None
    places = [line_of(float(level), surface, ladder) for level in surface.levels]
    assert places == [ladder.first + k * ladder.step for k in range(surface.levels.size)]
    assert line_of(math.inf, surface, ladder) == ladder.rows - 1
    assert line_of(surface.least, surface, ladder) == 0
