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
)

_phase = partial(Command, context=Context.PHASE, palette=False)
_move = partial(_phase, footer=3, group="cursor", enabled=enabled_maps.has_phase)
_leap = partial(_phase, enabled=enabled_maps.has_phase)
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
    _leap("phase-far-left", "shift+left", "shift+←", "far left", "move the cursor ten cells left"),
    _leap(
        "phase-far-right", "shift+right", "shift+→", "far right", "move the cursor ten cells right"
    ),
    _leap("phase-far-up", "shift+up", "shift+↑", "far up", "move the cursor ten cells up"),
    _leap("phase-far-down", "shift+down", "shift+↓", "far down", "move the cursor ten cells down"),
    _phase(
        "phase-nearer",
        "plus",
        "+",
        "zoom in",
        "map half the ranges, about the cursor (wheel: pointer)",
        footer=2,
        group="magnify",
        enabled=enabled_maps.can_zoom_phase,
    ),
    _phase(
        "phase-farther",
        "underscore",
        "_",
        "zoom out",
        "map double the ranges, about the cursor",
        footer=2,
        group="magnify",
        enabled=enabled_maps.can_zoom_phase,
    ),
    _phase(
        "phase-back",
        "backspace",
        "backspace",
        "last map",
        "show the map that this one was zoomed from",
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
