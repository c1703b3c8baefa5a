"""Every function that draws: at any size, of any data and run, twice the same, changing nothing."""

from __future__ import annotations

import importlib
import inspect
import math
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pytest

import tui.canvas
import tui.views
from engine.config.run import BatchConfig, RunConfig
from engine.data.batches import BatchSpan
from engine.data.dataset import Preview
from engine.history.frame import Frame
from engine.history.summary import summary_of
from engine.history.values import BatchStep, Change, RunState, Series
from engine.problems.linear_neuron.landscape import view_for
from engine.problems.linear_neuron.least_squares import Theory, theory_of
from engine.problems.linear_neuron.moments import Moments
from engine.protocol.sweep_messages import SweepRows
from engine.sweeps.spec import SweepSpec
from engine.sweeps.tradeoff import TradeoffSpec
from tests.tui.sweeps import ended_row, measured
from tests.tui.views.scenes import descent, frame_of, line_preview, preview_of, series
from tui.canvas import axes, curves, loss_surface, strokes, table
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.model.experiments import SweepExperiment, TradeoffExperiment
from tui.model.kept_runs import KeptRun
from tui.model.known_problem import Problem
from tui.model.scene import LossX
from tui.text.runs import Entry
from tui.views.algorithm.page import page_of
from tui.views.algorithm.paint import arranged, cells_of, digits_of, sheet_of, window
from tui.views.data import histogram, residuals
from tui.views.data import kept_runs as kept_lines
from tui.views.data import layers as data
from tui.views.kept_marks import lettered
from tui.views.loss import cursor as loss_cursor
from tui.views.loss import kept_runs as kept_losses
from tui.views.loss import layers as loss
from tui.views.loss import marks as loss_marks
from tui.views.runs import page as compare
from tui.views.slice import layers as slice_layers
from tui.views.slice import layout as slices
from tui.views.slice.cut import Along, cut_of
from tui.views.surface import bands, bowl, colour_bar, contour_labels, eigen_axes, gradient_arrows
from tui.views.surface import kept_runs as kept_on_surface
from tui.views.surface import layers as surface
from tui.views.surface_3d import box as solid_box
from tui.views.surface_3d import mesh as solid
from tui.views.surface_3d import path as solid_path
from tui.views.surface_3d import scene
from tui.views.surface_3d.camera import Camera
from tui.views.surface_3d.horizon import horizon_of, seen_by
from tui.views.surface_3d.relief import Height, relief_of
from tui.views.sweeps import heat_map, sweep_page, tradeoff_page
from tui.views.sweeps import tradeoff_plot as tradeoff
from tui.views.theory import page as theory

Drawing = Cells | tuple[Cells, ...]

DRAWS = ("Cells", "Drawn", "Labelled")
"""What functions that draw give back."""
SIZES = [(0, 0), (1, 1), (5, 1), (1, 5), (10, 4), (28, 9), (78, 19)]


def _kept_still(preview: Preview) -> Preview:
    for array in (preview.x, preview.y, preview.indices):
        array.flags.writeable = False
    return preview


@dataclass(frozen=True, eq=False)
class World:
    """Samples and a run on them, of which every layer is drawn."""

    preview: Preview
    updates: Series

    @cached_property
    def theory(self) -> Theory:
        return theory_of(self.preview.moments)

    @cached_property
    def frame(self) -> Frame:
        for array in (self.updates.index, *self.updates.columns):
            array.flags.writeable = False
        span = BatchSpan(0, 0, min(2, self.preview.samples))
        changes = (Change(1, 1, "learning_rate", "0.1", "0.2"),)
        frame = frame_of(self.updates, self.updates, batch=span, batch_size=2, changes=changes)
        return replace(frame, steps=self.steps)

    @cached_property
    def steps(self) -> tuple[BatchStep, ...]:
        w, b = np.concatenate([[(0.0, 0.0)], self.updates.theta]).T.tolist()
        found = []
        for update in range(max(1, len(w) - 4), len(w)):
            rows = np.arange(update, update + 2) % self.preview.x.size
            moments = Moments.of(self.preview.x[rows], self.preview.y[rows])
            before, after = (w[update - 1], b[update - 1]), (w[update], b[update])
            span = BatchSpan(0, 0, 2)
            found.append(BatchStep(update, span, before, after, moments.loss(*before), moments))
        return tuple(found)

    @property
    def step(self) -> BatchStep:
        return self.steps[-1]


