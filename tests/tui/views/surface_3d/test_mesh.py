"""The solid's layers: the right colours, the right heights, and nothing that is hidden."""

import math

import numpy as np
import pytest

from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from engine.problems.linear_neuron.least_squares import theory_of
from tests.tui.views.scenes import descent, line_preview
from tui.canvas.cells import NO_COLOUR
from tui.canvas.colours import luminance
from tui.canvas.loss_surface import LEVELS, surface_of
from tui.canvas.markers import Markers
from tui.canvas.mixing import mix, spread
from tui.canvas.palette import Kind, Look, palette_for
from tui.canvas.strokes import stroke_cells
from tui.views.surface_3d import mesh, path, points
from tui.views.surface_3d.camera import Camera
from tui.views.surface_3d.path import Track
from tui.views.surface_3d.relief import RISE, Height, Relief, relief_of
from tui.views.surface_3d.solid import Solid, Style, default_style, solid_of

LOOK = Look(palette_for(dark=True))
PREVIEW = line_preview()
X, Y = PREVIEW.x.astype(np.float64), PREVIEW.y.astype(np.float64)
THEORY = theory_of(PREVIEW.moments)
BEST = (THEORY.w_best, THEORY.b_best)
SURFACE = surface_of(PREVIEW.moments, DEFAULT_VIEW)
RUN = descent(PREVIEW, 0.001, 60)
W, B = np.concatenate([[(0.0, 0.0)], RUN.theta]).T


def _loss(w: float, b: float) -> float:
    return float(np.mean((w * X + b - Y) ** 2))


def _solid(
    size: tuple[int, int] = (100, 34),
    camera: Camera | None = None,
    style: Style = Style.FILLED,
    height: Height = Height.ROOT,
    relief: Relief | None = None,
) -> Solid:
    relief = relief or relief_of(SURFACE, height)
    return solid_of(*size, relief, camera or Camera(), style, BEST)


def _cell(solid: Solid, w: float, b: float) -> tuple[int, int]:
    """Column and row of a point on the surface, by the textbook's formulae for a root's height."""
    camera, projection = solid.projection.camera, solid.projection
    a, e = math.radians(camera.azimuth), math.radians(camera.elevation)
    point = np.array(
        [
            w / 20 - 0.5,
            (b + 18) / 40 - 0.5,
            (math.sqrt(_loss(w, b) / solid.relief.loss.high) - 0.5) * RISE,
        ]
    )
    right = np.array([-math.sin(a), math.cos(a), 0])
    up = np.array([-math.sin(e) * math.cos(a), -math.sin(e) * math.sin(a), math.cos(e)])
    column = projection.middle[0] + projection.scale[0] * float(point @ right)
    row = projection.middle[1] + projection.scale[1] * float(point @ up)
    return math.floor(column), projection.rows - 1 - math.floor(row)


@pytest.mark.parametrize("camera", [Camera(), Camera(-95, 55), Camera(-60, 40, 2.0)], ids=str)
def test_the_points_are_at_the_height_of_their_loss(camera: Camera) -> None:
    solid = _solid(camera=camera)
    glyphs = LOOK.markers.glyphs
    current = (6.0, 12.0)
    cells = points.points(solid, LOOK, start=(3.0, 5.0), optima=[BEST], current=current)
    assert glyphs.start not in cells.chars  # a ring of dots on the trajectory
    for point, sign in (
        (BEST, glyphs.optimum),
        (current, glyphs.current),
    ):
        column, row = _cell(solid, *point)
        if 0 <= column < cells.columns and 0 <= row < cells.rows:
            assert cells.chars[row, column] == sign


def test_the_trajectory_lies_on_the_surface() -> None:
    solid = _solid()
    way_w, way_b, _ = path.laid(solid, Track(W, B))
    u, v, _ = solid.on_surface(way_w, way_b)
    for w, b, column, row in zip(way_w, way_b, u, v, strict=True):
        if not math.isnan(w):
            expected = _cell(solid, w, b)
            assert (math.floor(column), solid.projection.rows - 1 - math.floor(row)) == expected
    # Each update's point is on it.
    for w, b in zip(W, B, strict=True):
        assert np.nanmin(np.hypot(way_w - w, way_b - b)) < 1e-4


