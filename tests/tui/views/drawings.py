"""Everything that is drawn of a world, by the names of the functions that draw it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np
from rich.segment import Segment

from engine.config.optimizer import OptimizerConfig
from engine.config.parameters import PARAMETERS
from engine.config.run import BatchConfig, RunConfig
from engine.data.scaling import Scaling
from engine.history.summary import summary_of
from tests.tui.views.eigen.drawings import of_directions
from tests.tui.views.part_drawings import of_parts
from tests.tui.views.phase.drawings import of_phases
from tests.tui.views.play_drawings import of_play
from tests.tui.views.rate_drawings import of_rates_and_references
from tests.tui.views.replica_drawings import of_replicas
from tests.tui.views.sweeps.drawings import of_recorded_sweeps, of_sweeps, of_tradeoffs
from tests.tui.views.worlds import World
from tui.canvas import curves, loss_surface
from tui.canvas.bands import bands
from tui.canvas.cells import Cells
from tui.canvas.contours import contours
from tui.canvas.edges import edges
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.picture.capture import Colours, captured, part_of
from tui.canvas.thick import thickened
from tui.canvas.trajectory import points as surface_points
from tui.canvas.trajectory import trajectory
from tui.model.kept_runs import KeptRun
from tui.model.scene import LossX
from tui.model.theory_text import prediction_of
from tui.model.uncomputed import batch_loss_of
from tui.text.runs import Entry
from tui.views.algorithm.numbers import numbers_of
from tui.views.algorithm.page import page_of, stage_count
from tui.views.algorithm.paint import arranged, cells_of, digits_of, sheet_of, window
from tui.views.data import histogram, lines, points, residuals
from tui.views.data import kept_runs as kept_lines
from tui.views.data import layers as data
from tui.views.data.shapes import Neuron
from tui.views.data.sharing import shared
from tui.views.kept_marks import kept_curves, kept_letters, lettered, letters_along
from tui.views.loss import cursor as loss_cursor
from tui.views.loss import kept_runs as kept_losses
from tui.views.loss import layers as loss
from tui.views.loss import marks as loss_marks
from tui.views.loss.smoothing import Smoothing
from tui.views.runs import page as compare
from tui.views.slice import layers as slice_layers
from tui.views.slice import layout as slices
from tui.views.slice import marks as slice_marks
from tui.views.slice.cut import Along, cut_of
from tui.views.surface import bowl, colour_bar, contour_labels, eigen_axes, gradient_arrows
from tui.views.surface import kept_runs as kept_on_surface
from tui.views.surface import layers as surface
from tui.views.surface.state_marks import Marked, state_marks
from tui.views.surface_3d import batch_mesh, box, mesh, path, solid
from tui.views.surface_3d import points as points_3d
from tui.views.surface_3d.camera import Camera
from tui.views.surface_3d.horizon import horizon_of, seen_by
from tui.views.surface_3d.relief import Height, relief_of
from tui.views.theory import page as theory
from tui.views.theory.facts import Facts

Size = tuple[int, int]
Drawing = Cells | tuple[Cells, ...]
Drawings = Iterator[tuple[str, Drawing]]

CAMERAS = (Camera(), Camera(-180, 5), Camera(0, 30, 8.0), Camera(90, 85, 0.5))
OPTIMIZERS = PARAMETERS["optimizer"].choices


def drawings(world: World, size: Size, look: Look) -> Drawings:
    """Every layer of every view, in this size and look."""
    for draw in (
        _on_surface, _of_steps, _on_loss, _on_data, _on_slice, _in_space, _in_theory,
        of_directions, _of_algorithms, _of_runs, of_sweeps, of_recorded_sweeps, of_tradeoffs,
        of_phases, of_replicas,
        of_parts, of_play, of_rates_and_references,
    ):  # fmt: skip
        yield from draw(world, size, look)


def _kept(world: World) -> tuple[KeptRun, ...]:
    return KeptRun("A", "one", world.frame), KeptRun("B", "two", world.frame)


def _on_surface(world: World, size: Size, look: Look) -> Drawings:
    frame, made = world.frame, world.surface
    plan = colour_bar.layout_with_bar(*size, world.view)
    yield "views.surface.layers.axes", surface.axes(plan, look, loss_surface.legend(look))
    yield "canvas.bands.bands", bands(plan, made, look)
    yield "canvas.contours.contours", contours(plan, made, look)
    yield "views.surface.layers.optima", surface.optima(plan, made.moments, look)
    middle = size[0] // 2, size[1] // 2
    yield "canvas.curves.crosshair", curves.crosshair(plan, look, *middle)
    for now in (world.now, None):
        points = surface_points(plan, look, start=(0.0, 0.0), optima=[world.best], current=now)
        yield "canvas.trajectory.points", points
    path = trajectory(plan, *world.columns, look)
    yield "canvas.trajectory.trajectory", path
    yield "canvas.thick.thickened", thickened(path, look.markers)
    picture = captured(([Segment(line)] for line in path.lines()), size[0], Colours(0xFFFFFF, 0))
    yield "canvas.picture.capture.captured", picture
    yield "canvas.picture.capture.part_of", part_of(picture, 0, 0, *size)
    marks = surface.change_marks(plan, frame, look, frame.changes)
    yield "views.surface.layers.change_marks", marks
    labelled = contour_labels.labelled_contours(plan, made, look)
    yield "views.surface.contour_labels.labelled_contours", labelled
    mark = colour_bar.mark(plan, made, look, world.objective.loss(*world.now))
    yield "views.surface.colour_bar.mark", mark
    found = eigen_axes.axes_of(world.scene()) or eigen_axes.Axes((0.0, 0.0), np.eye(2))
    yield "views.surface.eigen_axes.eigen_axes", eigen_axes.eigen_axes(plan, found, look)
    yield "views.surface.eigen_axes.axis_names", eigen_axes.axis_names(plan, found, look)
    kept = _kept(world)
    yield "views.surface.kept_runs.trajectories", kept_on_surface.trajectories(plan, kept, look)
    yield "views.surface.kept_runs.letters", kept_on_surface.letters(plan, kept, look, [middle])
    for style in surface.Style:
        yield "views.surface.colour_bar.colour_bar", colour_bar.colour_bar(plan, made, look, style)


def _of_steps(world: World, size: Size, look: Look) -> Drawings:
    plan, full = surface.surface_layout(*size, world.view), world.objective
    for step in world.steps:
        yield "views.surface.bowl.bowl", bowl.bowl(plan, step, look)
        arrows = gradient_arrows.gradients(plan, step.before, full, batch_loss_of(step), look)
        yield "views.surface.gradient_arrows.gradients", arrows
        moved = gradient_arrows.last_step(plan, step, look)
        yield "views.surface.gradient_arrows.last_step", moved
        momentum = step.before[0] - step.after[0], step.before[1] - step.after[1]
        state = Marked(step.after, momentum, step.before)
        drawn = state_marks(plan, [(state, 0xFFFFFF)], look)
        yield "views.surface.state_marks.state_marks", drawn


def _on_loss(world: World, size: Size, look: Look) -> Drawings:
    frame, samples, runs = world.frame, world.preview.samples, _kept(world)
    recents = itertools.cycle((False, True, True, False))
    for x, log in itertools.product(LossX, (False, True)):
        recent = next(recents)
        least = 0.0 if recent else world.scene().least_loss
        drawn = loss.curves_of(frame, samples, x)
        scales = loss.loss_scales(
            drawn, least, log=log, previous=None, recent=recent, log_x=log, ended=recent
        )
        plan = loss.loss_layout(*size, x, scales, recent=recent)
        contents = loss.Contents(least, dense=log, one_each=recent, smoothing=Smoothing(0.9))
        yield "views.loss.layers.axes", loss.axes(plan, look, contents)
        yield "views.loss.layers.start", loss.start(plan, least, look)
        smooth = loss.smoothed(plan, drawn, look, Smoothing(0.9))
        yield "views.loss.layers.smoothed", smooth
        marks = edges(plan, [(drawn.updates, 1), (drawn.epochs, 2)], look)
        yield "canvas.edges.edges", marks
        yield "views.loss.layers.floor", loss.floor(plan, least, look)
        yield "views.loss.layers.batch_losses", loss.batch_losses(plan, drawn, look)
        yield "views.loss.layers.epoch_means", loss.epoch_means(plan, drawn, look)
        yield "views.loss.layers.changes", loss.changes(plan, drawn, look)
        if len(frame.updates):
            found = loss_cursor.reading(frame, samples, len(frame.updates) - 1)
            yield "views.loss.cursor.cursor", loss_cursor.cursor(plan, drawn, found, look)
        places = [*zip(drawn.changes, drawn.labels, strict=True), (math.nan, "M 1")]
        taken = np.zeros((size[1], size[0]), np.bool_)
        yield "views.loss.marks.labels", loss_marks.labels(plan, places, taken, look)
        yield "views.loss.kept_runs.losses", kept_losses.losses(plan, runs, samples, x, look)
        pale = kept_losses.batch_losses(plan, runs, samples, x, look)
        yield "views.loss.kept_runs.batch_losses", pale


def _on_data(world: World, size: Size, look: Look) -> Drawings:
    neuron = Neuron(world.kind.activation, Scaling())
    preview, rows, runs = world.preview, np.arange(world.preview.x.size), _kept(world)
    plan = data.data_layout(*size, preview)
    entries = data.legend(look, truth=True, lit=True, residuals="residuals", signs=("o", "O"))
    yield "views.data.layers.axes", data.axes(plan, look, entries)
    curve = (preview.x.astype(np.float64), preview.y.astype(np.float64))
    samples = points.samples(plan, *curve, look)
    yield "views.data.points.samples", samples
    yield "views.data.points.lit_samples", points.lit_samples(plan, *curve, look)
    best = lines.optimum_line(plan, world.best, look)
    yield "views.data.lines.optimum_line", best
    yield "views.data.lines.true_line", lines.true_line(plan, (10.0, 2.0), look)
    yield "views.kept_marks.lettered", lettered(plan, runs[:1], [curve], look)
    yield "views.kept_marks.kept_curves", kept_curves(plan, runs[:1], [curve], look)
    yield "views.kept_marks.kept_letters", kept_letters(plan, runs[:1], [curve], look, [(3, 4)])
    yield "views.kept_marks.letters_along", letters_along(plan, runs[:1], [curve], look, [(3, 4)])
    yield (
        "views.data.kept_runs.lines",
        kept_lines.lines(plan, runs, look, shape=neuron.shape),
    )
    for line in world.points[-10:] if world.odd_steps else world.points[-1:]:
        now = lines.current_line(plan, line, look)
        yield "views.data.lines.current_line", now
        for dense in (False, True):
            yield "views.data.sharing.shared", shared([now, best], samples, dense=dense)
        drawn = residuals.residual_lines(plan, preview, rows, line, look)
        yield "views.data.residuals.residual_lines", drawn
        left = residuals.residuals_of(preview, line, neuron)
        bins = histogram.bins_of(left)
        counts = histogram.counts_of(left, bins)
        beside = histogram.histogram_layout(*size, bins, counts, samples=preview.samples)
        yield "views.data.histogram.axes", histogram.axes(beside, look)
        yield "views.data.histogram.bars", histogram.bars(beside, counts, look)
        mean = residuals.summary(preview, line, neuron).mean
        yield "views.data.histogram.mean_line", histogram.mean_line(beside, mean, look)


def _on_slice(world: World, size: Size, look: Look) -> Drawings:
    each = tuple((step,) for step in world.steps) if world.odd_steps else ()
    cuts = itertools.product(enumerate(Along), enumerate(((), world.steps, *each)))
    for (row, along), (column, steps) in cuts:
        cut = cut_of(steps[-1] if steps else None, (0.0, 0.0), along)
        shown = slices.slice_of(cut, steps, world.objective, world.view)
        zoom = (0, 5)[(row + column) % 2]
        plan = slices.slice_layout(*size, cut, slices.scales_of(shown, zoom))
        yield "views.slice.layout.axes", slices.axes(plan, look, shown)
        yield "views.slice.layers.curves", slice_layers.curves(plan, shown, look)
        labels = slice_layers.earlier_labels(plan, shown, look)
        yield "views.slice.layers.earlier_labels", labels
        yield "views.slice.marks.step_marks", slice_marks.step_marks(plan, shown, look)


def _in_space(world: World, size: Size, look: Look) -> Drawings:
    cameras = itertools.cycle(CAMERAS)
    reliefs = [relief_of(world.surface, height) for height in Height]
    w, b = world.columns
    tracks = path.Track(w, b), path.Track(w, b, np.resize(np.append(world.losses, 1.0), len(w)))
    for (row, relief), (column, style) in itertools.product(
        enumerate(reliefs), enumerate(solid.Style)
    ):
        seen = solid.solid_of(*size, relief, next(cameras), style, world.best)
        yield "views.surface_3d.box.edges", box.edges(seen, look)
        yield "views.surface_3d.box.labels", box.labels(seen, look)
        yield "views.surface_3d.mesh.body", mesh.body(seen, style, look)
        if seen.horizon is not None:
            there = seen_by(horizon_of(seen.projection, seen.relief, 1), 1)
            yield "views.surface_3d.mesh.mesh", mesh.mesh(seen, there, look)
        # Each of both with each height and each style, though not with each pair of them.
        track = tracks[(row + column) % 2]
        yield "views.surface_3d.path.trajectory", path.trajectory(seen, track, look)
        for step in world.steps[-3:][(row + column) % 3 :][:1]:
            drawn = batch_mesh.batch_mesh(seen, batch_loss_of(step), look)
            yield "views.surface_3d.batch_mesh.batch_mesh", drawn
        entries = loss_surface.legend(look)
        yield "views.surface_3d.box.legend_cells", box.legend_cells(seen, entries, look)
        yield (
            "views.surface_3d.points.points",
            points_3d.points(seen, look, start=(0.0, 0.0), optima=[world.best], current=world.now),
        )


def _in_theory(world: World, size: Size, look: Look) -> Drawings:
    plain = look.markers is Markers.ASCII
    step = world.steps[-1] if world.steps else None
    for name in ("sgd", "nesterov", "adam"):
        batch = BatchConfig(batch_size=2)
        config = RunConfig(batch=batch, optimizer=OptimizerConfig(optimizer=name))
        problem = world.scene(config).problem
        for predicted in (prediction_of(config, problem), None):
            scene = world.scene(config)
            here = scene.point, scene.curvature, scene.objective.gradient(*scene.point)
            facts = Facts(config, problem, predicted, step, None, None, *here)
            lines = theory.lines_of(facts, *size, ascii_only=plain)
            yield "views.theory.page.pane", theory.pane(lines, *size, look)


def _of_algorithms(world: World, size: Size, look: Look) -> Drawings:
    for name in OPTIMIZERS:
        optimizer = OptimizerConfig(optimizer=name)
        scene = world.scene(RunConfig(batch=BatchConfig(batch_size=2), optimizer=optimizer))
        numbers = numbers_of(scene, size[1])
        page = page_of(
            optimizer, numbers, world.preview.samples, digits_of(size[0]), kind=world.kind
        )
        sheet = sheet_of(size[0], page)
        for lit in (None, stage_count(optimizer) - 1):
            rows = window(arranged(page, sheet, size[1]), size[1], lit)
            yield "views.algorithm.paint.cells_of", cells_of(*size, sheet, rows, lit, look)


def _of_runs(world: World, size: Size, look: Look) -> Drawings:
    summary = summary_of(world.frame, [world.best], world.preview.samples)
    entries = [Entry("", "now", summary), Entry("A", "one", summary)]
    cells = compare.table(*size, entries, look, selected=1, sorted_by=0, descending=True)
    yield "views.runs.page.table", cells
