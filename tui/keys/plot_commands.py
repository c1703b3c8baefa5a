"""Commands of the plots, which apply while the plot has the focus."""

from __future__ import annotations

from functools import partial

from tui.keys import enabled
from tui.keys.command import Command, Context

_surface = partial(Command, context=Context.SURFACE, palette=False)
SURFACE = (
    _surface(
        "surface-left",
        "left",
        "←",
        "left",
        "move the cursor, the start (before a run), or the view",
        footer=5,
        group="arrows",
    ),
    _surface("surface-right", "right", "→", "right", "the same, right", footer=5, group="arrows"),
    _surface("surface-up", "up", "↑", "up", "the same, up", footer=5, group="arrows"),
    _surface("surface-down", "down", "↓", "down", "the same, down", footer=5, group="arrows"),
    _surface("pan-left", "shift+left", "shift+←", "pan left", "pan left"),
    _surface("pan-right", "shift+right", "shift+→", "pan right", "pan right"),
    _surface("pan-up", "shift+up", "shift+↑", "pan up", "pan up"),
    _surface("pan-down", "shift+down", "shift+↓", "pan down", "pan down"),
    _surface(
        "nearer",
        "plus",
        "+",
        "zoom in",
        "zoom in; the mouse wheel zooms around the pointer",
        footer=6,
        group="magnify",
    ),
    _surface("zoom-out", "underscore", "_", "zoom out", "zoom out", footer=6, group="magnify"),
    _surface(
        "home",
        "home",
        "home",
        "reset view",
        "reset the view to the one with start and optimum",
        footer=9,
    ),
    _surface("follow", "F", "F", "follow", "toggle following of the current point", footer=7),
    _surface(
        "cursor", "i", "i", "read out", "toggle a cursor that reads out w, b and loss", footer=7
    ),
    _surface(
        "equal-scales",
        "a",
        "a",
        "equal scales",
        "toggle equal scales of w and b",
        footer=8,
    ),
    _surface(
        "surface-style",
        "v",
        "v",
        "bands",
        "cycle through bands of colour, contour lines, both",
        footer=8,
    ),
)

_loss = partial(Command, context=Context.LOSS, palette=False)
LOSS = (
    _loss(
        "loss-recent",
        "F",
        "F",
        "recent part",
        "show the last tenth (50 updates or more) or the whole run",
        footer=2,
    ),
    _loss(
        "loss-read", "i", "i", "read out", "toggle a cursor that reads out single updates", footer=2
    ),
    _loss(
        "loss-left",
        "left",
        "←",
        "left",
        "move the cursor left by one update or column",
        footer=2,
        group="cursor",
        enabled=enabled.moved,
    ),
    _loss(
        "loss-right",
        "right",
        "→",
        "right",
        "move the cursor right by one update or column",
        footer=2,
        group="cursor",
        enabled=enabled.moved,
    ),
    _loss(
        "loss-far-left",
        "ctrl+left",
        "ctrl+←",
        "far left",
        "move the cursor ten steps left",
        enabled=enabled.moved,
    ),
    _loss(
        "loss-far-right",
        "ctrl+right",
        "ctrl+→",
        "far right",
        "move the cursor ten steps right",
        enabled=enabled.moved,
    ),
    _loss(
        "loss-first",
        "home",
        "home",
        "first",
        "move the cursor to the first visible update",
        enabled=enabled.moved,
    ),
    _loss(
        "loss-last",
        "end",
        "end",
        "last",
        "move the cursor to the newest update and follow it",
        enabled=enabled.moved,
    ),
    _loss(
        "loss-in",
        "plus",
        "+",
        "zoom in",
        "zoom in on the cursor; the wheel, around the pointer",
        footer=3,
        group="loss-zoom",
        enabled=enabled.moved,
    ),
    _loss(
        "loss-out",
        "underscore",
        "_",
        "zoom out",
        "zoom out",
        footer=3,
        group="loss-zoom",
        enabled=enabled.moved,
    ),
    _loss(
        "loss-pan-left",
        "shift+left",
        "shift+←",
        "pan left",
        "pan left; the mouse drags",
        enabled=enabled.moved,
    ),
    _loss(
        "loss-pan-right",
        "shift+right",
        "shift+→",
        "pan right",
        "pan right",
        enabled=enabled.moved,
    ),
    _loss(
        "loss-taller",
        "up",
        "↑",
        "up",
        "show the lower half of the loss axis alone (shift+wheel)",
        enabled=enabled.moved,
    ),
    _loss(
        "loss-flatter", "down", "↓", "down", "undo that, a step at a time", enabled=enabled.moved
    ),
    _loss(
        "loss-whole",
        "backspace",
        "backspace",
        "whole run",
        "show the whole run again (double click)",
        footer=4,
    ),
    _loss("loss-log-x", "X", "X", "log x", "toggle the logarithmic x axis", footer=3),
    _loss(
        "loss-smooth",
        "a",
        "a",
        "smooth",
        "cycle the smoothing (EMA): 0.9, 0.99, 0.999, off",
        footer=3,
        enabled=enabled.moved,
    ),
)

