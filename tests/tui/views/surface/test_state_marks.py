"""The optimizer's state on the surface, read as dots: direction, length, axes, scale."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.config.optimizer import OptimizerConfig
from engine.config.run import RunConfig
from engine.optimizers.state import OptimizerState
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from tests.tui.stage import stage
from tests.tui.views.drawn import dots_in, place_in_dots
from tests.tui.views.scenes import descent, frame_of, line_preview, scene_of
from tui.canvas.palette import Look, palette_for
from tui.model.kept_runs import KeptRun
from tui.model.scene import Options, Scene
from tui.views.surface import state_marks
from tui.views.surface.gradient_arrows import arrow_scale
from tui.views.surface.layers import surface_layout

PREVIEW = line_preview()
LOOK = Look(palette_for(dark=True))
POINT = (9.0, 3.0)
SIZES = [(60, 18), (120, 40), (200, 50)]
SCALE = arrow_scale(DEFAULT_VIEW, PREVIEW.moments)


def config_of(name: str, momentum: float = 0.0) -> OptimizerConfig:
    return OptimizerConfig(optimizer=name, momentum=momentum)


def scene_with(config: OptimizerConfig, state: OptimizerState | None) -> Scene:
    frame = frame_of(descent(PREVIEW, 0.001, 3))
    frame = replace(frame, config=RunConfig(optimizer=config), theta=POINT, optimizer_after=state)
    return scene_of(PREVIEW, frame, options=Options(state=True))


def drawn(scene: Scene, size: tuple[int, int]) -> tuple[np.ndarray, list[float]]:
    """The middles of the dots, and the place of the present point, in dots."""
    plan = surface_layout(*size, DEFAULT_VIEW)
    states = state_marks.states_of(scene, DEFAULT_VIEW)
    dots = dots_in(state_marks.state_marks(plan, states, LOOK), plan.area) + 0.5
    return dots, place_in_dots(plan.area, *POINT).tolist()


def in_dots(size: tuple[int, int], w: float, b: float) -> np.ndarray:
    """A distance in dots."""
    area = surface_layout(*size, DEFAULT_VIEW).area
    return place_in_dots(area, area.x.low + w, area.y.low + b)


def legend_scales(scene: Scene) -> list[float]:
    assert scene.frame is not None
    entries = state_marks.legend(LOOK, scene.frame.config.optimizer, SCALE)
    return [float(entry.name.split("×")[1]) for entry in entries]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("name", "momentum", "value", "sign"),
    [
        ("sgd", 0.75, (0.9, -1.2), 1),
        ("nesterov", 0.5, (-2.1, 0.4), 1),
        ("rmsprop", 0.5, (1.5, 1.5), -1),
        ("adam", 0.0, (500.0, 90.0), -1),
        ("lion", 0.0, (-300.0, 700.0), -1),
    ],
)
def test_the_arrow_ends_within_half_a_dot_of_the_state_at_the_stated_scale(
    name: str, momentum: float, value: tuple[float, float], sign: int, size: tuple[int, int]
) -> None:
    zeros = (0.0, 0.0)
    symbols = ("m", "v")
    state = OptimizerState(3, symbols, ((value[0], zeros[0]), (value[1], zeros[1])))
    scene = scene_with(config_of(name, momentum), state)
    dots, tail = drawn(scene, size)
    times = sign * legend_scales(scene)[0]
    along = in_dots(size, times * value[0], times * value[1])
    tip = np.array(tail) + along
    assert np.abs(dots - tip).max(axis=1).min() <= 0.5 + 1e-6
    # Nothing lies beyond the tip, and the shaft is straight: the head's strokes go back from it.
    unit = along / np.hypot(*along)
    forward = (dots - tail) @ unit
    aside = (dots - tail) @ np.array([-unit[1], unit[0]])
    assert forward.max() <= np.hypot(*along) + 1
    shaft = forward < np.hypot(*along) - 5
    assert np.abs(aside[shaft]).max() <= 1
    assert np.abs(aside).max() <= 3


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["adam", "rmsprop", "adagrad", "adadelta", "adamax", "ftrl"])
def test_every_dot_of_the_ellipse_is_on_it(name: str, size: tuple[int, int]) -> None:
    roots = 600.0, 1500.0
    symbol = {"adagrad": "a", "adamax": "u", "ftrl": "a"}.get(name, "v")
    kept = roots if name == "adamax" else (roots[0] ** 2, roots[1] ** 2)
    state = OptimizerState(3, (symbol,), ((kept[0],), (kept[1],)))
    scene = scene_with(config_of(name), state)
    dots, middle = drawn(scene, size)
    scale = legend_scales(scene)[-1]
    axes = in_dots(size, scale * roots[0], scale * roots[1])
    assert len(dots) > 20
    angle = np.linspace(0, 2 * math.pi, 40_001)
    curve = middle + axes * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    for dot in dots:
        assert np.abs(curve - dot).max(axis=1).min() <= 0.5 + 0.1
    for axis in (0, 1):
        assert abs(np.abs(dots[:, axis] - middle[axis]).max() - axes[axis]) <= 1


def test_a_kept_run_has_its_state_in_its_colour_and_one_without_is_named() -> None:
    state = OptimizerState(3, ("m",), ((1.0,), (-1.0,)))
    scene = scene_with(config_of("sgd", 0.5), state)
    assert scene.frame is not None
    known = KeptRun("A", "a", replace(scene.frame, theta=(4.0, -5.0)))
    other = KeptRun("B", "b", replace(scene.frame, optimizer_after=None))
    scene = replace(scene, kept=(known, other))
    states = state_marks.states_of(scene, DEFAULT_VIEW)
    assert [state.point for state, _ in states] == [(4.0, -5.0), POINT]
    assert [colour for _, colour in states] == [LOOK.palette.runs[0], LOOK.palette.truth]
    assert state_marks.told(scene, 80) == "m = (1.00, -1.00) · not known for B"


def test_what_is_not_known_or_does_not_exist_is_said_and_not_drawn() -> None:
    unknown = scene_with(config_of("adam"), None)
    assert state_marks.states_of(unknown, DEFAULT_VIEW) == []
    assert "not known" in state_marks.told(unknown, 80)
    none = scene_with(config_of("sgd"), OptimizerState(3, (), ((), ())))
    assert state_marks.states_of(none, DEFAULT_VIEW) == []
    assert "no optimizer state" in state_marks.told(none, 80)


async def test_the_key_asks_the_worker_for_the_state_only_where_there_is_one() -> None:
    async with stage(size=(120, 40)) as on:
        await on.press("G")
        assert "no optimizer state" in on.message
        assert not on.engine.watched.optimizer_state
        await on.press("o", "G")
        assert on.engine.watched.optimizer_state
        assert not on.engine.watched.optimizer_before
        assert "velocity × 10" in on.text
        await on.press("G")
        assert not on.engine.watched.optimizer_state
