"""Descend yourself: the layers of the plane, and the text beside it."""

from __future__ import annotations

import math

import numpy as np

from engine.data.batches import batch_length
from engine.history.values import RunState
from tui.canvas.arrows import heads, put_arrow, shafts
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.dashes import dashed
from tui.canvas.legend import LegendEntry, Named, entry
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.canvas.table import plain
from tui.model.scene import Scene
from tui.model.walk import Walk
from tui.text.numbers import UNKNOWN, format_number, significant, some, unwritten, whole
from tui.views.play.plane import labels, marks
from tui.views.play.side import BLANK, Row, Tone, heading, sentence

_DIGITS = 5
_PATTERN = (2, 4)
_MOST_LABELS = 30
RULE = "aim with the arrows; enter steps and looks at the loss; v reveals the surface"
_INTRODUCTION = (
    "The surface is hidden. Aim with the arrows; enter steps there and looks at the loss. "
    "Find the lowest point with as few looks as you can."
)


def mine(look: Look) -> int:
    """The colour of the walk: that of the first kept run."""
    return look.palette.runs[0]


def legend(scene: Scene, walk: Walk) -> tuple[LegendEntry, ...]:
    """The meaning of what is drawn."""
    look = scene.look
    palette, glyphs = look.palette, look.markers.glyphs
    entries = [LegendEntry(glyphs.step, mine(look), "you")]
    if not walk.over:
        entries.append(LegendEntry(glyphs.crosshair[0], palette.text, "target"))
        if walk.gradient is not None:
            arrow = f"{shafts(look)[0]}{heads(look)[0]}"
            entries.append(LegendEntry(arrow, palette.optimum, plain("−gradient", look)))
    else:
        name = scene.config.optimizer.optimizer
        entries.append(LegendEntry(glyphs.solid, palette.path[0], name))
        if scene.theory is not None:
            entries.append(entry(Named.OPTIMUM, glyphs.optimum, palette.optimum))
        elif best := scene.problem.least.name:
            entries.append(LegendEntry(glyphs.optimum, palette.optimum, best[0], best[-1]))
    entries.append(entry(Named.START, glyphs.start, palette.start))
    return tuple(entries)


def points(plan: Layout, walk: Walk, look: Look) -> Cells:
    """The points at which the loss was looked at, the start and the present one."""
    palette, glyphs = look.palette, look.markers.glyphs
    visited = [(visit.theta, glyphs.step, mine(look)) for visit in walk.visits]
    visited[0] = (walk.visits[0].theta, glyphs.start, palette.start)
    here = (walk.present.theta, glyphs.current, mine(look))
    return marks(plan, [*visited, here])


def losses(plan: Layout, walk: Walk, look: Look, taken: Cells) -> Cells:
    """The loss beside each point: of the present one, the best, the start, then the newest."""
    count = len(walk.visits)
    order = dict.fromkeys((walk.here, walk.best, 0, *range(count - 1, -1, -1)))
    texts = [
        (walk.visits[index].theta, loss_text(walk.visits[index].loss), look.palette.text)
        for index in list(order)[:_MOST_LABELS]
    ]
    return labels(plan, texts, taken)


def aim(plan: Layout, walk: Walk, look: Look) -> Cells:
    """A dashed line to the target; nothing after the end."""
    cells = Cells.blank(plan.columns, plan.rows)
    if walk.over:
        return cells
    dots = Dots(plan.area, look.markers)
    w, b = np.array([walk.present.theta, walk.target]).T
    if dots.markers.fine:
        dashed(dots, w, b, 1, _PATTERN)
    else:
        dots.line(w, b)
    sign = look.markers.glyphs.contour
    return dots.cells((look.palette.muted,), plan.columns, plan.rows, sign=sign)


def target(plan: Layout, walk: Walk, look: Look) -> Cells:
    """The target, unless it is here; nothing after the end."""
    if walk.over or walk.target == walk.present.theta:
        return Cells.blank(plan.columns, plan.rows)
    return marks(plan, [(walk.target, look.markers.glyphs.crosshair[0], look.palette.text)])


def gradient(plan: Layout, walk: Walk, look: Look) -> Cells:
    """An arrow against the gradient that was asked for; its length says nothing."""
    cells, tip = Cells.blank(plan.columns, plan.rows), walk.downhill
    if tip is not None and not walk.over:
        put_arrow(cells, plan, walk.present.theta, tip, look.palette.optimum, look)
    return cells


def loss_text(loss: float) -> str:
    """A loss in a few characters."""
    return unwritten(loss) or format_number(loss)


