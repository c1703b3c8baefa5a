"""Commands of the plots' own, which apply while the plot has the focus."""

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
        "the start before a run, else the view; or the cursor",
        footer=5,
        group="arrows",
    ),
    _surface(
        "surface-right", "right", "→", "right", "the same to the right", footer=5, group="arrows"
    ),
    _surface("surface-up", "up", "↑", "up", "the same upwards", footer=5, group="arrows"),
    _surface("surface-down", "down", "↓", "down", "the same downwards", footer=5, group="arrows"),
    _surface("pan-left", "shift+left", "shift+←", "pan left", "the view to the left"),
    _surface("pan-right", "shift+right", "shift+→", "pan right", "the view to the right"),
    _surface("pan-up", "shift+up", "shift+↑", "pan up", "the view upwards"),
    _surface("pan-down", "shift+down", "shift+↓", "pan down", "the view downwards"),
    _surface(
        "nearer",
        "plus",
        "+",
        "zoom in",
        "zoom in; the mouse wheel does so about the pointer",
        footer=6,
        group="magnify",
    ),
    _surface("zoom-out", "underscore", "_", "zoom out", "zoom out", footer=6, group="magnify"),
    _surface(
        "home",
        "home",
        "home",
        "whole view",
        "back to the view that holds start and optimum",
        footer=9,
    ),
    _surface("follow", "F", "F", "follow", "keep the current point in sight, on and off", footer=7),
    _surface(
        "cursor", "i", "i", "read off", "a cursor that reads w, b and loss, on and off", footer=7
    ),
    _surface(
        "surface-style",
        "v",
        "v",
        "bands, lines",
        "bands of colour and contour lines, or either",
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
        "the last tenth, 50 updates at least, or all of it",
        footer=2,
    ),
    _loss("loss-read", "i", "i", "read out", "a cursor that reads single updates out", footer=2),
    _loss(
        "loss-left",
        "left",
        "←",
        "left",
        "the cursor one update, or one column, to the left",
        footer=2,
        group="cursor",
        enabled=enabled.moved,
    ),
    _loss(
        "loss-right",
        "right",
        "→",
        "right",
        "the cursor one update, or one column, to the right",
        footer=2,
        group="cursor",
        enabled=enabled.moved,
    ),
    _loss(
        "loss-far-left",
        "shift+left",
        "shift+←",
        "far left",
        "the cursor ten steps to the left",
        enabled=enabled.moved,
    ),
    _loss(
        "loss-far-right",
        "shift+right",
        "shift+→",
        "far right",
        "the cursor ten steps to the right",
        enabled=enabled.moved,
    ),
    _loss(
        "loss-first",
        "home",
        "home",
        "first",
        "the cursor to the first update in view",
        enabled=enabled.moved,
    ),
    _loss(
        "loss-last",
        "end",
        "end",
        "last",
        "the cursor to the newest update, where it stays",
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
        "lines from the points to the neuron's line",
        footer=2,
    ),
    _data("data-histogram", "h", "h", "histogram", "how many residuals are how large", footer=2),
)

_slice = partial(Command, context=Context.SLICE, palette=False)
SLICE = (
    _slice("direction", "d", "d", "direction", "along the step, along w, or along b", footer=2),
    _slice("slice-in", "plus", "+", "nearer", "nearer to the step", footer=2, group="slice-zoom"),
    _slice(
        "slice-out",
        "underscore",
        "_",
        "further",
        "further from the step",
        footer=2,
        group="slice-zoom",
    ),
    _slice("slice-home", "home", "home", "whole bowl", "as wide as the bowl again"),
)

_solid = partial(Command, context=Context.SOLID, palette=False)
SOLID = (
    _solid("turn-left", "left", "←", "turn left", "turn it 5° to the left", footer=2, group="turn"),
    _solid(
        "turn-right", "right", "→", "turn right", "turn it 5° to the right", footer=2, group="turn"
    ),
    _solid("raise", "up", "↑", "higher", "look from 5° higher", footer=2, group="turn"),
    _solid("lower", "down", "↓", "lower", "look from 5° lower", footer=2, group="turn"),
    _solid("solid-style", "v", "v", "style", "filled, mesh, or the trajectory alone", footer=2),
    _solid(
        "height", "h", "h", "height", "height: log of the loss, its root, the loss itself", footer=2
    ),
    _solid("spin", "a", "a", "spin", "turn slowly by itself, on and off", footer=2),
    _solid(
        "closer", "plus", "+", "closer", "closer, towards the optimum", footer=7, group="camera"
    ),
    _solid("farther", "underscore", "_", "farther", "farther away", footer=7, group="camera"),
    _solid(
        "reset-camera", "home", "home", "reset", "back to where the camera first stood", footer=7
    ),
)

_algorithm = partial(Command, context=Context.ALGORITHM, palette=False)
ALGORITHM = (
    _algorithm("line-up", "up", "↑", "line", "light the line above", footer=2, group="line"),
    _algorithm("line-down", "down", "↓", "line", "light the line below", footer=2, group="line"),
)
