"""The map, read as dots and backgrounds, against eigenvalues from numpy in float64."""

import re

import numpy as np
import pytest

from engine.config.optimizer import OptimizerConfig
from engine.problems.linear_neuron.least_squares import Theory, theory_of
from engine.problems.linear_neuron.moments import Moments
from tests.tui.views.drawn import ACROSS, DOWN, dots_in
from tests.tui.views.scenes import line_preview
from tui.canvas.axes import Layout
from tui.canvas.cells import NO_COLOUR
from tui.canvas.mixing import spread
from tui.canvas.palette import Look, palette_for
from tui.views.eigen import plane as planes
from tui.views.eigen import radius_map
from tui.views.eigen.plane import Plane

LOOK = Look(palette_for(dark=True))
X = np.linspace(0, 10, 100)
LINE = line_preview()
FAR = theory_of(Moments.of(1000 + X, 3 * X))


def known() -> Theory:
    return theory_of(LINE.moments)


def made(config: OptimizerConfig, theory: Theory | None = None) -> tuple[Plane, Layout]:
    setting = planes.setting_of(config)
    nesterov = setting is not None and setting.nesterov
    plane = planes.plane_of(theory or known(), setting, nesterov=nesterov)
    return plane, planes.plane_layout(100, 32, plane)


def radius(rate: float, beta: float, theory: Theory, *, nesterov: bool) -> float:
    """The largest root of the recursion, from numpy's eigenvalues of its matrix."""
    found = 0.0
    for value in (theory.lambda_max, theory.lambda_min):
        step, ahead = rate * value, beta if nesterov else 1.0
        matrix = [[1 - step * (1 + beta * nesterov), ahead * beta], [-step, beta]]
        found = max(found, float(np.abs(np.linalg.eigvals(np.array(matrix))).max()))
    return found


@pytest.mark.parametrize("name", ["momentum", "nesterov"])
@pytest.mark.parametrize("far", [False, True])
def test_each_background_is_the_band_of_the_radius_at_its_cell(name: str, far: bool) -> None:
    theory = FAR if far else known()
    rate = 0.3 / theory.lambda_max
    plane, plan = made(OptimizerConfig(optimizer=name, learning_rate=rate, momentum=0.6), theory)
    assert plane.bent == far
    cells = radius_map.ground(plan, plane, LOOK, ())
    area = plan.area
    colours = spread(LOOK.palette.bands, planes.LEVELS + 1)
    rng = np.random.default_rng(0)
    kinds = set()
    for column, row in rng.integers([0, 1], [area.columns, area.rows], (150, 2)).tolist():
        share = (column + 0.5) / area.columns
        rates = np.log([area.x.low, area.x.high])
        place = area.y.value(1 - (row + 0.5) / area.rows)
        if place < 0:
            assert cells.back[area.row + row, area.column + column] == NO_COLOUR
            continue
        beta = 1 - 10**-place if far else place
        found = radius(
            float(np.exp(rates @ [1 - share, share])), beta, theory, nesterov=name == "nesterov"
        )
        half_life = -np.log(2) / np.log(found) if found < 1 else np.inf
        band = sum(level <= half_life for level in plane.levels)
        wanted = NO_COLOUR if found >= 1 else colours[band]
        if (
            min(abs(level / half_life - 1) for level in plane.levels) > 0.01
            and abs(found - 1) > 1e-9
        ):
            assert cells.back[area.row + row, area.column + column] == wanted
            kinds.add(wanted)
    assert len(kinds) >= 4


def centre_of(dots: np.ndarray) -> np.ndarray:
    """The middle of the smallest box around dots."""
    return (dots.min(axis=0) + dots.max(axis=0) + 1) / 2