# ---------------------------------------------------------------------------------- the text


def text(scene: Scene, walk: Walk, names: tuple[str, str], width: int) -> list[Row]:
    """The lines beside the plane."""
    return _compared(scene, walk, names, width) if walk.over else _counted(walk, names, width)


def said(walk: Walk, names: tuple[str, str]) -> str:
    """The same in one line, where there is no room for more."""
    looks = "1 loss" if walk.losses == 1 else f"{whole(walk.losses)} losses"
    counted = f"{looks}, {some(walk.gradients, 'gradient')}"
    loss = significant(walk.present.loss, _DIGITS)
    return f"{counted} · {_place(walk.present.theta, names)} · loss {loss}"


def _place(theta: tuple[float, float], names: tuple[str, str]) -> str:
    return ", ".join(
        f"{name} {significant(value, _DIGITS)}" for name, value in zip(names, theta, strict=True)
    )


def _counted(walk: Walk, names: tuple[str, str], width: int) -> list[Row]:
    present, best = walk.present, walk.visits[walk.best]
    start = sentence(_INTRODUCTION, width) if walk.losses == 1 else []
    rows = [
        heading("looked at"),
        Row("losses", whole(walk.losses)),
        Row("gradients", whole(walk.gradients)),
        BLANK,
        heading("here"),
        *_coordinates(present.theta, names),
        Row("loss", significant(present.loss, _DIGITS)),
        Row("best so far", significant(best.loss, _DIGITS), Tone.GOOD),
        BLANK,
        heading("target"),
        *_coordinates(walk.target, names),
    ]
    if walk.gradient is not None:
        slopes = zip(names, walk.gradient, strict=True)
        known = [Row(f"d loss/d{name}", significant(slope, _DIGITS)) for name, slope in slopes]
        rows += [BLANK, heading("gradient here"), *known]
    return [*rows, BLANK, *start] if start else rows


def _coordinates(theta: tuple[float, float], names: tuple[str, str]) -> list[Row]:
    return [
        Row(name, significant(value, _DIGITS)) for name, value in zip(names, theta, strict=True)
    ]


def _compared(scene: Scene, walk: Walk, names: tuple[str, str], width: int) -> list[Row]:
    """You and the optimizer, side by side."""
    least, best = scene.least_loss, walk.visits[walk.best]
    updates = 0 if scene.frame is None else scene.frame.update
    loss = scene.loss
    name = scene.config.optimizer.optimizer
    table = (
        ("", "you", name),
        ("losses", whole(walk.losses), "0"),
        ("gradients", whole(walk.gradients), whole(updates)),
        ("loss", significant(best.loss, _DIGITS), significant(loss, _DIGITS)),
        ("of the least", _ratio(best.loss, least), _ratio(loss, least)),
    )
    right = max(len(row[2]) for row in table)
    rows = [Row(head or " ", f"{you}  {its:>{right}}") for head, you, its in table]
    return [
        heading("revealed"),
        *rows,
        BLANK,
        Row("least loss", UNKNOWN if math.isnan(least) else significant(least, _DIGITS)),
        *(_coordinates(scene.optima[0], names) if scene.optima else ()),
        BLANK,
        *sentence(_verdict(best.loss, loss, name), width, Tone.GOOD),
        *sentence(_run_note(scene), width),
        *_batch_note(scene, width),
    ]


def _run_note(scene: Scene) -> str:
    """How far the optimizer's run is, where it does not go on by itself; empty else."""
    frame = scene.frame
    if frame is None or frame.state is RunState.READY:
        return f"space: run {scene.config.optimizer.optimizer} from the same start"
    if frame.state is RunState.PAUSED:
        return f"Its run is paused at update {whole(frame.update)}; space: continue"
    return ""


def _batch_note(scene: Scene, width: int) -> list[Row]:
    """That the optimizer's gradients are not those of all samples, if so."""
    size = batch_length(scene.config.batch, scene.preview.samples)
    if size == scene.preview.samples:
        return []
    return sentence(f"Its gradients are those of batches of {whole(size)}.", width)


def _ratio(loss: float, least: float) -> str:
    if not (least > 0 and math.isfinite(loss)):
        return UNKNOWN
    return f"{significant(loss / least, 4)}×"


def _verdict(mine: float, its: float, name: str) -> str:
    if not math.isfinite(its) or mine < its:
        return f"You are lower than {name} is now."
    if mine == its:
        return f"You are as low as {name} is now."
    return f"{name} is lower than you."
