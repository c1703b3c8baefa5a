"""The tables above the pictures and the sentence below them, for a scene."""

from __future__ import annotations

from engine.optimizers.table import OPTIMIZERS
from engine.theory.directions import Direction, directions_of
from engine.theory.momentum import descent_of, is_full_batch
from tui.canvas.cells import Cells
from tui.canvas.table import plain
from tui.model.scene import Scene
from tui.text.standardized import trained_names
from tui.views.eigen import table
from tui.views.eigen.errors import colours_of, signs_of
from tui.views.eigen.names import direction_names
from tui.views.eigen.plane import Plane, Setting

_ROUND = 4.0
"""Below this condition number, no direction creeps."""
_MOSTLY = 0.9
"""The least component of a unit vector that is mostly along one parameter."""


def factors(scene: Scene, columns: int) -> Cells:
    """λ, the vector, the factor per update, the half-life and the error of both directions."""
    theory, look = scene.exact, scene.look
    steep, flat = (table.axis_text(*axis) for axis in theory.axes.tolist())
    error = theory.errors(scene.way[-1]).tolist()
    descent = descent_of(scene.config.optimizer)
    names = trained_names(scene.preview.scaling)
    parts = table.factors(
        direction_names(theory, names),
        _directions(scene),
        (theory.lambda_max, theory.lambda_min),
        (steep, flat),
        names,
        (error[0], error[1]),
        0.0 if descent is None else descent.beta,
        table.rounding_of(scene.point) if scene.frame is not None else 0.0,
    )
    signs = zip(signs_of(look), colours_of(look), strict=True)
    first, second = (table.Row(sign, colour) for sign, colour in signs)
    return table.table(columns, (first, second), parts, look)


def settings(scene: Scene, plane: Plane, setting: Setting | None, columns: int) -> Cells:
    """Learning rate, momentum, spectral radius and half-life, now and at the fastest setting."""
    look, palette, glyphs = scene.look, scene.look.palette, scene.look.markers.glyphs
    now = None
    if setting is not None:
        radius = max(one.factor for one in _moving(scene))
        now = setting.rate, setting.beta, radius
    name = OPTIMIZERS[scene.config.optimizer.optimizer].title
    rows = (
        table.Row(glyphs.current if now else " ", palette.current),
        table.Row(glyphs.optimum, palette.optimum),
    )
    return table.table(columns, rows, table.settings(now, plane.fastest, name), look)


def said(scene: Scene, width: int) -> str:
    """What the picture shows, in a sentence; empty if none fits."""
    texts = _sentences(scene)
    room = max(width - 4, 0)
    plain_texts = (plain(text, scene.look) for text in texts)
    return next((text for text in plain_texts if len(text) <= room), "")


def _directions(scene: Scene) -> tuple[Direction, Direction] | None:
    config = scene.optimizer
    descent = descent_of(config)
    return None if descent is None else directions_of(descent, config.learning_rate, scene.exact)


def _moving(scene: Scene) -> tuple[Direction, ...]:
    """The directions along which the loss changes: if x is constant, the steep one alone."""
    found = _directions(scene)
    assert found is not None
    return found if scene.exact.unique else found[:1]


def _sentences(scene: Scene) -> tuple[str, ...]:
    """Sentences of the same meaning, the longest first."""
    theory, config = scene.exact, scene.config
    name = OPTIMIZERS[config.optimizer.optimizer].title
    found = _directions(scene)
    if found is None:
        return (
            f"{name} rescales the gradient: no factor is known, the errors are measured alone",
            f"{name} rescales the gradient: measured alone",
            f"{name}: measured alone",
        )
    if not theory.unique:
        return ("x is constant: the flat direction never moves", "flat: never moves")
    w, b = trained_names(scene.preview.scaling)
    along_w, along_b = (abs(part) for part in theory.axes[1].tolist())
    steep, flat = found
    if max(steep.factor, flat.factor) >= 1:
        which, worst = max(zip(("steep", "flat"), found, strict=True), key=lambda it: it[1].factor)
        grows = table.half_life_text(worst.half_life)
        if theory.is_round:
            both = "do not shrink" if worst.factor == 1 else grows.replace("doubles", "double")
            return (f"both errors {both}{' updates' * (worst.factor != 1)}",)
        if worst.factor == 1:
            return (f"the error along the {which} direction does not shrink", f"{which}: no change")
        return (
            f"the error along the {which} direction {grows} updates",
            f"{which} direction: {grows}",
        )
    halves = table.half_life_text(flat.half_life)
    if theory.condition_number < _ROUND:
        text = f"both errors halve about every {halves}"
        return f"the valley is round: {text}", text
    mostly = b if along_b >= _MOSTLY else w if along_w >= _MOSTLY else ""
    batches = "" if is_full_batch(config, scene.preview.samples) else ", the mean over batches,"
    lead = f"{mostly} creeps: the flat direction is mostly {mostly}" if mostly else "flat direction"
    return (
        f"{lead}, and its error{batches} halves every {halves}",
        f"{lead}: halves every {halves}",
        f"{mostly or 'flat'} halves every {halves}",
    )