def worlds() -> dict[str, World]:
    line = line_preview(60)
    flat, upright = preview_of([1, 2, 5], [4, 4, 4]), preview_of([3, 3, 3], [1, 2, 4])
    far = preview_of([1990, 2000, 2021], [50, 90, 140])
    infinite = series(
        [1.0, -1e20, 1e300, math.inf, math.nan],
        [1.0, 5.0, -1e300, -math.inf, math.nan],
        [3.0, 1e40, 1e300, math.inf, math.nan],
    )
    still = series([2.0] * 5, [1.0] * 5, [0.0] * 5)
    return {
        "a line": World(line, descent(line, 0.005, 40)),
        "constant y": World(flat, descent(flat, 0.02, 9)),
        "constant x": World(upright, descent(upright, 0.02, 9)),
        "x in the thousands": World(far, descent(far, 1e-7, 9)),
        "two points": World(preview_of([1, 4], [3, 11]), still),
        "one point": World(preview_of([2], [5]), series([1.0], [0.5], [6.25])),
        "only zeros": World(preview_of([0, 0], [0, 0]), still),
        "diverged": World(line, infinite),
        "large numbers": World(preview_of([1e15, 2e15], [-1e15, 1e15]), infinite),
    }


WORLDS = worlds()


def layers(world: World, size: tuple[int, int], look: Look) -> Iterator[tuple[str, Drawing]]:
    """Everything that is drawn, by the names of the functions."""
    for draw in (
        _on_surface, _on_loss, _on_data, _on_slice, _in_space, _on_pages, _on_experiments,
    ):  # fmt: skip
        yield from draw(world, size, look)


