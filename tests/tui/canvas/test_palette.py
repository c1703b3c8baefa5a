"""Colours: from where they are said to be, told apart everywhere, read on every ground."""

import itertools

import pytest
from rich.color import Color
from textual.color import Color as Colour
from textual.theme import BUILTIN_THEMES

from tests.tui.canvas.seen import (
    COLOUR_BLIND,
    KINDS,
    SYSTEMS,
    as_seen,
    contrast,
    difference,
    in_terminal,
    luminance,
)
from tui.canvas.cells import NO_COLOUR
from tui.canvas.loss_surface import LEVELS
from tui.canvas.markers import Markers
from tui.canvas.mixing import mix, spread
from tui.canvas.palette import Kind, Look, Palette, palette_for

BANDS = LEVELS + 1


def _bands(palette: Palette) -> tuple[int, ...]:
    return spread(palette.bands, BANDS, blend=palette.blend)


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


@pytest.mark.parametrize("colours", ["truecolor", "256"])
@pytest.mark.parametrize(("kind", "dark"), KINDS)
def test_every_mark_is_read_on_every_band(colours: str, dark: bool, kind: Kind) -> None:
    palette = palette_for(dark=dark, colours=colours, kind=kind)
    least = 7 if kind is Kind.CONTRAST and colours == "truecolor" else 4.5
    for mark in _marks(palette):
        for band in _bands(palette):
            shown = (in_terminal(colour, colours) for colour in (mark, band))
            assert contrast(*shown) >= least, (hex(mark), hex(band))


@pytest.mark.parametrize("colours", list(SYSTEMS))
@pytest.mark.parametrize(("kind", "dark"), KINDS)
def test_everything_is_read_on_the_ground(colours: str, dark: bool, kind: Kind) -> None:
    palette = palette_for(dark=dark, colours=colours, kind=kind)
    grounds = [0x0B0D12, 0x1E1E1E] if dark else [0xFBFBF8, 0xEFEFEF]
    if colours == "standard":
        grounds = [0x000000 if dark else 0xFFFFFF]
    for ground, line in itertools.product(grounds, _lines(palette)):
        assert contrast(line, ground) >= 4.5, (hex(line), hex(ground))
    assert contrast(palette.text, grounds[0]) >= 7


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
        assert contrast(colour, int(ground.hex[1:7], 16)) >= 4.5


@pytest.mark.parametrize(("kind", "dark"), KINDS)
def test_bands_recede_towards_the_ground_with_the_loss_and_greys_keep_their_order(
    kind: Kind, dark: bool
) -> None:
    for colours in ("truecolor", "256"):
        bands = _bands(palette_for(dark=dark, kind=kind, colours=colours))
        luminances = [luminance(band) for band in bands]
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
        assert difference(a, b) >= 15, (hex(a), hex(b))
    few = palette_for(dark=dark, colours="standard")
    assert not set(few.runs) & {few.current, few.optimum, few.truth}


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("name", COLOUR_BLIND)
def test_the_safe_colours_differ_for_each_kind_of_colour_blindness(name: str, dark: bool) -> None:
    palette = palette_for(dark=dark, kind=Kind.SAFE)
    signs = (palette.current, palette.optimum, palette.truth, palette.start)
    for a, b in itertools.combinations(signs, 2):
        assert difference(*(as_seen(sign, COLOUR_BLIND[name]) for sign in (a, b))) >= 20


@pytest.mark.parametrize(("kind", "dark"), KINDS)
def test_the_path_grows_more_visible_with_time(kind: Kind, dark: bool) -> None:
    palette = palette_for(dark=dark, kind=kind)
    for band in _bands(palette):
        contrasts = [contrast(shade, band) for shade in palette.path]
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
