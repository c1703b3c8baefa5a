"""The keys of the screens about networks: bindings, footer, help and the docs' table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """A key and what it does.

    Attributes:
        action: the name of the method `action_…`, with its arguments.
        keys: Textual's names, separated by commas.
        shown: as it is shown.
        label: one or two words, for the footer; empty for none.
        help: one line.
    """

    action: str
    keys: str
    shown: str
    label: str
    help: str


COMMON = (
    Key("next_theme", "ctrl+t", "ctrl+t", "", "next theme: dark, light, high contrast, safe"),
    Key("next_markers", "v", "v", "", "next markers: braille, quadrants, dots, ASCII, octants"),
    Key("picture", "V", "V", "", "write a picture of the screen to the current folder, as PNG"),
    Key("repaint", "ctrl+l", "ctrl+l", "", "repaint the whole screen"),
    Key("suspend", "ctrl+z", "ctrl+z", "", "suspend to the shell"),
    Key("help", "question_mark,f1", "?", "help", "show the keys and what is drawn"),
    Key("leave", "q,ctrl+c", "q", "quit", "quit"),
)

WATCH = (
    Key("view('all')", "1", "1", "all", "all plots"),
    Key("view('loss')", "2", "2", "loss", "the loss alone"),
    Key("view('rate')", "3", "3", "rate", "the learning rate alone"),
    Key("view('path')", "4", "4", "path", "the path in its principal plane alone"),
    Key("toggle_log", "y", "y", "log", "logarithmic or linear axis of the loss or metric"),
    Key("next_axis", "x", "x", "axis", "plot over epochs, updates, or seconds of training"),
    Key("next_metric", "m", "m", "metric", "plot the next metric in place of the loss"),
    Key("toggle_recent", "z", "z", "recent", "only the last tenth, or all of the training"),
)

LANDSCAPE = (
    Key("view('plane')", "1", "1", "plane", "the plane with contour lines"),
    Key("view('solid')", "2", "2", "3-D", "the loss as a solid surface"),
    Key("cursor(-1, 0)", "left,h", "←", "", "move the cursor, or turn the surface, left"),
    Key("cursor(1, 0)", "right,l", "→", "", "move the cursor, or turn the surface, right"),
    Key("cursor(0, 1)", "up,k", "↑", "", "move the cursor up, or look from higher"),
    Key("cursor(0, -1)", "down,j", "↓", "read out", "move the cursor down, or look from lower"),
    Key("no_cursor", "escape", "esc", "", "remove the cursor"),
    Key("least", "m", "m", "least", "put the cursor on the least loss of the grid"),
    Key(
        "closer(1)",
        "plus,equals_sign",
        "+",
        "zoom",
        "a smaller part of the plane around the cursor; or closer",
    ),
    Key("closer(-1)", "minus", "-", "", "a larger part of the plane; or farther from the surface"),
    Key("style", "c", "c", "style", "bands and lines, bands, lines; filled or mesh"),
    Key("height", "y", "y", "height", "height of the surface: root, logarithm, loss"),
    Key("toggle_path", "p", "p", "path", "show or hide the path of the checkpoints"),
    Key("cancel", "space", "space", "stop", "stop evaluating; again: go on"),
)

TITLES = {"descent watch": WATCH, "descent landscape": LANDSCAPE, "both": COMMON}


def keys_markdown() -> str:
    """The tables for the docs."""
    parts = []
    for title, keys in TITLES.items():
        rows = "".join(f"| `{key.shown}` | {key.help} |\n" for key in keys)
        parts.append(f"| {title} | |\n|---|---|\n{rows}")
    return "\n".join(parts)
