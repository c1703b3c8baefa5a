"""Colours: from where they are said to be, told apart everywhere, read on every ground."""

import itertools

import pytest
from rich.color import Color, ColorSystem

from tui.canvas.cells import NO_COLOUR
from tui.canvas.loss_surface import LEVELS
from tui.canvas.markers import Markers
from tui.canvas.palette import VIRIDIS, Look, Palette, mix, palette_for, spread

BANDS = LEVELS + 1
SYSTEMS = {
    "truecolor": ColorSystem.TRUECOLOR,
    "256": ColorSystem.EIGHT_BIT,
    "standard": ColorSystem.STANDARD,
}


def _luminance(colour: int) -> float:
    """WCAG 2.1, relative luminance."""
    parts = [(colour >> shift & 0xFF) / 255 for shift in (16, 8, 0)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(a: int, b: int) -> float:
    """WCAG 2.1, contrast ratio."""
    lighter, darker = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _bands(palette: Palette) -> tuple[int, ...]:
    return spread(palette.bands, BANDS, blend=palette.blend)


def test_viridis_is_viridis() -> None:
    cmap = pytest.importorskip("cmap")
    viridis = cmap.Colormap("viridis")
    for index, colour in enumerate(VIRIDIS):
        assert f"#{colour:06X}" == viridis(index / (len(VIRIDIS) - 1)).hex.upper()


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("colours", list(SYSTEMS))
def test_neighbouring_bands_differ_in_what_the_terminal_shows(colours: str, dark: bool) -> None:
    shown = [
        Color.from_rgb(band >> 16, band >> 8 & 0xFF, band & 0xFF)
        .downgrade(SYSTEMS[colours])
        .get_ansi_codes(foreground=False)
        for band in _bands(palette_for(dark=dark, colours=colours))
    ]
    assert len(shown) == BANDS
    assert all(a != b for a, b in itertools.pairwise(shown))


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("colours", list(SYSTEMS))
def test_the_three_points_and_the_newest_path_are_read_on_every_band(
    colours: str, dark: bool
) -> None:
    palette = palette_for(dark=dark, colours=colours)
    signs = (palette.current, palette.optimum, palette.start, palette.path[-1])
    assert min(_contrast(a, b) for a in signs for b in _bands(palette)) >= 3


@pytest.mark.parametrize("dark", [True, False])
def test_the_path_grows_more_visible_with_time(dark: bool) -> None:
    palette = palette_for(dark=dark)
    for band in _bands(palette):
        contrasts = [_contrast(shade, band) for shade in palette.path]
        assert contrasts == sorted(contrasts)


@pytest.mark.parametrize("dark", [True, False])
def test_text_is_read_on_the_ground(dark: bool) -> None:
    palette, ground = palette_for(dark=dark), 0x1E1E1E if dark else 0xE0E0E0
    assert _contrast(palette.text, ground) >= 7
    assert _contrast(palette.muted, ground) >= 4.5
    for colour in (palette.current, palette.optimum, palette.truth, palette.lit):
        assert _contrast(colour, ground) >= 4.5


def test_bands_grow_lighter_with_the_loss_so_that_greys_keep_their_order() -> None:
    for dark in (True, False):
        luminance = [_luminance(band) for band in _bands(palette_for(dark=dark))]
        assert luminance == sorted(luminance)


@pytest.mark.parametrize("name", [None, "none", "unheard of"])
def test_a_terminal_without_colours_gets_none(name: str | None) -> None:
    palette = palette_for(dark=True, colours=name)
    assert palette.text == NO_COLOUR
    assert set(_bands(palette)) == {NO_COLOUR}


def test_windows_consoles_have_the_16_colours() -> None:
    windows = palette_for(dark=True, colours="windows")
    assert windows is palette_for(dark=True, colours="standard")


def test_mixing() -> None:
    assert mix(0x000000, 0xFF8040, 0.5) == 0x804020
    assert mix(0x123456, 0xABCDEF, 0) == 0x123456
    assert spread((0x000000, 0x0000FF), 3) == (0x000000, 0x000080, 0x0000FF)
    assert spread((1, 2, 3), 5, blend=False) == (1, 1, 2, 3, 3)
    assert spread((7,), 2) == (7, 7)
    assert spread((1, 2), 1) == (1,)
    assert spread((1, 2), 0) == ()


def test_without_colours_the_path_and_the_contour_lines_have_other_dots() -> None:
    look = Look(palette_for(dark=True, colours=None))
    assert look.markers is Markers.BRAILLE
    assert look.bold_markers is Markers.DOT
    assert Look(palette_for(dark=True)).bold_markers is Markers.BRAILLE


@pytest.mark.parametrize("markers", list(Markers))
def test_glyphs_that_meet_in_a_plot_differ(markers: Markers) -> None:
    glyphs = markers.glyphs
    surface = [glyphs.start, glyphs.current, glyphs.optimum, glyphs.arrived, glyphs.step]
    data = [glyphs.sample, glyphs.lit, glyphs.solid, glyphs.dashed, glyphs.dotted]
    loss = [glyphs.solid, glyphs.thin, glyphs.rule, glyphs.change]
    for together in (surface, data, loss):
        assert len(set(together)) == len(together)
        assert all(len(sign) == 1 for sign in together)


def test_ascii_glyphs_are_ascii() -> None:
    glyphs = Markers.ASCII.glyphs
    assert all(getattr(glyphs, name).isascii() for name in glyphs.__dataclass_fields__)


def test_the_key_goes_through_all_markers_and_round() -> None:
    seen, markers = [], Markers.BRAILLE
    for _ in Markers:
        seen.append(markers)
        markers = markers.next
    assert markers is Markers.BRAILLE
    assert set(seen) == set(Markers)
