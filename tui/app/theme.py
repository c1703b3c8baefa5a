"""The themes: dark and light, each also with high contrast and safe for the colour-blind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tui.canvas.contrast import LEAST, on_ground, readable
from tui.canvas.mixing import mix
from tui.canvas.palette import Kind, Palette, palette_for

if TYPE_CHECKING:
    from tui.terminal.display import TerminalApp

DARK = Theme(
    name="descent-dark",
    primary="#6cc7ff",
    secondary="#8fa3bd",
    accent="#ffd866",
    warning="#ffb454",
    error="#ff7a85",
    success="#8bd49c",
    foreground="#d7dbe2",
    background="#0b0d12",
    surface="#11141b",
    panel="#1a1f29",
    dark=True,
    variables={"frame": "#343c4a", "muted": "#7f8896", "cursor": "#24405a"},
)
LIGHT = Theme(
    name="descent-light",
    primary="#005a9c",
    secondary="#4a5b6e",
    accent="#8f2f00",
    warning="#935700",
    error="#b00020",
    success="#1b6e35",
    foreground="#20252d",
    background="#fbfbf8",
    surface="#f2f2ee",
    panel="#e4e5e2",
    dark=False,
    variables={"frame": "#b4bac2", "muted": "#5e6671", "cursor": "#cfe3f5"},
)
DARK_CONTRAST = replace(
    DARK,
    name="descent-dark-contrast",
    primary="#a6e2ff",
    accent="#ffe600",
    foreground="#ffffff",
    background="#000000",
    surface="#05070a",
    panel="#10141b",
    variables={"frame": "#6b7688", "muted": "#c4ccd8", "cursor": "#24405a"},
)
LIGHT_CONTRAST = replace(
    LIGHT,
    name="descent-light-contrast",
    primary="#003e70",
    accent="#6a2000",
    warning="#724400",
    error="#a1001d",
    success="#165a2b",
    foreground="#000000",
    background="#ffffff",
    surface="#f7f7f5",
    panel="#ecedea",
    variables={"frame": "#6b7688", "muted": "#3c434c", "cursor": "#cfe3f5"},
)
DARK_SAFE = replace(
    DARK, name="descent-dark-safe", accent="#ffe14d", success="#7fc4ff", error="#ffb090"
)
LIGHT_SAFE = replace(
    LIGHT, name="descent-light-safe", accent="#1a6800", success="#00528f", error="#823482"
)
_TEXTS = ("foreground", "primary", "accent", "warning", "error", "success", "muted")
_GROUNDS = ("background", "surface", "panel")
_LABEL = 0.2
"""The share of the background in the colour of labels."""
_LEAST_CONTRAST = 7.0
"""The least contrast of a theme with high contrast (WCAG 2.1, AAA)."""
THEMES = (DARK, LIGHT, DARK_CONTRAST, LIGHT_CONTRAST, DARK_SAFE, LIGHT_SAFE)


def after(name: str) -> Theme:
    """The theme that follows another; the first one after one of Textual's own."""
    names = [theme.name for theme in THEMES]
    return THEMES[(names.index(name) + 1) % len(THEMES)] if name in names else THEMES[0]


_OURS = "descent-"


def short_name(name: str) -> str:
    """The name of a theme for people: without the prefix of our own."""
    return name.removeprefix(_OURS)


def theme_names() -> list[str]:
    """The names of all themes, ours first."""
    return [*(short_name(theme.name) for theme in THEMES), *BUILTIN_THEMES]


def full_name(name: str) -> str:
    """The theme of this name, one of ours or of Textual's; empty if there is none."""
    ours = {short_name(theme.name): theme.name for theme in THEMES}
    known = {**BUILTIN_THEMES, **{theme.name: theme for theme in THEMES}}
    return ours.get(name) or (name if name in known else "")


def kind_of(theme: str) -> Kind:
    """The kind of palette that goes with a theme; Textual's own themes have the normal one."""
    kinds = {
        DARK_CONTRAST.name: Kind.CONTRAST,
        LIGHT_CONTRAST.name: Kind.CONTRAST,
        DARK_SAFE.name: Kind.SAFE,
        LIGHT_SAFE.name: Kind.SAFE,
    }
    return kinds.get(theme, Kind.NORMAL)


def palette_of(app: TerminalApp) -> Palette:
    """The colours of the plots in the present theme on this terminal."""
    theme, colours = app.current_theme, None if app.no_color else app.console.color_system
    palette = palette_for(dark=theme.dark, colours=colours, kind=kind_of(theme.name))
    ground = Color.parse(app.theme_variables["background"])
    if ground.ansi is not None:
        return palette
    red, green, blue = ground.rgb
    return on_ground(palette, red << 16 | green << 8 | blue)


def readable_variables(variables: Mapping[str, str], theme: Theme) -> dict[str, str]:
    """The variables of a theme, with every text readable on every background of the app.

    Textual's own themes are made for other layouts: some of their colours are read on one
    background and not on another. Colours that the terminal chooses stay as they are.
    """
    found = {**(DARK if theme.dark else LIGHT).variables, **variables}
    colours = {name: Color.parse(found[name]) for name in (*_GROUNDS, *_TEXTS, "cursor")}
    if any(colour.ansi is not None or colour.a < 1 for colour in colours.values()):
        return {**found, "label": found["foreground"]}
    plain = {name: _number(colour) for name, colour in colours.items()}
    plain["label"] = mix(plain["foreground"], plain["background"], _LABEL)
    grounds = tuple(plain[name] for name in _GROUNDS)
    text, ground = (0xFFFFFF, 0) if theme.dark else (0, 0xFFFFFF)
    least = _LEAST_CONTRAST if kind_of(theme.name) is Kind.CONTRAST else LEAST
    shown = {name: readable(plain[name], grounds, text, least) for name in (*_TEXTS, "label")}
    shown["cursor"] = readable(plain["cursor"], (shown["foreground"],), ground, least)
    return {**found, **{name: f"#{colour:06x}" for name, colour in shown.items()}}


def _number(colour: Color) -> int:
    red, green, blue = colour.rgb
    return red << 16 | green << 8 | blue
