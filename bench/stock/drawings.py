"""The views drawn by plotext's own functions, rebuilt for each frame."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

import contourpy
import numpy as np

from engine.arrays import Floats
from engine.data.batches import batch_indices
from engine.history.frame import Frame
from engine.problems.linear_neuron.landscape import loss_grid
from engine.problems.linear_neuron.moments import Moments
from engine.problems.view import View
from tui.model.known_problem import Problem
from tui.model.scene import Scene
from tui.views.slice.cut import Along, cut_of
from tui.views.surface_3d.camera import Camera

GRID, BOWL_GRID = 100, 40
LEVELS, BOWL_LEVELS = 12, 4
LINES = 24
"""Lines of the mesh each way."""
SLICE_POINTS = 200

Drawing = Callable[[Any, Scene], None]
"""Draws a scene on a `textual_plotext.plot.Plot`."""


def contour_lines(moments: Moments, view: View, grid: int, levels: int) -> list[Floats]:
    """The points of each contour line of the loss, (k, 2), with levels evenly spaced in its log."""
    w = np.linspace(view.w_low, view.w_high, grid)
    b = np.linspace(view.b_low, view.b_high, grid)
    return lines_of(w, b, loss_grid(moments, view, grid, grid), levels)


def lines_of(x: Floats, y: Floats, losses: Floats, levels: int) -> list[Floats]:
    """The same of losses on a grid of any coordinates."""
    generator = contourpy.contour_generator(x, y, losses)
    found = []
    for level in np.geomspace(losses.min() * 1.01, losses.max(), levels)[:-1]:
        lines = cast("list[Floats]", generator.lines(level))
        if lines:
            found.append(np.concatenate(lines))
    return found


@lru_cache(maxsize=4)
def _ground(problem: Problem) -> list[Floats]:
    return contour_lines(problem.preview.moments, problem.view, GRID, LEVELS)


def draw_surface(plt: Any, scene: Scene) -> None:
    """Contour lines, trajectories, the batch's bowl and gradients, and the three points."""
    on_plane(plt, scene, scene.problem.view, _ground(scene.problem))


def on_plane(plt: Any, scene: Scene, view: View, ground: list[Floats]) -> None:
    """The same over a given part of the plane."""
    plt.clear_figure()
    plt.xlim(view.w_low, view.w_high)
    plt.ylim(view.b_low, view.b_high)
    for line in ground:
        plt.scatter(*line.T.tolist(), marker="braille", color="cyan")
    for run in scene.rivals:
        _trajectory(plt, run.frame, "green")
    if scene.frame is not None:
        _trajectory(plt, scene.frame, "orange")
    step, full, options = scene.step, scene.preview.moments, scene.options
    if options.batch and step is not None:
        for line in contour_lines(step.moments, view, BOWL_GRID, BOWL_LEVELS):
            plt.scatter(*line.T.tolist(), marker="braille", color="white")
    if options.gradients and step is not None:
        w, b = step.before
        for moments, color in ((full, "magenta"), (step.moments, "white")):
            by_w, by_b = moments.gradient(w, b)
            length = max(np.hypot(by_w, by_b), 1e-12) / 4
            plt.plot([w, w - by_w / length], [b, b - by_b / length], marker="braille", color=color)
    for point, marker, color in (
        (scene.start, "o", "white"),
        (scene.point, "●", "yellow"),
        (scene.exact.best, "x", "magenta"),
    ):
        plt.scatter([point[0]], [point[1]], marker=marker, color=color)
    plt.xlabel("w")
    plt.ylabel("b")


def _trajectory(plt: Any, frame: Frame, color: str) -> None:
    run = frame.updates
    plt.plot(*run.theta.T.tolist(), marker="braille", color=color)


