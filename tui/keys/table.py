"""The table of all commands, used by `tui.keys.bindings` and `tui.keys.registry`."""

from __future__ import annotations

from tui.keys.app_commands import ANYWHERE
from tui.keys.command import Command
from tui.keys.edit_commands import EDIT, EDITS
from tui.keys.lesson_commands import LESSON, PANE
from tui.keys.panel_commands import PANEL
from tui.keys.phase_commands import MAPS, PHASE
from tui.keys.play_commands import DESCEND, GAMES, GOLF
from tui.keys.plot_commands import ALGORITHM, DATA, EIGEN, LOSS, SLICE, SOLID, SURFACE
from tui.keys.problem_commands import PROBLEMS
from tui.keys.run_commands import CHANGES, MOMENTS, RUN
from tui.keys.screen_commands import SCREEN
from tui.keys.sharing_commands import SHARING
from tui.keys.table_commands import RUNS, SWEEPS

COMMANDS: tuple[Command, ...] = (
    *RUN, *CHANGES, *PROBLEMS, *MOMENTS, *SCREEN, *EDITS, *GAMES, *MAPS, *RUNS, *SOLID, *LOSS,
    *DATA, *EDIT, *SURFACE, *PANEL, *SLICE, *ALGORITHM, *SWEEPS, *EIGEN, *DESCEND, *GOLF, *PHASE,
    *LESSON, *PANE,
    *ANYWHERE, *SHARING,
)  # fmt: skip
"""All commands, in order of preference for footer and palette."""

BY_ID = {command.id: command for command in COMMANDS}

GROUP_LABELS = {
    "pace": "pace", "batch": "batch", "rate": "lr", "optimizer": "optimizer", "view": "views",
    "row": "row", "step": "step", "sort": "sort by", "turn": "turn", "slice-zoom": "zoom",
    "line": "line", "cursor": "cursor", "arrows": "move", "magnify": "zoom", "camera": "closer",
    "columns": "columns", "many": "sweep, trade-off", "undo": "undo, redo", "scrub": "look back",
    "loss-zoom": "zoom", "edit-move": "move", "walk-aim": "aim", "walk-zoom": "finer",
    "club": "1-2-5", "club-fine": "digit", "read": "text",
}  # fmt: skip
