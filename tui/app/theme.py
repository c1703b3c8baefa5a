"""The themes: dark and light, each also with high contrast and safe for the colour-blind."""

from __future__ import annotations

from dataclasses import replace

from textual.theme import Theme

from tui.canvas.palette import Kind

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
    warning="#9a5b00",
    error="#b00020",
    success="#1b6e35",
    foreground="#20252d",
    background="#fbfbf8",
    surface="#f2f2ee",
    panel="#e4e5e2",
    dark=False,
    variables={"frame": "#b4bac2", "muted": "#68717e", "cursor": "#cfe3f5"},
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
THEMES = (DARK, LIGHT, DARK_CONTRAST, LIGHT_CONTRAST, DARK_SAFE, LIGHT_SAFE)


def after(name: str) -> Theme:
    """The theme that follows another; the first one after one of Textual's own."""
    names = [theme.name for theme in THEMES]
    return THEMES[(names.index(name) + 1) % len(THEMES)] if name in names else THEMES[0]


def kind_of(theme: str) -> Kind:
    """The kind of palette that goes with a theme; Textual's own themes have the normal one."""
    kinds = {
        DARK_CONTRAST.name: Kind.CONTRAST,
        LIGHT_CONTRAST.name: Kind.CONTRAST,
        DARK_SAFE.name: Kind.SAFE,
        LIGHT_SAFE.name: Kind.SAFE,
    }
    return kinds.get(theme, Kind.NORMAL)
