"""Commands of phase maps: the view, and the keys that apply in it."""

from __future__ import annotations

from functools import partial

from tui.keys import enabled, enabled_maps
from tui.keys.command import Command, Context

MAPS = (
    Command(
        "phase",
        "Q",
        "Q",
        "phase map",
        "show the phase map: runs by two hyperparameters",
        Context.VIEW,
        enabled=enabled.not_in_view("phase"),
    ),
    Command(
        "phase-now",
        "",
        "ctrl+p",
        "phase map at once",
        "map the two parameters that the form would offer",
        Context.MOMENTS,
    ),
)

_phase = partial(Command, context=Context.PHASE, palette=False)
_move = partial(_phase, footer=3, group="cursor", enabled=enabled_maps.has_phase)
_pan = partial(_phase, enabled=enabled_maps.can_zoom_phase)
PHASE = (
    _phase("phase-new", "Q", "Q", "new map", "choose two hyperparameters, and map them", footer=1),
    _phase(
        "phase-open",
        "enter",
        "enter",
        "open the run",
        "start the run of the cursor; Q: back to the map",
        footer=2,
        enabled=enabled_maps.can_open_phase,
    ),
    _move("phase-left", "left", "←", "left", "move the cursor left"),
    _move("phase-right", "right", "→", "right", "move the cursor right"),
    _move("phase-up", "up", "↑", "up", "move the cursor up"),
    _move("phase-down", "down", "↓", "down", "move the cursor down"),
    _pan(
        "phase-pan-left",
        "shift+left",
        "shift+←",
        "pan left",
        "map what is on the left",
    ),
    _pan(
        "phase-pan-right",
        "shift+right",
        "shift+→",
        "pan right",
        "map what is on the right",
    ),
    _pan("phase-pan-up", "shift+up", "shift+↑", "pan up", "map what is above"),
    _pan("phase-pan-down", "shift+down", "shift+↓", "pan down", "map what is below"),
    _phase(
        "phase-nearer",
        "plus",
        "+",
        "zoom in",
        "map half the ranges, about the cursor (drag: a box)",
        footer=2,
        group="magnify",
        enabled=enabled_maps.can_zoom_phase,
    ),
    _phase(
        "phase-farther",
        "underscore",
        "_",
        "zoom out",
        "show the map around this one, or compute it",
        footer=2,
        group="magnify",
        enabled=enabled_maps.can_zoom_phase,
    ),
    _phase(
        "phase-back",
        "backspace",
        "backspace",
        "last map",
        "show the map that this one was made from",
        footer=4,
        enabled=enabled_maps.has_phase,
    ),
    _phase(
        "phase-export",
        "X",
        "X",
        "export",
        "write the runs of the map: .csv, .jsonl or .md",
        footer=4,
        enabled=enabled.with_files(enabled_maps.has_phase),
    ),
    _phase(
        "phase-continue",
        "C",
        "C",
        "continue",
        "compute what is left of a stopped or interrupted map",
        footer=2,
        enabled=enabled_maps.can_continue_phase,
        shy=True,
    ),
    _phase(
        "phase-stop",
        "delete,d",
        "d",
        "stop",
        "stop the map, and keep what is known of it",
        footer=2,
        enabled=enabled_maps.phase_runs,
        shy=True,
    ),
)