def _on_surface(world: World, size: tuple[int, int], look: Look) -> Iterator[tuple[str, Drawing]]:
    known, frame, full = world.theory, world.frame, world.preview.moments
    view = view_for(known, (0.0, 0.0))
    made = loss_surface.surface_of(full, view)
    plan = colour_bar.layout_with_bar(*size, view)
    runs = (KeptRun("A", "one", frame), KeptRun("B", "two", frame))
    best = (known.w_best, known.b_best)
    yield "views.surface.layers.axes", surface.axes(plan, look)
    yield "views.surface.bands.bands", bands.bands(plan, made, look)
    yield "views.surface.layers.contours", surface.contours(plan, made, look)
    yield "views.surface.layers.optima", surface.optima(plan, full, look)
    yield (
        "views.surface.layers.crosshair",
        surface.crosshair(plan, look, size[0] // 2, size[1] // 2),
    )
    yield (
        "views.surface.layers.points",
        surface.points(plan, look, start=(0.0, 0.0), optimum=best, current=frame.theta),
    )
    yield (
        "views.surface.layers.trajectory",
        surface.trajectory(plan, *frame.updates.theta.T, look),
    )
    yield (
        "views.surface.layers.change_marks",
        surface.change_marks(plan, frame, look, frame.changes),
    )
    yield (
        "views.surface.contour_labels.labelled_contours",
        contour_labels.labelled_contours(plan, made, look),
    )
    yield (
        "views.surface.colour_bar.mark",
        colour_bar.mark(plan, made, look, full.loss(*frame.theta)),
    )
    yield "views.surface.bowl.bowl", bowl.bowl(plan, world.step, look)
    yield (
        "views.surface.gradient_arrows.gradients",
        gradient_arrows.gradients(plan, world.step.before, full, world.step.moments, look),
    )
    yield "views.surface.eigen_axes.eigen_axes", eigen_axes.eigen_axes(plan, known, look)
    yield "views.surface.eigen_axes.axis_names", eigen_axes.axis_names(plan, known, look)
    yield "views.surface.kept_runs.trajectories", kept_on_surface.trajectories(plan, runs, look)
    for style in surface.Style:
        yield "views.surface.colour_bar.colour_bar", colour_bar.colour_bar(plan, made, look, style)


def _on_loss(world: World, size: tuple[int, int], look: Look) -> Iterator[tuple[str, Drawing]]:
    frame, least = world.frame, world.theory.least_loss
    runs = (KeptRun("A", "one", frame),)
    for x in LossX:
        drawn = loss.curves_of(frame, world.preview.samples, x)
        for log in (False, True):
            scales = loss.loss_scales(drawn, least, log=log, previous=None)
            plan = loss.loss_layout(*size, x, scales)
            found = loss_cursor.reading(frame, world.preview.samples, len(frame.updates) - 1)
            taken = np.zeros((size[1], size[0]), np.bool_)
            yield "views.loss.layers.axes", loss.axes(plan, look, least, dense=log)
            yield "views.loss.layers.floor", loss.floor(plan, least, look)
            yield "views.loss.layers.batch_losses", loss.batch_losses(plan, drawn, look)
            yield "views.loss.layers.epoch_means", loss.epoch_means(plan, drawn, look)
            yield "views.loss.layers.changes", loss.changes(plan, drawn, look)
            yield "views.loss.cursor.cursor", loss_cursor.cursor(plan, drawn, found, look)
            places = list(zip(drawn.changes, drawn.labels, strict=True))
            yield "views.loss.marks.labels", loss_marks.labels(plan, places, taken, look)
            yield (
                "views.loss.kept_runs.losses",
                kept_losses.losses(plan, runs, world.preview.samples, x, look),
            )


def _on_data(world: World, size: tuple[int, int], look: Look) -> Iterator[tuple[str, Drawing]]:
    preview, frame = world.preview, world.frame
    line, rows = frame.theta, np.arange(preview.x.size)
    plan = data.data_layout(*size, preview)
    left = residuals.residuals_of(preview, line)
    bins = histogram.bins_of(left)
    counts = histogram.counts_of(left, bins)
    beside = histogram.histogram_layout(*size, bins, counts, samples=preview.samples)
    yield (
        "views.data.layers.axes",
        data.axes(plan, look, truth=True, lit=True, residuals="residuals"),
    )
    yield "views.data.layers.samples", data.samples(plan, preview, look)
    yield (
        "views.data.layers.reference_lines",
        data.reference_lines(plan, world.theory, (10.0, 2.0), look),
    )
    yield "views.data.layers.current_line", data.current_line(plan, line, look)
    yield "views.data.layers.lit_samples", data.lit_samples(plan, preview, rows, look)
    yield (
        "views.data.residuals.residual_lines",
        residuals.residual_lines(plan, preview, rows, line, look),
    )
    runs = (KeptRun("A", "one", frame),)
    curve = (preview.x.astype(np.float64), preview.y.astype(np.float64))
    yield "views.kept_marks.lettered", lettered(plan, runs, [curve], look)
    yield "views.data.kept_runs.lines", kept_lines.lines(plan, (KeptRun("A", "one", frame),), look)
    yield "views.data.histogram.axes", histogram.axes(beside, look)
    yield "views.data.histogram.bars", histogram.bars(beside, counts, look)
    mean = residuals.summary(preview.moments, line).mean
    yield "views.data.histogram.mean_line", histogram.mean_line(beside, mean, look)


def _on_slice(world: World, size: tuple[int, int], look: Look) -> Iterator[tuple[str, Drawing]]:
    for along in Along:
        for steps in ((), world.steps):
            cut = cut_of(steps[-1] if steps else None, (0.0, 0.0), along)
            shown = slices.slice_of(cut, steps, world.preview.moments)
            for zoom in (0, 3):
                plan = slices.slice_layout(*size, cut, slices.scales_of(shown, zoom))
                yield "views.slice.layout.axes", slices.axes(plan, look, shown)
                yield "views.slice.layers.curves", slice_layers.curves(plan, shown, look)
                yield (
                    "views.slice.layers.earlier_labels",
                    slice_layers.earlier_labels(plan, shown, look),
                )
                yield "views.slice.layers.step_marks", slice_layers.step_marks(plan, shown, look)


def _in_space(world: World, size: tuple[int, int], look: Look) -> Iterator[tuple[str, Drawing]]:
    known, frame = world.theory, world.frame
    made = loss_surface.surface_of(world.preview.moments, view_for(known, (0.0, 0.0)))
    best = (known.w_best, known.b_best)
    for height, style in zip(Height, scene.Style, strict=True):
        seen = scene.scene_of(*size, relief_of(made, height), Camera(), style, best)
        yield "views.surface_3d.box.edges", solid_box.edges(seen, look)
        yield "views.surface_3d.box.labels", solid_box.labels(seen, look)
        yield "views.surface_3d.mesh.body", solid.body(seen, style, look)
        if seen.horizon is not None:
            there = seen_by(horizon_of(seen.projection, seen.relief, 1), 1)
            yield "views.surface_3d.mesh.mesh", solid.mesh(seen, there, look)
        w, b = frame.updates.theta.T
        yield "views.surface_3d.path.trajectory", solid_path.trajectory(seen, w, b, look)
        yield (
            "views.surface_3d.path.points",
            solid_path.points(seen, look, start=(0.0, 0.0), optimum=best, current=frame.theta),
        )


def _on_pages(world: World, size: tuple[int, int], look: Look) -> Iterator[tuple[str, Drawing]]:
    config = RunConfig(batch=BatchConfig(batch_size=2))
    view = view_for(world.theory, (0.0, 0.0))
    problem = Problem(config.data, (0.0, 0.0), world.preview, world.theory, view)
    facts = theory.Facts(config, problem, None, world.step)
    plain = look.markers is Markers.ASCII
    yield (
        "views.theory.page.pane",
        theory.pane(theory.lines_of(facts, *size, ascii_only=plain), *size, look),
    )
    summary = summary_of(world.frame, world.theory, world.preview.samples)
    entries = [Entry("", "now", summary), Entry("A", "one", summary)]
    algorithm = page_of(config.optimizer, None, world.preview.samples, digits_of(size[0]))
    sheet = sheet_of(size[0], algorithm)
    rows = window(arranged(algorithm, sheet, size[1]), size[1], None)
    yield "views.algorithm.paint.cells_of", cells_of(*size, sheet, rows, None, look)
    yield (
        "views.runs.page.table",
        compare.table(*size, entries, look, selected=1, sorted_by=0, descending=True),
    )
    values = world.frame.updates.loss[:4].reshape(-1, 1)
    names = tuple(f"{value:g}" for value in range(len(values)))
    texts = tuple((f"{value:.3g}",) for value in values[:, 0].tolist())
    limits = (len(values) - 1,)
    heat = heat_map.HeatMap("losses", "x", ("1",), "y", names, values, texts, limits, "limit", ())
    yield "views.sweeps.heat_map.heat_map_cells", heat_map.heat_map_cells(heat, *size, look)
    plan = data.data_layout(*size, world.preview)
    yield from _parts(plan, world, look)


def _on_experiments(
    world: World, size: tuple[int, int], look: Look
) -> Iterator[tuple[str, Drawing]]:
    """A sweep and a measurement that ended with the losses of this world, and one with nothing."""
    losses = [float(loss) for loss in world.frame.updates.loss[:4]]
    spec = SweepSpec(RunConfig(), batch_sizes=(1, 2), learning_rates=(0.01, 0.03))
    rows = tuple(
        ended_row(
            spec,
            place,
            full_loss=loss,
            state=RunState.CONVERGED if math.isfinite(loss) else RunState.DIVERGED,
        )
        for place, loss in enumerate(losses)
    )
    for told in (rows, ()):
        sweep = SweepExperiment(spec=spec)
        sweep.take(SweepRows(told, len(told), spec.runs))
        for page in range(len(sweep_page.pages_of(*size, sweep))):
            yield (
                "views.sweeps.sweep_page.sweep_cells",
                sweep_page.sweep_cells(*size, sweep, look, page=page),
            )
    sizes = tuple(measured(4**place, max(loss, 1e-9)) for place, loss in enumerate(losses))
    sizes = tuple(row for row in sizes if math.isfinite(row.update_seconds))
    for known in (sizes, ()):
        wait = TradeoffExperiment(spec=TradeoffSpec(RunConfig()), rows=list(known))
        for page in range(tradeoff_page.page_count()):
            yield (
                "views.sweeps.tradeoff_page.tradeoff_cells",
                tradeoff_page.tradeoff_cells(*size, wait, look, page=page),
            )
        for what in tradeoff.Measured:
            yield (
                "views.sweeps.tradeoff_plot.tradeoff_plot",
                tradeoff.tradeoff_plot(*size, known, what, look),
            )
    lines = [["M", "loss"], *([str(place), f"{loss:g}"] for place, loss in enumerate(losses))]
    yield "canvas.table.table_cells", table.table_cells(lines, *size, look, selected=0)


def _parts(plan: Layout, world: World, look: Look) -> Iterator[tuple[str, Drawing]]:
    """What other layers are made of."""
    x, y = (column.astype(np.float64) for column in (world.preview.x, world.preview.y))
    wild = np.array([*x.tolist(), math.inf, math.nan]), np.array([*y.tolist(), 1.0, -math.inf])
    yield "canvas.axes.axes_cells", axes.axes_cells(plan, look, loss_surface.legend(look))
    yield "canvas.curves.horizontal_rule", curves.horizontal_rule(plan, float(wild[1][0]), "-", 1)
    yield "canvas.curves.vertical_rules", curves.vertical_rules(plan, wild[0].tolist(), "|", 1)
    yield "canvas.curves.static_points", curves.static_points(plan, look.markers, *wild, 1, "o")
    yield "canvas.curves.static_lines", curves.static_lines(plan, look.markers, [(*wild, 1, "o")])
    size = plan.columns, plan.rows
    yield (
        "canvas.strokes.stroke_cells",
        strokes.stroke_cells(plan.area, look.markers, *wild, size, 1),
    )


LOOKS = [
    Look(palette_for(dark=True)),
    Look(palette_for(dark=False), Markers.QUADRANT),
    Look(palette_for(dark=True, colours=None), Markers.BRAILLE),
    Look(palette_for(dark=True, colours="standard"), Markers.DOT),
    Look(palette_for(dark=False, colours=None), Markers.ASCII),
]


def _each(drawing: Drawing) -> tuple[Cells, ...]:
    return (drawing,) if isinstance(drawing, Cells) else tuple(drawing)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", WORLDS)
def test_any_data_and_any_run_are_drawn_at_any_size(name: str, size: tuple[int, int]) -> None:
    for look in LOOKS:
        for layer, drawing in layers(WORLDS[name], size, look):
            for cells in _each(drawing):
                assert (cells.columns, cells.rows) == size, layer
                text = "".join(cells.lines())
                assert text.isprintable(), layer
                assert look.markers is not Markers.ASCII or text.isascii(), layer


@pytest.mark.parametrize("name", WORLDS)
def test_the_same_is_drawn_the_same_again(name: str) -> None:
    # What is drawn from cannot be written to, so nothing else has changed between the two.
    _kept_still(WORLDS[name].preview)
    look, size = LOOKS[0], (78, 19)
    once, again = (list(layers(WORLDS[name], size, look)) for _ in range(2))
    for (layer, first), (_, second) in zip(once, again, strict=True):
        for before, after in zip(_each(first), _each(second), strict=True):
            assert before.changed_rows(after) == [], layer


def _functions() -> Iterator[tuple[str, Callable[..., object]]]:
    for package in (tui.canvas, tui.views):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__ == module.__name__ and not name.startswith("_"):
                    yield f"{found.name.removeprefix('tui.')}.{name}", function


def test_no_function_that_draws_was_forgotten() -> None:
    draw = {name for name, made in _functions() if made.__annotations__.get("return") in DRAWS}
    assert {layer for layer, _ in layers(WORLDS["a line"], (78, 19), LOOKS[0])} == draw
