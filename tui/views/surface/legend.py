"""The meaning of everything drawn on the surface, in one legend."""

from __future__ import annotations

from engine.data.batches import batch_length
from engine.problems.view import View
from tui.canvas.legend import LegendEntry
from tui.canvas.loss_surface import legend, update_entry
from tui.model.scene import Scene
from tui.model.uncomputed import batch_loss_of
from tui.views.kept_marks import kept_legend
from tui.views.surface import bowl, gradient_arrows, reference_paths, replicas, state_marks


def entries(scene: Scene, view: View, *, updates: bool) -> tuple[LegendEntry, ...]:
    """The entries for what a scene shows, the most important first.

    `updates` says whether updates are marked singly.
    """
    step = scene.step
    one_minimum = step is None or bowl.has_one_minimum(batch_loss_of(step))
    part = step is not None and not scene.is_whole(step)
    found = _entries(scene, view, step is not None, part, updates, one_minimum)
    marks = legend(scene.look, unmoved=scene.before_run, optima=scene.problem.least.name)
    return (*marks, *found)


def most_entries(scene: Scene, view: View) -> tuple[LegendEntry, ...]:
    """All entries that the run may need with these options, so that the layout stays the same."""
    samples = scene.preview.samples
    part = batch_length(scene.config.batch, samples) < samples
    marks = legend(scene.look, optima=scene.problem.least.name)
    return (*marks, *_entries(scene, view, True, part, True, True))


def _entries(
    scene: Scene, view: View, step: bool, part: bool, updates: bool, one_minimum: bool
) -> tuple[LegendEntry, ...]:
    look, options = scene.look, scene.options
    kind, full = scene.problem.kind, scene.objective
    known = kind.takes_data and not kind.is_own
    bowls: tuple[LegendEntry, ...] = ()
    if options.batch and step and known:
        bowls = bowl.legend(look, one_minimum=one_minimum)
    arrows: tuple[LegendEntry, ...] = ()
    if options.gradients:
        scale = gradient_arrows.arrow_scale(view, full)
        arrows = gradient_arrows.legend(
            look,
            scale,
            batch=part and step and known,
            step=step,
            clipped=scene.config.optimizer.clips.is_on,
        )
    shared = _shared(scene, step)
    state: tuple[LegendEntry, ...] = ()
    if options.state:
        scale = gradient_arrows.arrow_scale(view, full)
        state = state_marks.legend(look, scene.config.optimizer, scale)
    marks = (update_entry(look),) if updates else ()
    others = (*kept_legend(scene.rivals, look), *reference_paths.legend(scene.references, look))
    return (*arrows, *shared, *state, *bowls, *marks, *others)


def _shared(scene: Scene, step: bool) -> tuple[LegendEntry, ...]:
    """What is drawn for each of several replicas."""
    made, count = scene.step, scene.config.batch.replicas
    if made is not None and made.parts:
        count = len(made.parts)
    if count == 1 or not step:
        return ()
    options, look = scene.options, scene.look
    one = made is None or all(map(replicas.has_bowl, made.parts))
    return replicas.legend(look, count, gradients=options.gradients, bowls=options.batch, one=one)
