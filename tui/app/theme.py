"""Two themes: one for a projector in a dark room, one for daylight."""

from __future__ import annotations

from textual.theme import Theme

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