def test_where_the_trajectory_leaves_the_view_it_is_cut_off() -> None:
    way_w, way_b, _ = path.laid(
        _solid(), Track(np.array([10.0, 30.0, 10.0]), np.array([2.0, 2.0, -60.0]))
    )
    kept = ~np.isnan(way_w)
    assert way_w[kept].max() == pytest.approx(20, abs=1e-4)
    assert way_b[kept].min() >= -18
    for w in ([np.nan, np.inf], [np.inf, 1e38], [1e308, -1e308]):
        far, _, _ = path.laid(_solid(), Track(np.array(w), np.array(w)))
        assert np.isnan(far).all() or np.nanmax(np.abs(far)) <= 20


def test_a_heavy_zigzag_is_drawn_in_part_with_its_newest_updates_whole() -> None:
    w = np.tile([1.0, 19.0], 1500) + np.linspace(0, 0.5, 3000)
    b = np.tile([-17.0, 21.0], 1500)
    way_w, _, _ = path.laid(_solid((200, 50)), Track(w, b))
    assert way_w.size < 20_000
    for value in w[-50:]:
        assert np.nanmin(np.abs(way_w - value)) < 1e-4


def test_the_newest_part_is_brightest() -> None:
    cells = path.trajectory(_solid(), Track(W, B), LOOK)
    column, row = _cell(_solid(), float(W[2]), float(B[2]))
    assert cells.fore[row, column] == LOOK.palette.path[0]
    column, row = _cell(_solid(), float(W[-1]), float(B[-1]))
    assert cells.fore[row, column] == LOOK.palette.path[-1]
    assert cells.bold[row, column]


def test_what_is_behind_the_surface_is_faint() -> None:
    # From behind the high corner, the valley is hidden.
    solid = _solid(camera=Camera(30, 10))
    cells = path.trajectory(solid, Track(W, B), LOOK)
    column, row = _cell(solid, *BEST)
    near = cells.fore[row - 1 : row + 2, column - 1 : column + 2]
    drawn = near[cells.chars[row - 1 : row + 2, column - 1 : column + 2] != " "]
    assert drawn.size
    assert set(drawn.tolist()) == {LOOK.palette.muted}
    glyphs = points.points(solid, LOOK, start=(0, 0), optima=[BEST], current=None)
    assert glyphs.fore[row, column] == LOOK.palette.muted
    assert not glyphs.bold[row, column]
    # Without the surface it is not.
    bare = path.trajectory(_solid(camera=Camera(30, 10), style=Style.BARE), Track(W, B), LOOK)
    near = bare.fore[row - 1 : row + 2, column - 1 : column + 2]
    assert set(near.ravel().tolist()) & set(LOOK.palette.path)


def test_a_filled_cell_has_a_shade_of_its_loss_band() -> None:
    solid = _solid((120, 40), Camera(-60, 60))
    cells = mesh.body(solid, Style.FILLED, LOOK)
    bands = spread(LOOK.palette.bands, LEVELS + 1)
    lines = spread(LOOK.palette.contours, LEVELS + 1)
    checked = 0
    for w in np.linspace(1, 19, 30):
        for b in np.linspace(-16, 20, 30):
            u, v, away = solid.on_surface(np.array([w]), np.array([b]))
            if solid.hides(u, v, away)[0]:
                continue
            near = [_loss(w + dw, b + db) for dw in (-0.6, 0, 0.6) for db in (-1.2, 0, 1.2)]
            ranks = {int(sum(loss >= level for level in SURFACE.levels)) for loss in near}
            if len(ranks) > 1:
                continue  # a cell on the border between bands may show either
            rank = ranks.pop()
            column, row = _cell(solid, w, b)
            colour = int(cells.back[row, column])
            ends = mix(bands[rank], 0, 0.3), mix(bands[rank], lines[rank], 0.72)
            for shift in (16, 8, 0):
                low, high = sorted(end >> shift & 0xFF for end in ends)
                assert low - 1 <= (colour >> shift & 0xFF) <= high + 1
            checked += 1
    assert checked > 100


def test_the_surface_is_shaded() -> None:
    cells = mesh.body(_solid((120, 40)), Style.FILLED, LOOK)
    assert len(set(cells.back.ravel().tolist())) > 2 * (LEVELS + 1)


