"""Who carries out the commands of the app itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui.keys.command import Handlers

if TYPE_CHECKING:
    from tui.app.controllers.view import ViewApp


def handlers_of(app: ViewApp) -> Handlers:
    """The handlers of all commands that belong to no view and not to the panel."""
    return {
        "run": app.action_run_or_pause,
        "update": app.action_step,
        "epoch": app.action_step_epoch,
        "restart": app.action_restart,
        "new-seed": app.action_new_seed,
        "slower": partial(app.action_pace, -1),
        "faster": partial(app.action_pace, 1),
        "revive": app.action_revive,
        "smaller-batch": partial(app.action_nudge, "batch_size", -1),
        "larger-batch": partial(app.action_nudge, "batch_size", 1),
        "lower-rate": partial(app.action_nudge, "learning_rate", -1),
        "higher-rate": partial(app.action_nudge, "learning_rate", 1),
        "next-optimizer": partial(app.action_nudge, "optimizer", 1),
        "previous-optimizer": partial(app.action_nudge, "optimizer", -1),
        "undo": app.action_undo,
        "redo": app.action_redo,
        "update-back": partial(app.action_scrub, -1, 0),
        "update-on": partial(app.action_scrub, 1, 0),
        "epoch-back": partial(app.action_scrub, 0, -1),
        "epoch-on": partial(app.action_scrub, 0, 1),
        "first": app.action_first,
        "present": app.action_present,
        "fork": app.action_fork,
        "sweep": app.action_sweep,
        "tradeoff": app.action_tradeoff,
        "pin": app.action_pin,
        "bowl": partial(app.action_switch, "batch"),
        "gradients": partial(app.action_switch, "gradients"),
        "theory": partial(app.action_switch, "theory"),
        "dashboard": partial(app.action_view, "dashboard"),
        "surface": partial(app.action_view, "surface"),
        "loss": partial(app.action_view, "loss"),
        "data": partial(app.action_view, "data"),
        "slice": partial(app.action_view, "slice"),
        "solid": partial(app.action_view, "solid"),
        "runs": partial(app.action_view, "runs"),
        "algorithm": partial(app.action_view, "algorithm"),
        "sweeps": partial(app.action_view, "sweeps"),
        "zoom": app.action_zoom,
        "panel": app.action_panel,
        "next-plot": app.action_next_plot,
        "log-y": app.action_log_loss,
        "x-axis": app.action_loss_axis,
        "markers": app.action_markers,
        "leave": app.action_leave,
        "theme": app.action_toggle_dark,
        "pictures": app.action_pictures,
        "instruments": app.action_instruments,
        "repaint": app.action_repaint,
        "race": app.action_race,
        "race-by": app.action_race_by,
        "write": app.action_write,
        "save-run": app.action_save_run,
        "events": app.action_write_events,
        "copy": app.action_copy_command,
        "log": app.action_log_view,
        "palette": app.action_command_palette,
        "help": app.action_help,
        "suspend": app.action_suspend_process,
        "quit": app.exit,
        "hide-run": app.hide_run,
        "remove-run": app.remove_run,
        "rename-run": app.rename_run,
        "export-runs": app.export_runs,
        "take-up-run": app.take_up_run,
        "sweep-stop": app.stop_experiment,
        "sweep-other": app.next_experiment,
        "sweep-take": app.take_settings,
        "sweep-export": app.export_results,
    }