def draw_data(plt: Any, scene: Scene) -> None:
    """Samples, those of the batch lit, and the lines: current, optimum, true."""
    plt.clear_figure()
    x, y, frame = scene.preview.x, scene.preview.y, scene.frame
    plt.scatter(x.tolist(), y.tolist(), marker="braille", color="gray")
    if scene.options.batch and frame is not None and frame.batch is not None:
        config = frame.config
        rows = batch_indices(
            frame.batch, len(x), config.seed_of_order, shuffle=config.batch.shuffle
        )
        plt.scatter(x[rows].tolist(), y[rows].tolist(), marker="●", color="white")
    lines = [
        (scene.point, "yellow"),
        (scene.exact.best, "magenta"),
    ]
    if scene.problem.true_line is not None:
        lines.append((scene.problem.true_line, "green"))
    ends = [float(x.min()), float(x.max())]
    for (w, b), color in lines:
        plt.plot(ends, [w * place + b for place in ends], marker="braille", color=color)
    plt.xlabel("x")
    plt.ylabel("y")


def draw_loss(plt: Any, scene: Scene) -> None:
    """Batch losses and epoch means, those of kept runs, the least loss, live changes."""
    plt.clear_figure()
    if scene.options.loss_log:
        plt.yscale("log")
    for run in scene.rivals:
        _curve(plt, run.frame, ("green", "green"))
    if scene.frame is not None:
        _curve(plt, scene.frame, ("blue", "yellow"))
        for change in scene.frame.changes:
            plt.vline(change.update, color="white")
        plt.hline(scene.exact.least_loss, color="magenta")
    plt.xlabel("updates")
    plt.ylabel("loss")


def _curve(plt: Any, frame: Frame, colors: tuple[str, str]) -> None:
    for rows, color in zip((frame.updates, frame.epochs), colors, strict=True):
        kept = np.isfinite(rows.loss) & (rows.loss > 0)
        x, y = rows.seen[kept].tolist(), rows.loss[kept].tolist()
        plt.plot(x, y, marker="braille", color=color)


def draw_slice(plt: Any, scene: Scene) -> None:
    """The loss along the last step, of all samples and of the last batches, and the step."""
    plt.clear_figure()
    cut = cut_of(scene.step, scene.start, Along.STEP)
    steps = scene.steps
    width = 4 * max([abs(cut.place(each.after)) for each in steps], default=1.0)
    x = np.linspace(-width, width, SLICE_POINTS)
    for step in steps:
        plt.plot(x.tolist(), cut.losses(step.moments, x).tolist(), marker="braille", color="gray")
    full = cut.losses(scene.preview.moments, x)
    plt.plot(x.tolist(), full.tolist(), marker="braille", color="cyan")
    if scene.step is not None:
        ends = np.array([cut.place(scene.step.before), cut.place(scene.step.after)])
        reached = cut.losses(scene.step.moments, ends)
        plt.plot(ends.tolist(), reached.tolist(), marker="braille", color="yellow")
        plt.scatter(ends.tolist(), reached.tolist(), marker="●", color="yellow")
    plt.xlabel("distance along the step")
    plt.ylabel("loss")


def draw_mesh(plt: Any, scene: Scene, camera: Camera | None = None) -> None:
    """The surface as a mesh in parallel projection, hidden lines shown, with the trajectory."""
    camera, view, moments = camera or Camera(), scene.problem.view, scene.preview.moments
    plt.clear_figure()
    losses = loss_grid(moments, view, GRID, LINES)
    top = float(np.sqrt(losses.max()))

    def project(w: Floats, b: Floats) -> tuple[list[float], list[float]]:
        x = (w - view.w_low) / (view.w_high - view.w_low) - 0.5
        y = (b - view.b_low) / (view.b_high - view.b_low) - 0.5
        across, up, _ = camera.project(x, y, np.sqrt(moments.loss(w, b)) / top - 0.5)
        return across.tolist(), up.tolist()

    along_w = np.linspace(view.w_low, view.w_high, GRID)
    along_b = np.linspace(view.b_low, view.b_high, GRID)
    for w in np.linspace(view.w_low, view.w_high, LINES):
        plt.plot(*project(np.full(GRID, w), along_b), marker="braille", color="cyan")
    for b in np.linspace(view.b_low, view.b_high, LINES):
        plt.plot(*project(along_w, np.full(GRID, b)), marker="braille", color="cyan")
    if scene.frame is not None:
        run = scene.frame.updates
        plt.plot(*project(*run.theta.T), marker="braille", color="orange")
