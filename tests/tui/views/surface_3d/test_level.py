"""The trajectory is at the height of the loss that it is said to be at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.data.batches import BatchSpan
from engine.history.frame import Frame
from engine.history.values import BatchStep
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from engine.problems.linear_neuron.moments import Moments
from tests.tui.stage import stage
from tests.tui.views.drawn import dots_in
from tests.tui.views.scenes import frame_of, line_preview, scene_of, series
from tui.canvas.loss_surface import surface_of
from tui.canvas.palette import Look, palette_for
from tui.views.surface_3d import path, points
from tui.views.surface_3d.batch_mesh import batch_mesh
from tui.views.surface_3d.camera import Camera
from tui.views.surface_3d.level import Level, track_of
from tui.views.surface_3d.path import Track
from tui.views.surface_3d.relief import RISE, Height, relief_of
from tui.views.surface_3d.solid import Solid, Style, solid_of

LOOK = Look(palette_for(dark=True))
PREVIEW = line_preview(samples=12)
X, Y = PREVIEW.x.astype(float), PREVIEW.y.astype(float)
SURFACE = surface_of(PREVIEW.moments, DEFAULT_VIEW)
MARKED = np.array([[0.0, 4.0, 8.0, 12.0], [0.0, 3.0, -4.0, 6.0], [4000.0, 900.0, 3000.0, 200.0]])
"""w, b and loss of points far from each other."""
SIZES = [(78, 20), (118, 36), (198, 46)]


def run_of(updates: int) -> Frame:
    """Single-sample descent, with the losses that it had before each update."""
    w = b = 0.0
    rows = []
    for k in range(updates):
        at = k % len(X)
        residual = w * X[at] + b - Y[at]
        loss = residual**2
        w, b = w - 0.004 * residual * X[at], b - 0.004 * residual
        rows.append((w, b, loss))
    columns = np.array(rows).T
    return frame_of(series(*columns.tolist()), batch=BatchSpan(0, updates - 1, updates))


def solid_at(size: tuple[int, int], style: Style = Style.BARE) -> Solid:
    return solid_of(*size, relief_of(SURFACE, Height.LINEAR), Camera(), style, (10.0, 2.0))


def place(solid: Solid, w: float, b: float, loss: float) -> tuple[float, float]:
    """Where a point at a height is on the screen, in cells from the bottom left of the area."""
    a, e = np.radians([-60.0, 30.0])
    x, y = w / 20 - 0.5, (b + 18) / 40 - 0.5
    low, high = solid.relief.loss.low, solid.relief.loss.high
    z = (min(max((loss - low) / (high - low), 0), 1) - 0.5) * RISE
    across = -np.sin(a) * x + np.cos(a) * y
    up = -np.sin(e) * np.cos(a) * x - np.sin(e) * np.sin(a) * y + np.cos(e) * z
    scale, middle = solid.projection.scale, solid.projection.middle
    return middle[0] + scale[0] * across, middle[1] + scale[1] * up


def test_each_point_has_the_batch_loss_that_was_computed_at_it() -> None:
    frame = run_of(7)
    track = track_of(scene_of(PREVIEW, frame), Level.BATCH)
    assert track.losses is not None
    assert track.losses[:-1].tolist() == frame.updates.loss.tolist()
    w, b = frame.theta
    assert track.losses[-1] == pytest.approx(np.mean((w * X + b - Y) ** 2))
    full = track_of(scene_of(PREVIEW, frame), Level.FULL)
    assert full.losses is None


def test_the_last_point_has_the_loss_of_the_last_batch_if_that_is_known() -> None:
    frame = run_of(7)
    moments = Moments.of(X[6:7], Y[6:7])
    step = BatchStep(7, BatchSpan(0, 6, 7), (0.0, 0.0), frame.theta, 1.0, moments)
    track = track_of(scene_of(PREVIEW, replace(frame, steps=(step,))), Level.BATCH)
    assert track.losses is not None
    w, b = frame.theta
    assert track.losses[-1] == pytest.approx((w * X[6] + b - Y[6]) ** 2)


def test_where_updates_are_left_out_a_point_has_its_own_loss() -> None:
    frame = run_of(9)
    thin = replace(frame, updates=frame.updates.rows(np.array([0, 1, 5, 8])))
    track = track_of(scene_of(PREVIEW, thin), Level.BATCH)
    losses = frame.updates.loss
    assert track.losses is not None
    assert track.losses[:4].tolist() == [losses[0], losses[1], losses[1], losses[5]]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("level", Level)
def test_the_drawn_trajectory_passes_through_its_losses(
    size: tuple[int, int], level: Level
) -> None:
    frame, solid = run_of(6), solid_at(size)
    track = track_of(scene_of(PREVIEW, frame), level)
    cells = path.trajectory(solid, track, LOOK)
    dots = (dots_in(cells, solid.projection.area) + 0.5) / (2, 4)
    seen = 0
    for k, (w, b) in enumerate([(0.0, 0.0), *frame.updates.theta.tolist()][:-1]):
        loss = frame.updates.loss[k] if level is Level.BATCH else np.mean((w * X + b - Y) ** 2)
        u, v = place(solid, w, b, loss)
        off = np.abs(dots - (u, v)) * (2, 4)
        if off.max(axis=1).min() <= 0.5 + 1e-6:
            seen += 1
    assert seen == 6


@pytest.mark.parametrize("size", SIZES)
def test_start_and_now_stand_at_their_losses(size: tuple[int, int]) -> None:
    solid, glyphs = solid_at(size), LOOK.markers.glyphs
    ends = {glyphs.current: (6.0, 1.0, 4000.0)}
    cells = points.points(
        solid, LOOK, start=(0.0, 0.0), optima=[(10.0, 2.0)], current=(6.0, 1.0),
        losses=(900.0, 4000.0),
    )  # fmt: skip
    for sign, end in ends.items():
        ((row, column),) = np.argwhere(cells.chars == sign).tolist()
        u, v = place(solid, *end)
        assert abs(column + 0.5 - u) <= 0.5 + 1e-6
        assert abs(solid.projection.rows - row - 0.5 - v) <= 0.5 + 1e-6
    # The trajectory goes on, though not to a point that is drawn.
    start = Track(np.array([0.0, np.nan]), np.zeros(2), np.array([900.0, 900.0]))
    dots = dots_in(path.trajectory(solid, start, LOOK), solid.projection.area, LOOK.palette.start)
    middle = (dots.min(axis=0) + dots.max(axis=0) + 1) / 2
    assert np.abs(middle - np.array(place(solid, 0.0, 0.0, 900.0)) * (2, 4)).max() <= 0.5 + 1e-6


@pytest.mark.parametrize("size", SIZES)
def test_single_updates_are_blocks_of_dots_at_their_losses(size: tuple[int, int]) -> None:
    solid, track = solid_at(size), Track(*MARKED)
    assert path.marks_updates(solid, track)
    lone = Track(*(column[:2] for column in MARKED))
    dots = dots_in(path.trajectory(solid, track, LOOK), solid.projection.area)
    assert path.marks_updates(solid, lone)
    for w, b, loss in np.array(MARKED).T[1:].tolist():
        corner = np.array(place(solid, w, b, loss)) * (2, 4)
        near = dots[np.abs(dots + 0.5 - corner).max(axis=1) <= 1 + 1e-6].tolist()
        # The four dots around a corner that is within half a dot of the place.
        low = np.round(corner) - 1
        block = {(low[0] + i, low[1] + j) for i in (0, 1) for j in (0, 1)}
        assert block <= {(column, row) for column, row in dots.tolist()}, near


@pytest.mark.parametrize("size", SIZES)
def test_the_mesh_is_at_the_batchs_loss(size: tuple[int, int]) -> None:
    solid, batch = solid_at(size), Moments.of(X[5:7], Y[5:7])
    dots = (dots_in(batch_mesh(solid, batch, LOOK), solid.projection.area) + 0.5) / (2, 4)
    w, b = np.linspace(0, 20, 81), np.linspace(-18, 22, 81)
    losses = batch.loss(w[:, None], b[None, :])
    ends = np.array([place(solid, w[i], b[j], losses[i, j]) for i in range(81) for j in range(81)])
    assert len(dots) > 100
    for dot in dots[::7]:
        # Lines between neighbouring points of a fine grid: half a cell of it.
        assert np.hypot(*(ends - dot).T).min() < size[0] / 80


async def test_h_in_capitals_toggles_the_height_and_b_the_mesh() -> None:
    async with stage(batch_size=4) as on:
        await on.press("6", "n", "n")
        plot = on.app.dashboard.plot("solid")
        assert on.engine.watched.steps == 1
        noisy = plot.shown.chars.tolist()
        assert "trajectory at the batch loss" in on.text
        await on.press("H")
        assert "trajectory at the full loss" in on.text
        assert plot.shown.chars.tolist() != noisy
        await on.press("n")
        assert on.engine.watched.steps == 0
        assert "batch loss" not in on.line(1)
        await on.press("b", "n")
        assert "batch loss" in on.line(1)
        assert on.engine.watched.steps == 1