@pytest.mark.parametrize(
    ("name", "momentum"), [("sgd", 0.0), ("momentum", 0.35), ("nesterov", 0.6)]
)
def test_both_points_are_where_their_settings_are(name: str, momentum: float) -> None:
    rate = 0.002
    plane, plan = made(OptimizerConfig(optimizer=name, learning_rate=rate, momentum=momentum))
    setting = planes.setting_of(
        OptimizerConfig(optimizer=name, learning_rate=rate, momentum=momentum)
    )
    cells = radius_map.points(plan, plane, setting, LOOK)
    area = plan.area
    theory = known()
    best = plane.fastest
    assert radius(best.rate, best.beta, theory, nesterov=name == "nesterov") == pytest.approx(
        best.radius, abs=1e-6
    )
    low, high = np.log10([area.x.low, area.x.high])
    dots = dots_in(cells, area, LOOK.palette.current)
    u = (np.log10(rate) - low) / (high - low) * area.columns * ACROSS
    v = (momentum + 0.05) / 1.05 * area.rows * DOWN
    whole = dots[np.abs(dots - [u, v]).max(axis=1) < 6]
    middle = centre_of(whole)
    assert abs(middle[0] - u) <= 0.5 + 1e-6
    assert abs(middle[1] - v) <= 0.5 + 1e-6


def test_the_edge_is_where_the_radius_becomes_one() -> None:
    plane, plan = made(OptimizerConfig(optimizer="momentum", learning_rate=0.002, momentum=0.5))
    cells = radius_map.points(plan, plane, None, LOOK)
    area = plan.area
    dots = dots_in(cells, area, LOOK.palette.warning)
    assert len(dots) > area.rows * 3
    for column, row in dots.tolist():
        place = column / (area.columns * ACROSS), (column + 1) / (area.columns * ACROSS)
        before, after = (area.x.value(share) for share in place)
        low, high = (area.y.value((row + part) / (area.rows * DOWN)) for part in (-0.5, 1.5))
        high = min(high, 0.999)
        # A cell joins the dots of both curves in it: those of the fastest setting stand near it.
        near = low - 0.05 < plane.fastest.beta < high + 0.05
        if not near:
            assert radius(before, max(high, 0.0), known(), nesterov=False) <= 1 + 1e-9
            assert radius(after, max(low, 0.0), known(), nesterov=False) >= 1 - 1e-9


def test_an_adaptive_optimizer_is_not_on_the_map() -> None:
    config = OptimizerConfig(optimizer="adam", learning_rate=0.1)
    plane, plan = made(config)
    assert planes.setting_of(config) is None
    cells = radius_map.points(plan, plane, None, LOOK)
    assert not (cells.fore == LOOK.palette.current).any()
    assert "now" not in {one.name for one in radius_map.legend(plane, LOOK, now=False)}


def test_the_colour_bar_names_half_lives_and_their_radius() -> None:
    plane, plan = made(OptimizerConfig())
    text = "\n".join(radius_map.ground(plan, plane, LOOK, ()).lines())
    assert "half-life radius" in text
    for half_life in plane.levels[:4]:
        line = next(line for line in text.splitlines() if f" {half_life:g} 0." in line)
        shown = float(line.split()[-1])
        assert shown**half_life == pytest.approx(0.5, rel=0.01)


def test_a_radius_is_never_cut_however_close_to_one_it_is() -> None:
    plane, plan = made(OptimizerConfig(learning_rate=1e-9), FAR)
    shown = [line.rstrip() for line in radius_map.ground(plan, plane, LOOK, ()).lines()]
    ends = [re.search(r" ([\d.]+M?) (1−[\d.e-]+|0\.\d+)$", line) for line in shown]
    texts = [end.groups() for end in ends if end is not None]
    assert len(texts) == planes.LEVELS
    for half_life, (life, radius) in zip(plane.levels[::-1], texts, strict=True):
        assert life == (f"{half_life / 1e6:g}M" if half_life >= 1e6 else f"{half_life:g}")
        away = float(radius[2:]) if radius.startswith("1−") else 1 - float(radius)
        assert away == pytest.approx(1 - 0.5 ** (1 / half_life), rel=0.1)
