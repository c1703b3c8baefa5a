"""The one table of keys: id, key, what it does, where it applies. `tui.keys` makes use of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Context(StrEnum):
    """Where a key applies; the text says it in the help's headings."""

    RUN = "the run"
    CHANGE = "changes while it runs"
    MOMENTS = "moments of a run, runs kept, many runs"
    VIEW = "what is on the screen"
    SURFACE = "the surface, with the focus"
    LOSS = "the loss curve, with the focus"
    DATA = "the data, with the focus"
    SLICE = "the slice, with the focus"
    SOLID = "the 3-D surface, with the focus"
    RUNS = "the runs compared, with the focus"
    SWEEP = "sweeps and trade-offs, with the focus"
    ALGORITHM = "the algorithm, with the focus"
    PANEL = "the parameter panel"
    ANYWHERE = "anywhere"


@dataclass(frozen=True)
class Key:
    """One row of the table.

    Attributes:
        id: names it, for a person's own key map too.
        keys: as Textual calls them, separated by commas.
        shown: as people see them.
        label: one or two words, for the footer.
        help: one line that says what it does.
        context: where it applies.
        action: what Textual runs.
        footer: its place in the footer, from 1; 0 is none. Later ones give way on a narrow screen.
        group: neighbours in the footer that have the same group share its text as their label.
        palette: whether the command palette offers it.
    """

    id: str
    keys: str
    shown: str
    label: str
    help: str
    context: Context
    action: str
    footer: int = 0
    group: str = ""
    palette: bool = True


_RUN, _CHANGE, _VIEW = Context.RUN, Context.CHANGE, Context.VIEW
_PANEL, _RUNS, _ANYWHERE = Context.PANEL, Context.RUNS, Context.ANYWHERE
_SWEEP = Context.SWEEP
_SURFACE, _LOSS, _DATA = Context.SURFACE, Context.LOSS, Context.DATA
_SLICE, _SOLID, _ALGORITHM = Context.SLICE, Context.SOLID, Context.ALGORITHM
_MOMENTS = Context.MOMENTS

