"""What is drawn of a world to play with: its data while they are edited, and the games."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.config.run import RunConfig
from tests.tui.views.worlds import World
from tui.canvas.cells import Cells
from tui.canvas.growth import grown
from tui.canvas.loss_surface import surface_of
from tui.canvas.palette import Look
from tui.model.draft import Draft
from tui.model.golf import HOLES, Golf
from tui.model.known_problem import Problem
from tui.model.scene import Scene
from tui.model.walk import Walk
from tui.views.data import editing, lines
from tui.views.data import layers as data
from tui.views.play import course, plane, side
from tui.views.play import walk as walks

Drawn = Iterator[tuple[str, Cells]]
NAMES = ("w", "b")
_LARGE = 60
"""Sizes from which some layers are drawn in one state, or not."""


def of_play(world: World, size: tuple[int, int], look: Look) -> Drawn:
    """Every layer of what can be played with, in this size and look."""
    problem = world.scene(RunConfig()).problem
    yield from _of_edits(world, problem, size, look)
    yield from _of_walks(problem, replace(world.scene(), look=look), size)
    if world.quadratic:
        yield from _of_golf(problem, size, look)


def _of_edits(world: World, problem: Problem, size: tuple[int, int], look: Look) -> Drawn:
    draft = Draft.begun(problem)
    for state in (draft.at_next(1, (1.0, 1.0)), draft.holding(0)):
        plan = data.data_layout(*size, problem.preview, also=editing.ranges_of(state))
        yield "views.data.editing.cursor", editing.cursor(plan, state, look)
        yield "views.data.lines.former_line", lines.former_line(plan, world.best, look)


def _of_walks(problem: Problem, scene: Scene, size: tuple[int, int]) -> Drawn:
    gone = Walk.begun(problem).aimed(1, 1, far=True).stepped().asked().stepped().zoomed(1).asked()
    look = scene.look
    for walk in (gone, gone.revealed()) if size[0] < _LARGE else (gone,):
        entries = walks.legend(scene, walk)
        plan = plane.plane_layout(*size, walk.view, NAMES, entries)
        path, points = plane.path(plan, walk.way, 1, look), walks.points(plan, walk, look)
        yield "views.play.plane.axes", plane.axes(plan, look, entries)
        yield "views.play.plane.path", path
        yield "views.play.plane.marks", plane.marks(plan, [(walk.present.theta, "o", 1)])
        yield "views.play.plane.labels", plane.labels(plan, [(problem.start, "1.5", 1)], path)
        yield "views.play.plane.placed", plane.placed(points, 0, *size)
        yield "views.play.walk.points", points
        yield "views.play.walk.losses", walks.losses(plan, walk, look, path)
        yield "views.play.walk.target", walks.target(plan, walk, look)
        yield "views.play.walk.aim", walks.aim(plan, walk, look)
        yield "views.play.walk.gradient", walks.gradient(plan, walk, look)
        rows = walks.text(scene, walk, NAMES, size[0])
        yield "views.play.side.side_cells", side.side_cells(rows, *size, look)


def _of_golf(problem: Problem, size: tuple[int, int], look: Look) -> Drawn:
    golf = Golf(problem, 0.01)
    for _ in range(HOLES - 1):
        golf = golf.at_next()
    done = golf
    for rate in golf.fewest:
        done = done.with_club(rate).struck()
    view = grown(golf.view, done.way)
    plan = plane.plane_layout(*size, view, NAMES, course.legend(look))
    if size[0] < _LARGE:
        # Contour lines take long, and are drawn large elsewhere.
        surface = surface_of(problem.objective, view)
        yield "views.play.plane.ground", plane.ground(plan, surface, look)
    for state in (golf.with_club(1e6).struck().struck(), done):
        yield "views.play.course.hole", course.hole(plan, state, view, look)
        yield "views.play.course.points", course.points(plan, state, look)
        rows = course.text(state, max(size[0], 1), size[1], theory=True)
        yield "views.play.side.side_cells", side.side_cells(rows, *size, look)
