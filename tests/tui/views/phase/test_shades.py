"""Colours of a map: told apart by everybody on every terminal, with marks that are read on them."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from tests.tui.canvas.seen import COLOUR_BLIND, KINDS, as_seen, contrast, difference, in_terminal
from tests.tui.views.phase.drawings import phase_map
from tests.tui.views.worlds import WORLDS
from tui.canvas.cells import NO_COLOUR
from tui.canvas.markers import Markers
from tui.canvas.palette import Kind, Look, Palette, palette_for
from tui.views.phase.chart import MOST_BANDS, chart_of
from tui.views.phase.shades import shades_of

COLOURED = [(*each, colours) for each in KINDS for colours in ("truecolor", "256")]


def seen(palette: Palette, colours: str) -> tuple[list[int], list[int], list[int]]:
    """The colours of bands, minima and other ends, as such a terminal shows them."""
    regions = palette.regions
    assert regions is not None
    others = [regions.early, regions.max_epochs, regions.diverged]
    parts = regions.epochs, regions.minima, others
    bands, minima, others = ([in_terminal(c, colours) for c in part] for part in parts)
    assert len(bands) == MOST_BANDS and len(minima) == 4
    return bands, minima, others


@pytest.mark.parametrize(("kind", "dark", "colours"), COLOURED)
def test_regions_of_a_map_are_told_apart(kind: Kind, dark: bool, colours: str) -> None:
    palette = palette_for(dark=dark, colours=colours, kind=kind)
    bands, minima, others = seen(palette, colours)
    ground = in_terminal(palette.ground, colours)
    for a, b in itertools.combinations([*minima, *others], 2):
        assert difference(a, b) >= 20, (hex(a), hex(b))
        for matrix in COLOUR_BLIND.values():
            assert difference(as_seen(a, matrix), as_seen(b, matrix)) >= 12, (hex(a), hex(b))
    for a, b in itertools.product(bands, others):
        assert difference(a, b) >= 20, (hex(a), hex(b))
    for a, b in itertools.pairwise(bands):
        assert difference(a, b) >= 7, (hex(a), hex(b))
    # A cell that is not computed has the ground of the terminal.
    assert all(difference(each, ground) >= 15 for each in (*bands, *minima, *others))


@pytest.mark.parametrize(("kind", "dark", "colours"), COLOURED)
def test_marks_are_read_on_every_region(kind: Kind, dark: bool, colours: str) -> None:
    palette = palette_for(dark=dark, colours=colours, kind=kind)
    grounds = [each for part in seen(palette, colours) for each in part]
    least = 7 if kind is Kind.CONTRAST and colours == "truecolor" else 4.5
    for ground in grounds:
        assert contrast(palette.text, ground) >= least, hex(ground)
        assert contrast(palette.current, ground) >= 4.5, hex(ground)


@pytest.mark.parametrize("markers", [Markers.BRAILLE, Markers.ASCII])
@pytest.mark.parametrize("colours", ["standard", None])
def test_without_grounds_signs_tell_bands_and_ends_apart(colours, markers):
    for dark in (True, False):
        look = Look(palette_for(dark=dark, colours=colours), markers)
        chart = chart_of(phase_map(WORLDS["a line"].scene().problem))
        for levels in (1, 2, MOST_BANDS - 1):
            shades = shades_of(replace(chart, levels=tuple(range(1, levels + 1))), look)
            assert set(shades.bands) == {NO_COLOUR} and len(shades.ramp) == levels + 1
            glyphs = look.markers.glyphs
            lines = glyphs.solid, glyphs.current, *glyphs.crosshair
            # A blank is what is not computed yet.
            signs = [*shades.ramp, *shades.signs.values(), *"abcd", *lines, " "]
            assert len(set(signs)) == len(signs)