def test_the_mesh_shows_no_line_that_is_behind_it() -> None:
    # Between the near corner of the wall and the floor nothing but posts may be drawn.
    solid = _solid(camera=Camera(30, 10), style=Style.MESH)
    cells = mesh.body(solid, Style.MESH, LOOK)
    column, row = _cell(solid, *BEST)
    inked = (cells.chars[row - 1 : row + 2, column - 4 : column + 5] != " ").sum(axis=0)
    assert (inked == 0).sum() >= 5
    # From above all of it is seen, also there.
    solid = _solid(camera=Camera(-60, 70), style=Style.MESH)
    cells = mesh.body(solid, Style.MESH, LOOK)
    column, row = _cell(solid, *BEST)
    assert (cells.chars[row - 1 : row + 2, column - 4 : column + 5] != " ").any()


def test_the_bare_trajectory_has_no_surface() -> None:
    cells = mesh.body(_solid(style=Style.BARE), Style.BARE, LOOK)
    assert (cells.chars == " ").all()
    assert (cells.back == NO_COLOUR).all()


def test_without_colours_the_default_is_a_mesh() -> None:
    assert default_style(LOOK) is Style.FILLED
    for dark in (True, False):
        assert default_style(Look(palette_for(dark=dark, colours=None))) is Style.MESH
        assert default_style(Look(palette_for(dark=dark, colours="256"))) is Style.FILLED


def test_without_colours_shades_are_characters() -> None:
    look = Look(palette_for(dark=True, colours=None))
    text = "".join(mesh.body(_solid(), Style.FILLED, look).lines())
    assert {"░", "▒", "▓", "█"} & set(text)
    assert len({"░", "▒", "▓", "█"} & set(text)) >= 3


def test_now_at_the_optimum_is_one_glyph_and_outside_an_arrow() -> None:
    solid = _solid()
    cells = points.points(solid, LOOK, start=(0, 0), optima=[BEST], current=BEST)
    column, row = _cell(solid, *BEST)
    assert cells.chars[row, column] == LOOK.markers.glyphs.arrived
    arrows = set("◀▶▲▼")
    for outside, shown in (((1e30, 2.0), 1), ((-50.0, 2.0), 1), ((np.nan, 1.0), 0)):
        cells = points.points(solid, LOOK, start=(0, 0), optima=[BEST], current=outside)
        assert sum(sign in arrows for sign in "".join(cells.lines())) == shown


@pytest.mark.parametrize("style", list(Style))
def test_points_far_beyond_any_view_are_left_out(style: Style) -> None:
    w = np.array([0.0, 10.0, 1e38, -1e308, np.inf, np.nan, 12.0])
    b = np.array([0.0, 2.0, -1e38, 1e308, -np.inf, 1.0, -5.0])
    for camera in (Camera(), Camera(90, 5, 8.0), Camera(-135, 85, 0.5)):
        solid = _solid(camera=camera, style=style)
        marked = "".join(path.trajectory(solid, Track(w, b), LOOK).lines())
        kept = "".join(path.trajectory(solid, Track(w[:2], b[:2]), LOOK).lines())
        assert marked.count(LOOK.markers.glyphs.step) <= 2
        assert kept.strip() or camera.zoom > 1


def test_strokes_follow_the_direction_of_a_line_where_cells_are_not_divided() -> None:
    area = _solid((20, 12)).projection.area
    for end, stroke in (((15, 1), "-"), ((9, 5), "/"), ((1, 9), "|"), ((9, -4), "\\")):
        u, v = np.array([2.0, 2.0 + end[0]]), np.array([5.5, 5.5 + end[1] * 0.5])
        cells = stroke_cells(area, Markers.ASCII, u, v, (20, 12), 0xFFFFFF)
        assert set("".join(cells.lines())) == {" ", stroke}


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("kind", Kind)
def test_every_mark_is_read_on_every_shade_of_the_block(kind: Kind, dark: bool) -> None:
    palette = palette_for(dark=dark, kind=kind)
    look = Look(palette)
    for camera in (Camera(), Camera(120, 20)):
        solid = _solid(camera=camera)
        body = mesh.body(solid, Style.FILLED, look)
        shades = {int(c) for c in np.unique([body.back, body.fore]) if c >= 0}
        assert len(shades) > 20
        for mark in (palette.current, palette.optimum, palette.start, *palette.path):
            for shade in shades:
                low, high = sorted((luminance(mark), luminance(shade)))
                assert (high + 0.05) / (low + 0.05) >= 4.5, (hex(mark), hex(shade))
