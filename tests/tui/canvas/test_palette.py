"""Colours: from where they are said to be, told apart everywhere, read on every ground."""

import itertools

import numpy as np
import pytest
from rich.color import Color, ColorSystem
from textual.color import Color as Colour
from textual.theme import BUILTIN_THEMES

from tui.canvas.cells import NO_COLOUR
from tui.canvas.loss_surface import LEVELS
from tui.canvas.markers import Markers
from tui.canvas.palette import Kind, Look, Palette, mix, palette_for, spread

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


KINDS = [(kind, dark) for kind in Kind for dark in (True, False)]


def _marks(palette: Palette) -> tuple[int, ...]:
    """Everything that is drawn on the loss surface as a mark."""
    return (
        *palette.path, palette.current, palette.optimum, palette.start, palette.lit, palette.text,
        *palette.runs,
    )  # fmt: skip


def _lines(palette: Palette) -> tuple[int, ...]:
    """Everything that is drawn on the ground of a plot."""
    return (
        *_marks(palette), palette.muted, palette.truth, palette.sample, palette.batch_loss,
        palette.change,
    )  # fmt: skip


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("colours", ["truecolor", "256"])
@pytest.mark.parametrize("kind", Kind)
def test_neighbouring_bands_differ_in_what_the_terminal_shows(
    colours: str, dark: bool, kind: Kind
) -> None:
    shown = [
        Color.from_rgb(band >> 16, band >> 8 & 0xFF, band & 0xFF)
        .downgrade(SYSTEMS[colours])
        .get_ansi_codes(foreground=False)
        for band in _bands(palette_for(dark=dark, colours=colours, kind=kind))
    ]
    assert len(shown) == BANDS
    assert all(a != b for a, b in itertools.pairwise(shown))


def _in_terminal(colour: int, colours: str) -> int:
    """What a terminal of so many colours shows for a colour."""
    made = Color.from_rgb(colour >> 16, colour >> 8 & 0xFF, colour & 0xFF)
    red, green, blue = made.downgrade(SYSTEMS[colours]).get_truecolor()
    return red << 16 | green << 8 | blue


@pytest.mark.parametrize("colours", ["truecolor", "256"])
@pytest.mark.parametrize(("kind", "dark"), KINDS)
def test_every_mark_is_read_on_every_band(colours: str, dark: bool, kind: Kind) -> None:
    palette = palette_for(dark=dark, colours=colours, kind=kind)
    least = 7 if kind is Kind.CONTRAST and colours == "truecolor" else 4.5
    for mark in _marks(palette):
        for band in _bands(palette):
            shown = (_in_terminal(colour, colours) for colour in (mark, band))
            assert _contrast(*shown) >= least, (hex(mark), hex(band))


@pytest.mark.parametrize("colours", list(SYSTEMS))
@pytest.mark.parametrize(("kind", "dark"), KINDS)
def test_everything_is_read_on_the_ground(colours: str, dark: bool, kind: Kind) -> None:
    palette = palette_for(dark=dark, colours=colours, kind=kind)
    grounds = [0x0B0D12, 0x1E1E1E] if dark else [0xFBFBF8, 0xEFEFEF]
    if colours == "standard":
        grounds = [0x000000 if dark else 0xFFFFFF]
    for ground, line in itertools.product(grounds, _lines(palette)):
        assert _contrast(line, ground) >= 4.5, (hex(line), hex(ground))
    assert _contrast(palette.text, grounds[0]) >= 7


# A theme of the terminal's own colours has no ground to be measured against.
MEASURED = {
    name: theme
    for name, theme in BUILTIN_THEMES.items()
    if Colour.parse(theme.background or "#000000").ansi is None
}


@pytest.mark.parametrize("name", MEASURED)
def test_what_matters_most_is_read_in_textuals_own_themes(name: str) -> None:
    theme = MEASURED[name]
    ground = Colour.parse(theme.background or ("#121212" if theme.dark else "#E0E0E0"))
    palette = palette_for(dark=theme.dark)
    for colour in (palette.current, palette.optimum, palette.truth, palette.lit, palette.text):
        assert _contrast(colour, int(ground.hex[1:7], 16)) >= 4.5


@pytest.mark.parametrize(("kind", "dark"), KINDS)
def test_bands_recede_towards_the_ground_with_the_loss_and_greys_keep_their_order(
    kind: Kind, dark: bool
) -> None:
    for colours in ("truecolor", "256"):
        bands = _bands(palette_for(dark=dark, kind=kind, colours=colours))
        luminances = [_luminance(band) for band in bands]
        assert luminances == sorted(luminances, reverse=dark)


def test_with_256_colours_the_valley_is_coloured_and_the_heights_are_grey() -> None:
    bands = _bands(palette_for(dark=True, colours="256"))
    grey = [len({band >> 16, band >> 8 & 0xFF, band & 0xFF}) == 1 for band in bands]
    assert grey == sorted(grey)
    assert 0 < sum(grey) < len(grey)


@pytest.mark.parametrize(("kind", "dark"), KINDS)
def test_runs_are_told_from_each_other_and_from_what_has_a_meaning(kind: Kind, dark: bool) -> None:
    palette = palette_for(dark=dark, kind=kind)
    taken = [palette.current, palette.optimum, palette.start, *palette.runs]
    for a, b in itertools.combinations(taken, 2):
        assert _difference(a, b) >= 15, (hex(a), hex(b))
    few = palette_for(dark=dark, colours="standard")
    assert not set(few.runs) & {few.current, few.optimum, few.truth}


def _lab(colour: int) -> np.ndarray:
    """CIE 1976 L*a*b* of an sRGB colour, white D65."""
    parts = np.array([colour >> shift & 0xFF for shift in (16, 8, 0)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    ) @ linear / [0.9505, 1, 1.089]  # fmt: skip
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _difference(a: int, b: int) -> float:
    """CIE 1976 colour difference."""
    return float(np.linalg.norm(_lab(a) - _lab(b)))


COLOUR_BLIND = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
"""G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, IEEE TVCG 15 (2009), severity 1."""


def _as_seen(colour: int, matrix: list[list[float]]) -> int:
    parts = np.array([colour >> shift & 0xFF for shift in (16, 8, 0)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(matrix) @ linear, 0, 1)
    shown = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    red, green, blue = (shown * 255).round().astype(int).tolist()
    return red << 16 | green << 8 | blue


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("name", COLOUR_BLIND)
def test_the_safe_colours_differ_for_each_kind_of_colour_blindness(name: str, dark: bool) -> None:
    palette = palette_for(dark=dark, kind=Kind.SAFE)
    signs = (palette.current, palette.optimum, palette.truth, palette.start)
    for a, b in itertools.combinations(signs, 2):
        assert _difference(*(_as_seen(sign, COLOUR_BLIND[name]) for sign in (a, b))) >= 20


@pytest.mark.parametrize(("kind", "dark"), KINDS)
def test_the_path_grows_more_visible_with_time(kind: Kind, dark: bool) -> None:
    palette = palette_for(dark=dark, kind=kind)
    for band in _bands(palette):
        contrasts = [_contrast(shade, band) for shade in palette.path]
        assert contrasts == sorted(contrasts)


def test_16_colours_have_lines_instead_of_bands() -> None:
    for dark in (True, False):
        assert set(_bands(palette_for(dark=dark, colours="standard"))) == {NO_COLOUR}


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