_data = partial(Command, context=Context.DATA, palette=False)
DATA = (
    _data(
        "data-residuals",
        "d",
        "d",
        "residuals",
        "toggle lines from the points to the neuron's line",
        footer=2,
    ),
    _data("data-histogram", "h", "h", "histogram", "toggle the histogram of residuals", footer=2),
    _data(
        "data-references",
        "",
        "ctrl+p",
        "reference lines",
        "toggle the line of the optimum and the true line",
    ),
)

_slice = partial(Command, context=Context.SLICE, palette=False)
SLICE = (
    _slice("direction", "d", "d", "direction", "cycle the direction: the step, w, b", footer=2),
    _slice("slice-in", "plus", "+", "nearer", "zoom in on the step", footer=2, group="slice-zoom"),
    _slice(
        "slice-out",
        "underscore",
        "_",
        "further",
        "zoom out",
        footer=2,
        group="slice-zoom",
    ),
    _slice("slice-home", "home", "home", "reset zoom", "reset the zoom to the whole bowl"),
)

_solid = partial(Command, context=Context.SOLID, palette=False)
SOLID = (
    _solid("turn-left", "left", "←", "turn left", "rotate 5° left", footer=2, group="turn"),
    _solid("turn-right", "right", "→", "turn right", "rotate 5° right", footer=2, group="turn"),
    _solid("raise", "up", "↑", "higher", "raise the camera by 5°", footer=2, group="turn"),
    _solid("lower", "down", "↓", "lower", "lower the camera by 5°", footer=2, group="turn"),
    _solid(
        "solid-style",
        "v",
        "v",
        "style",
        "cycle the style: filled, mesh, trajectory alone",
        footer=2,
    ),
    _solid(
        "height", "h", "h", "height", "cycle the height: log loss, root of the loss, loss", footer=2
    ),
    _solid(
        "solid-level",
        "H",
        "H",
        "batch loss",
        "put the trajectory at the batch loss or the full loss",
        footer=2,
    ),
    _solid("spin", "a", "a", "spin", "toggle slow rotation", footer=2),
    _solid("closer", "plus", "+", "closer", "zoom in on the optimum", footer=7, group="camera"),
    _solid("farther", "underscore", "_", "farther", "zoom out", footer=7, group="camera"),
    _solid("reset-camera", "home", "home", "reset", "reset the camera", footer=7),
)

_algorithm = partial(Command, context=Context.ALGORITHM, palette=False)
ALGORITHM = (
    _algorithm("line-up", "up", "↑", "line", "highlight the line above", footer=2, group="line"),
    _algorithm(
        "line-down", "down", "↓", "line", "highlight the line below", footer=2, group="line"
    ),
)

EIGEN = (
    Command(
        "eigen-page",
        "v",
        "v",
        "page",
        "cycle the pages: errors, map of the spectral radius, both",
        Context.EIGEN,
        footer=2,
        palette=False,
    ),
)
