"""The optimizer's state at the present point: its velocity or first moment, its second moment.

An arrow is the velocity times 1/(1 - momentum), the farthest that it could carry θ, or the negative
first moment at the scale of the gradients' arrows. The root of the second moment is an ellipse with
these semi-axes along w and b, at the same scale. Both are drawn in dots: tips and edges are where
their values are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.config.optimizer import OptimizerConfig
from engine.optimizers.geometry import Arrow, Geometry, Pair, geometry_of, value_of
from engine.optimizers.state import OptimizerState
from engine.problems.base import Objective, Theta
from engine.problems.view import View
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.dashes import dashed
from tui.canvas.legend import LegendEntry
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.model.scene import Scene
from tui.text.numbers import format_number
from tui.text.sentences import amount
from tui.views.kept_marks import colour_of
from tui.views.surface.gradient_arrows import arrow_scale

_POINTS = 721
_BARB, _OPENING = 4.0, math.radians(28)
"""Length of the strokes of an arrow's head in dots, and their angle to the shaft."""
_DASHES = 4, 6


@dataclass(frozen=True)
class Marked:
    """The state of one run.

    Attributes:
        point: θ, where it is drawn.
        arrow: from the point, in the units of θ; None for none.
        ellipse: semi-axes along w and b, in the units of θ; None for none.
    """

    point: Theta
    arrow: Pair | None
    ellipse: Pair | None


def geometry_for(config: OptimizerConfig) -> Geometry:
    """The drawable state of this optimizer."""
    return geometry_of(config.optimizer, config.hyperparameters)


def missing(config: OptimizerConfig) -> str:
    """Why nothing is drawn for this optimizer; empty if something is."""
    if geometry_for(config).exists:
        return ""
    return "no optimizer state: without momentum, an update uses the gradient alone"


def marked(
    point: Theta, config: OptimizerConfig, state: OptimizerState | None, view: View, full: Objective
) -> Marked | None:
    """What to draw of a state in a view; None if it is unknown or there is nothing to draw."""
    parts = geometry_for(config)
    if state is None or not parts.exists:
        return None
    scale = arrow_scale(view, full)

    def scaled(pair: Pair | None, times: float) -> Pair | None:
        return None if pair is None else (pair[0] * times, pair[1] * times)

    arrow = ellipse = None
    if parts.arrow is not None:
        times = _times(parts.arrow, scale) * parts.arrow.sign
        arrow = scaled(value_of(state, parts.arrow), times)
    if parts.ellipse is not None:
        ellipse = scaled(value_of(state, parts.ellipse), scale)
    return Marked(point, arrow, ellipse)


def _times(arrow: Arrow, scale: float) -> float:
    return scale if arrow.coast is None else arrow.coast


def legend(look: Look, config: OptimizerConfig, scale: float) -> tuple[LegendEntry, ...]:
    """The meaning of the marks with their scales."""
    parts, colour = geometry_for(config), look.palette.truth
    plain = look.markers is Markers.ASCII
    cross = "x" if plain else "×"
    entries = []
    if parts.arrow is not None:
        sign = "-" if parts.arrow.coast is None else ""
        times = format_number(_times(parts.arrow, scale))
        name = f"{sign}{parts.arrow.name} {cross} {times}"
        entries.append(LegendEntry(">" if plain else "→", colour, name))
    if parts.ellipse is not None:
        name = f"{parts.ellipse.name} {cross} {format_number(scale)}"
        root = parts.ellipse.symbol
        root = f"{'sqrt ' if plain else '√'}{root}" if parts.ellipse.squared else root
        short = f"{root} {cross} {format_number(scale)}"
        entries.append(LegendEntry("o" if plain else "◌", colour, name, short))
    return tuple(entries)


def state_marks(plan: Layout, states: list[tuple[Marked, int]], look: Look) -> Cells:
    """The states, each in its colour; the last is on top."""
    dots = Dots(plan.area, look.bold_markers)
    for shade, (state, _) in enumerate(states, 1):
        if state.ellipse is not None:
            angle = np.linspace(0, 2 * math.pi, _POINTS)
            with np.errstate(over="ignore", invalid="ignore"):
                w = state.point[0] + state.ellipse[0] * np.cos(angle)
                b = state.point[1] + state.ellipse[1] * np.sin(angle)
            dashed(dots, w, b, shade, _DASHES)
        if state.arrow is not None:
            _arrow(dots, state.point, state.arrow, shade)
    colours = tuple(colour for _, colour in states)
    sign = look.bold_markers.glyphs.solid
    return dots.cells(colours, plan.columns, plan.rows, bold=1, sign=sign)


def _arrow(dots: Dots, tail: Theta, along: Pair, shade: int) -> None:
    """A shaft from its tail to its tip, and two strokes back from the tip if it is long enough."""
    w, b = np.array([tail[0], tail[0] + along[0]]), np.array([tail[1], tail[1] + along[1]])
    dots.line(w, b, shade)
    u, v = dots.area.dots(w, b, dots.across, dots.down)
    length = math.hypot(u[1] - u[0], v[1] - v[0])
    if not (dots.markers.fine and math.isfinite(length) and length > _BARB):
        return
    # Dots of quadrants are twice as high as they are wide.
    stretch = dots.down / (2 * dots.across)
    angle = math.atan2((v[1] - v[0]) / stretch, u[1] - u[0])
    for turn in (math.pi - _OPENING, math.pi + _OPENING):
        ends_u = np.array([u[1], u[1] + _BARB * math.cos(angle + turn)])
        ends_v = np.array([v[1], v[1] + _BARB * stretch * math.sin(angle + turn)])
        dots.trace(ends_u, ends_v, shade)


def states_of(scene: Scene, view: View) -> list[tuple[Marked, int]]:
    """The known states of the kept runs and of the current one, with their colours."""
    full, palette = scene.objective, scene.look.palette
    found = []
    for run in scene.rivals:
        config, state = run.config.optimizer, run.frame.optimizer_after
        mark = marked(run.frame.theta, config, state, view, full)
        found.append((mark, colour_of(run, scene.look)))
    if scene.frame is not None:
        config, state = scene.frame.config.optimizer, scene.frame.optimizer_after
        found.append((marked(scene.point, config, state, view, full), palette.truth))
    return [(state, colour) for state, colour in found if state is not None]


def told(scene: Scene, width: int) -> str:
    """The drawn state in numbers, or why there is none."""
    frame = scene.frame
    config = (scene.config if frame is None else frame.config).optimizer
    parts = geometry_for(config)
    if why := missing(config):
        return why if len(why) <= width else ""
    if frame is None or not frame.update:
        return "no update yet: the state is 0"
    if frame.optimizer_after is None:
        return "the optimizer's state is not known for this update"
    texts = []
    for part, mark in ((parts.arrow, ""), (parts.ellipse, "√")):
        value = None if part is None else value_of(frame.optimizer_after, part)
        if part is not None and value is not None:
            root = mark if part.symbol != "u" else ""
            texts.append(f"{root}{part.symbol} = ({amount(value[0])}, {amount(value[1])})")
    unknown = [
        run.letter for run in scene.rivals
        if run.frame.optimizer_after is None and geometry_for(run.config.optimizer).exists
    ]  # fmt: skip
    if unknown:
        texts.append(f"not known for {', '.join(unknown)}")
    if parts.left_out:
        texts.append(f"not drawn: {parts.left_out}")
    text = " · ".join(texts)
    return text if len(text) <= width else ""