KEYS: tuple[Key, ...] = (
    Key("run", "space", "space", "run", "run, or pause", _RUN, "app.run_or_pause", 1),
    Key("update", "n", "n", "update", "make one update, then pause", _RUN, "app.step", 3),
    Key("epoch", "e", "e", "epoch", "train to the end of the epoch", _RUN, "app.step_epoch", 4),
    Key("restart", "r", "r", "restart", "restart with the same samples", _RUN, "app.restart", 5),
    Key("new-seed", "R", "R", "new seed", "restart with the next seed", _RUN, "app.new_seed", 14),
    Key(
        "slower", "s", "s", "slower", "fewer updates a second: 1, 3, 10, 30 ...", _RUN,
        "app.pace(-1)", 6, "pace",
    ),
    Key(
        "faster", "S", "S", "faster", "more updates a second, up to unlimited", _RUN,
        "app.pace(1)", 6, "pace",
    ),
    Key(
        "revive", "k", "k", "start it again", "start the worker again after it was lost", _RUN,
        "app.revive", 2,
    ),
    Key(
        "smaller-batch", "left_square_bracket", "[", "halve the batch",
        "batch size down to the next power of two", _CHANGE, "app.nudge('batch_size', -1)", 8,
        "batch",
    ),
    Key(
        "larger-batch", "right_square_bracket", "]", "double the batch",
        "batch size up to the next power of two, then the full batch", _CHANGE,
        "app.nudge('batch_size', 1)", 8, "batch",
    ),
    Key(
        "lower-rate", "minus", "-", "lower learning rate",
        "learning rate down: 5, 2, 1 times a power of ten", _CHANGE,
        "app.nudge('learning_rate', -1)", 7, "rate",
    ),
    Key(
        "higher-rate", "equals_sign,plus", "=", "higher learning rate",
        "learning rate up: 1, 2, 5 times a power of ten", _CHANGE,
        "app.nudge('learning_rate', 1)", 7, "rate",
    ),
    Key(
        "next-optimizer", "o", "o", "next optimizer", "next optimizer", _CHANGE,
        "app.nudge('optimizer', 1)", 9, "optimizer",
    ),
    Key(
        "previous-optimizer", "O", "O", "previous optimizer", "previous optimizer", _CHANGE,
        "app.nudge('optimizer', -1)", 9, "optimizer",
    ),
    Key("undo", "u", "u", "undo", "take the last change of parameters back", _CHANGE, "app.undo",
        13, "undo"),
    Key("redo", "ctrl+r", "ctrl+r", "redo", "make the change again that was taken back", _CHANGE,
        "app.redo", 13, "undo"),
    Key("update-back", "comma", ",", "one update back", "look back: one update", _MOMENTS,
        "app.scrub(-1, 0)", 10, "scrub"),
    Key("update-on", "full_stop", ".", "one update on", "one update on, to the present at last",
        _MOMENTS, "app.scrub(1, 0)", 10, "scrub"),
    Key("epoch-back", "less_than_sign", "<", "one epoch back", "look back: to an epoch's end",
        _MOMENTS, "app.scrub(0, -1)", 10, "scrub"),
    Key("epoch-on", "greater_than_sign", ">", "one epoch on", "on to the next epoch's end",
        _MOMENTS, "app.scrub(0, 1)", 10, "scrub"),
    Key("first", "home,ctrl+home", "home", "start", "to the start; ctrl+home where home is taken",
        _MOMENTS, "app.first"),
    Key("present", "end,ctrl+end", "end", "to the present",
        "to the present; ctrl+end where end is taken", _MOMENTS, "app.present", 2),
    Key("fork", "f", "f", "fork", "go on from here as another run; this one is kept", _MOMENTS,
        "app.fork", 11),
    Key("sweep", "B", "B", "sweep", "a sweep: batch sizes, learning rates, optimizers, seeds",
        _MOMENTS, "app.sweep", 12, "many"),
    Key("tradeoff", "T", "T", "trade-off", "measure what a batch size costs and gives here",
        _MOMENTS, "app.tradeoff", 12, "many"),
    Key("pin", "p", "p", "keep", "keep this run, to compare others with it", _MOMENTS, "app.pin",
        12),
    Key("bowl", "b", "b", "batch's bowl", "the last batch's own bowl over the full surface", _VIEW,
        "app.switch('batch')", 10),
    Key("gradients", "g", "g", "gradients", "the batch's gradient and the full one, as arrows",
        _VIEW, "app.switch('gradients')", 10),
    Key("theory", "t", "t", "theory", "what is exactly known: limits, axes, a prediction", _VIEW,
        "app.switch('theory')", 10),
    Key("dashboard", "1", "1", "dashboard", "everything on one screen", _VIEW,
        "app.view('dashboard')", 11, "view"),
    Key("surface", "2", "2", "surface", "the loss surface, full screen", _VIEW,
        "app.view('surface')", 11, "view"),
    Key("loss", "3", "3", "loss", "the loss curve, full screen", _VIEW, "app.view('loss')", 11,
        "view"),
    Key("data", "4", "4", "data", "the data and the fitted line, full screen", _VIEW,
        "app.view('data')", 11, "view"),
    Key("slice", "5", "5", "slice", "the loss along one direction, with the last step", _VIEW,
        "app.view('slice')", 11, "view"),
    Key("solid", "6", "6", "3-D", "the loss surface in three dimensions", _VIEW,
        "app.view('solid')", 11, "view"),
    Key("runs", "7", "7", "runs", "the runs kept, compared with this one", _VIEW,
        "app.view('runs')", 11, "view"),
    Key("algorithm", "8", "8", "algorithm", "the update, line by line, with its numbers", _VIEW,
        "app.view('algorithm')", 11, "view"),
    Key("sweeps", "9", "9", "sweeps", "sweeps, and the trade-off of batch size", _VIEW,
        "app.view('sweeps')", 11, "view"),
    Key("zoom", "z", "z", "zoom", "the focused plot, full screen and back", _VIEW, "app.zoom", 12),
    Key("panel", "tab", "tab", "parameters", "go to the parameter panel", _VIEW, "app.panel", 10),
    Key("next-plot", "shift+tab", "shift+tab", "next plot", "focus the next plot", _VIEW,
        "app.next_plot"),
    Key("log-y", "y", "y", "log y", "logarithmic loss axis, on and off", _VIEW,
        "app.log_loss", 13),
    Key("x-axis", "x", "x", "x axis", "loss curve's x axis: updates, epochs, samples seen, seconds",
        _VIEW, "app.loss_axis", 13),
    Key("markers", "m", "m", "markers", "what curves are drawn with: braille, quadrant, dot, ASCII",
        _VIEW, "app.markers", 15),
    Key("leave", "escape", "esc", "back", "back: from the panel, from full screen", _VIEW,
        "app.leave", 2, palette=False),
    Key("theme", "ctrl+t", "ctrl+t", "theme", "dark or light", _VIEW, "app.toggle_dark"),
    Key("pictures", "P", "P", "pictures/s", "at most 30, 15, 5, 2, 1 pictures a second", _VIEW,
        "app.pictures"),
    Key("instruments", "I", "I", "instruments", "pictures/s, kB/s and lag in the status line",
        _VIEW, "app.instruments"),
    Key("repaint", "ctrl+l", "ctrl+l", "repaint", "paint the whole screen anew", _VIEW,
        "app.repaint"),
    Key("run-above", "up", "↑", "up", "the run above", _RUNS, "row(-1)", 2, "row", palette=False),
    Key("run-below", "down", "↓", "down", "the run below", _RUNS, "row(1)", 2, "row",
        palette=False),
    Key("column-left", "left", "←", "left", "sort by the column to the left", _RUNS, "column(-1)",
        2, "sort", palette=False),
    Key("column-right", "right", "→", "right", "sort by the column to the right", _RUNS,
        "column(1)", 2, "sort", palette=False),
    Key("turn-order", "v", "v", "other way", "sort the other way round", _RUNS, "turn", 3,
        palette=False),
    Key("take-up-run", "enter", "enter", "take up", "go on with the run; this one takes its place",
        _RUNS, "choose", 3, palette=False),
    Key("rename-run", "N", "N", "rename", "call the run by another name", _RUNS, "rename", 5,
        palette=False),
    Key("export-runs", "X", "X", "export", "write the table: .csv, .jsonl or .md", _RUNS,
        "export", 5, palette=False),
    Key("hide-run", "h", "h", "hide", "leave the run out of the plots, or show it again", _RUNS,
        "hide", 3, palette=False),
    Key("race", "a", "a", "race", "restart this run and those kept, side by side", _RUNS,
        "app.race", 4),
    Key("race-by", "A", "A", "race by", "race in the same epochs, samples seen or seconds", _RUNS,
        "app.race_by", 4),
    Key("remove-run", "delete,d", "d", "remove", "keep the run no longer", _RUNS, "remove", 3,
        palette=False),
    Key("turn-left", "left", "←", "turn left", "turn it 5° to the left", _SOLID, "turn(-1, 0)", 2,
        "turn", palette=False),
    Key("turn-right", "right", "→", "turn right", "turn it 5° to the right", _SOLID, "turn(1, 0)",
        2, "turn", palette=False),
    Key("raise", "up", "↑", "higher", "look from 5° higher", _SOLID, "turn(0, 1)", 2, "turn",
        palette=False),
    Key("lower", "down", "↓", "lower", "look from 5° lower", _SOLID, "turn(0, -1)", 2, "turn",
        palette=False),
    Key("solid-style", "v", "v", "style", "filled, mesh, or the trajectory alone", _SOLID,
        "style", 2, palette=False),
    Key("height", "h", "h", "height", "height: log of the loss, its root, the loss itself", _SOLID,
        "height", 2, palette=False),
    Key("spin", "a", "a", "spin", "turn slowly by itself, on and off", _SOLID, "spin", 2,
        palette=False),
    Key("closer", "plus", "+", "closer", "closer, towards the optimum", _SOLID, "closer(1)", 7,
        "camera", palette=False),
    Key("farther", "underscore", "_", "farther", "farther away", _SOLID, "closer(-1)", 7, "camera",
        palette=False),
    Key("reset-camera", "home", "home", "reset", "back to where the camera first stood", _SOLID,
        "reset", 7, palette=False),
    Key("loss-recent", "F", "F", "recent part", "just the last tenth of the run, or all of it",
        _LOSS, "recent", 2, palette=False),
    Key("loss-read", "i", "i", "read out", "a cursor that reads single updates out", _LOSS, "read",
        2, palette=False),
    Key("loss-left", "left", "←", "left", "the cursor one update, or one column, to the left",
        _LOSS, "cursor(-1)", 2, "cursor", palette=False),
    Key("loss-right", "right", "→", "right", "the cursor one update, or one column, to the right",
        _LOSS, "cursor(1)", 2, "cursor", palette=False),
    Key("loss-far-left", "shift+left", "shift+←", "far left", "the cursor ten steps to the left",
        _LOSS, "cursor(-10)", palette=False),
    Key("loss-far-right", "shift+right", "shift+→", "far right",
        "the cursor ten steps to the right", _LOSS, "cursor(10)", palette=False),
    Key("loss-first", "home", "home", "first", "the cursor to the first update in view", _LOSS,
        "cursor_to(-1)", palette=False),
    Key("loss-last", "end", "end", "last", "the cursor to the newest update, where it stays", _LOSS,
        "cursor_to(1)", palette=False),
    Key("data-residuals", "d", "d", "residuals", "lines from the points to the neuron's line",
        _DATA, "residuals", 2, palette=False),
    Key("data-histogram", "h", "h", "histogram", "how many residuals are how large", _DATA,
        "histogram", 2, palette=False),
    Key("surface-left", "left", "←", "left", "the start before a run, else the view; or the cursor",
        _SURFACE, "arrow(-1, 0)", 5, "arrows", palette=False),
    Key("surface-right", "right", "→", "right", "the same to the right", _SURFACE, "arrow(1, 0)", 5,
        "arrows", palette=False),
    Key("surface-up", "up", "↑", "up", "the same upwards", _SURFACE, "arrow(0, 1)", 5, "arrows",
        palette=False),
    Key("surface-down", "down", "↓", "down", "the same downwards", _SURFACE, "arrow(0, -1)", 5,
        "arrows", palette=False),
    Key("pan-left", "shift+left", "shift+←", "pan left", "the view to the left", _SURFACE,
        "pan(-1, 0)", palette=False),
    Key("pan-right", "shift+right", "shift+→", "pan right", "the view to the right", _SURFACE,
        "pan(1, 0)", palette=False),
    Key("pan-up", "shift+up", "shift+↑", "pan up", "the view upwards", _SURFACE, "pan(0, 1)",
        palette=False),
    Key("pan-down", "shift+down", "shift+↓", "pan down", "the view downwards", _SURFACE,
        "pan(0, -1)", palette=False),
    Key("nearer", "plus", "+", "zoom in", "zoom in; the mouse wheel does so about the pointer",
        _SURFACE, "magnify(1)", 6, "magnify", palette=False),
    Key("zoom-out", "underscore", "_", "zoom out", "zoom out", _SURFACE, "magnify(-1)", 6,
        "magnify", palette=False),
    Key("home", "home", "home", "whole view", "back to the view that holds start and optimum",
        _SURFACE, "home", 9, palette=False),
    Key("follow", "F", "F", "follow", "keep the current point in sight, on and off", _SURFACE,
        "follow", 7, palette=False),
    Key("cursor", "i", "i", "read off", "a cursor that reads w, b and loss, on and off", _SURFACE,
        "cursor", 7, palette=False),
    Key("surface-style", "v", "v", "bands, lines", "bands of colour and contour lines, or either",
        _SURFACE, "style", 8, palette=False),
    Key("row-up", "up", "↑", "up", "the row above", _PANEL, "move(-1)", 2, "row", palette=False),
    Key("row-down", "down", "↓", "down", "the row below", _PANEL, "move(1)", 2, "row",
        palette=False),
    Key("row-next", "tab", "tab", "down", "the row below", _PANEL, "move(1)", palette=False),
    Key("row-previous", "shift+tab", "shift+tab", "up", "the row above", _PANEL, "move(-1)",
        palette=False),
    Key("step-down", "left", "←", "less", "a step down, or the choice before (names are typed)",
        _PANEL, "nudge(-1)", 2, "step", palette=False),
    Key("step-up", "right", "→", "more", "a step up, or the next choice (names are typed)", _PANEL,
        "nudge(1)", 2, "step", palette=False),
    Key("edit", "enter", "enter", "type", "type a value; a digit starts typing too", _PANEL,
        "edit", 2, palette=False),
    Key("default", "backspace,delete", "backspace", "default", "back to the default value", _PANEL,
        "default", 3, palette=False),
    Key("direction", "d", "d", "direction", "along the step, along w, or along b", Context.SLICE,
        "direction", 2, palette=False),
    Key("slice-in", "plus", "+", "nearer", "nearer to the step", Context.SLICE, "zoom_in(1)", 2,
        "slice-zoom", palette=False),
    Key("slice-out", "underscore", "_", "further", "further from the step", Context.SLICE,
        "zoom_in(-1)", 2, "slice-zoom", palette=False),
    Key("slice-home", "home", "home", "whole bowl", "as wide as the bowl again", Context.SLICE,
        "zoom_in(0)", palette=False),
    Key("line-up", "up", "↑", "line", "light the line above", Context.ALGORITHM, "advance(-1)", 2,
        "line", palette=False),
    Key("line-down", "down", "↓", "line", "light the line below", Context.ALGORITHM, "advance(1)",
        2, "line", palette=False),
    Key("sweep-above", "up", "↑", "up", "the row above", _SWEEP, "row(-1)", 3, "row",
        palette=False),
    Key("sweep-below", "down", "↓", "down", "the row below", _SWEEP, "row(1)", 3, "row",
        palette=False),
    Key("sweep-left", "left", "←", "left", "columns further left", _SWEEP, "column(-1)", 4,
        "columns", palette=False),
    Key("sweep-right", "right", "→", "right", "columns further right", _SWEEP, "column(1)", 4,
        "columns", palette=False),
    Key("sweep-page", "v", "v", "next page", "the next map or plot, and back to the table", _SWEEP,
        "turn", 2, palette=False),
    Key("sweep-take", "enter", "enter", "take", "take the row's settings for this run", _SWEEP,
        "choose", 3, palette=False),
    Key("sweep-other", "h", "h", "other", "the sweep, or the trade-off of batch size", _SWEEP,
        "other", 4, palette=False),
    Key("sweep-export", "X", "X", "export", "write the results: .csv, .jsonl or .md", _SWEEP,
        "export", 3, palette=False),
    Key("sweep-stop", "delete,d", "d", "stop", "stop it, and keep what has ended", _SWEEP, "stop",
        2, palette=False),
    Key("write", "w", "w", "write", "write the history to a file, .npz or .csv", _ANYWHERE,
        "app.write", 16),
    Key("save-run", "W", "W", "save the run", "save the whole run, for descent open", _ANYWHERE,
        "app.save_run", 16),
    Key("events", "E", "E", "TensorBoard", "write event files for TensorBoard", _ANYWHERE,
        "app.write_events"),
    Key("copy", "c", "c", "command line", "show and copy the command line that gives this run",
        _ANYWHERE, "app.copy_command", 17),
    Key("log", "l", "l", "log", "what happened, and what the worker printed", _ANYWHERE,
        "app.log_view"),
    Key("palette", "ctrl+p", "ctrl+p", "palette", "all commands by name", _ANYWHERE,
        "app.command_palette", 18, palette=False),
    Key("help", "question_mark", "?", "help", "help for what is on the screen", _ANYWHERE,
        "app.help", 1),
    Key("quit", "q,ctrl+q", "q", "quit", "end the run and leave", _ANYWHERE, "app.quit", 19),
)  # fmt: skip
"""In the order in which help shows them."""

GROUP_LABELS = {
    "pace": "pace", "batch": "batch", "rate": "lr", "optimizer": "optimizer", "view": "views",
    "row": "row", "step": "step", "sort": "sort by", "turn": "turn", "slice-zoom": "zoom",
    "line": "line", "cursor": "cursor", "arrows": "move", "magnify": "zoom", "camera": "closer",
    "columns": "columns", "many": "sweep, trade-off", "undo": "undo, redo", "scrub": "look back",
}  # fmt: skip
