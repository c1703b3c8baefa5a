"""Everything that the view of the eigen-directions draws of a world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.config.optimizer import OptimizerConfig
from engine.config.run import RunConfig
from tests.tui.views.worlds import World
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.model.scene import Scene
from tui.views.eigen import errors, plane, radius_map, rows, sharpness
from tui.views.eigen.course import Course
from tui.views.eigen.table import ROWS

_OPTIMIZERS = ("sgd", "nesterov", "adam")


def of_directions(world: World, size: tuple[int, int], look: Look) -> Iterator[tuple[str, Cells]]:
    """Every layer; the optimizer depends on the size."""
    name = _OPTIMIZERS[sum(size) % len(_OPTIMIZERS)]
    config = RunConfig(optimizer=OptimizerConfig(optimizer=name, learning_rate=0.01))
    scene = replace(world.scene(config), look=look)
    yield from _of_sharpness(scene, size, look)
    if not world.quadratic:
        return
    found, scales = Course().of(scene)
    entries = errors.legend(
        look, ("steep", "flat"), equal=False, predicted=found.is_predicted, mean=name == "sgd"
    )
    plan = errors.errors_layout(*size, scales, entries)
    yield "views.eigen.errors.axes", errors.axes(plan, look, entries)
    yield "views.eigen.errors.curves", errors.curves(plan, found, look)
    setting = plane.setting_of(config.optimizer)
    shown = plane.plane_of(world.theory, setting, nesterov=name == "nesterov")
    entries = radius_map.legend(shown, look, now=setting is not None)
    plan = plane.plane_layout(*size, shown, entries)
    yield "views.eigen.radius_map.ground", radius_map.ground(plan, shown, look, entries)
    yield "views.eigen.radius_map.points", radius_map.points(plan, shown, setting, look)
    factors = rows.factors(scene, size[0])
    settings = rows.settings(scene, shown, setting, size[0])
    for part, drawn in (("rows.factors", factors), ("rows.settings", settings)):
        assert drawn.rows == ROWS
        yield f"views.eigen.{part}", _within(drawn, size)
    yield "views.eigen.table.table", _within(settings, size)


def _of_sharpness(scene: Scene, size: tuple[int, int], look: Look) -> Iterator[tuple[str, Cells]]:
    found = sharpness.sharpness_of(scene)
    entries = sharpness.legend(look, found)
    plan = sharpness.sharpness_layout(*size, found, None, entries)
    yield "views.eigen.sharpness.axes", sharpness.axes(plan, look, entries)
    yield "views.eigen.sharpness.curves", sharpness.curves(plan, found, look)
    yield "views.eigen.sharpness.rows", _within(sharpness.rows(scene, size[0]), size)


def _within(part: Cells, size: tuple[int, int]) -> Cells:
    whole = Cells.blank(*size)
    whole.paste(part, 0, 0)
    return whole
