"""Why a command does not apply: pure functions of the situation, empty if it applies."""

from __future__ import annotations

from engine.config.file_access import FILES_OFF
from tui.keys.command import Enabled
from tui.model.situation import NO_TRADEOFF, Situation, ViewName

LOST = "the worker is lost; k: restart it"
NO_UPDATE = "no update yet"
NO_EXPERIMENT = "no sweep or trade-off yet; B: sweep, T: trade-off"

# ------------------------------------------------------------------------------ the run


def worker_lives(here: Situation) -> str:
    """A worker exists or is being started."""
    return LOST if here.lost else ""


def worker_lost(here: Situation) -> str:
    """The worker is lost, or hangs."""
    if here.lost or here.hangs:
        return ""
    return "the worker is busy; k: restart it after 30 s" if here.silent else "the worker answers"


def can_run(here: Situation) -> str:
    """A worker exists, and no question of a lesson locks the run; the past may be replayed."""
    # The lesson's own run may be paused.
    free = here.running or here.looking_back
    return worker_lives(here) or ("" if free else here.lesson.locked)


def can_train(here: Situation) -> str:
    """A worker exists, and no question of a lesson locks the run."""
    return worker_lives(here) or here.lesson.locked


def can_measure(here: Situation) -> str:
    """A run can be trained, whose least loss is known."""
    return can_train(here) or ("" if here.quadratic else NO_TRADEOFF)


def moved(here: Situation) -> str:
    """At least one update was made."""
    return "" if here.moved else NO_UPDATE


def can_write(here: Situation) -> str:
    """There are updates to write, and a worker that writes them."""
    if here.lost:
        return LOST
    return "" if here.moved else NO_UPDATE


# ------------------------------------------------------------------------------ files


def with_files(enabled: Enabled = lambda _: "") -> Enabled:
    """For a command that writes what the user names: people may name files here."""

    def allowed(here: Situation) -> str:
        return enabled(here) if here.files else FILES_OFF

    return allowed


def has_shell(here: Situation) -> str:
    """There is a shell to return to."""
    return "" if here.files else "there is no shell behind descent serve"


# ------------------------------------------------------------------------------ changes


def can_undo(here: Situation) -> str:
    """There is a change to undo."""
    return _settled(here) or ("" if here.can_undo else "no parameter change yet")


def can_redo(here: Situation) -> str:
    """There is a change to redo."""
    return _settled(here) or ("" if here.can_redo else "no undone change")


def _settled(here: Situation) -> str:
    return "the last change is still in progress" if here.preparing else ""


# ------------------------------------------------------------------------------ the data


def can_edit(here: Situation) -> str:
    """The samples of the present are shown, and are not being edited in the focused plot."""
    if here.focus == "editing":
        return "the data are being edited; esc: use them"
    if not here.takes_data:
        return "this loss takes no data"
    if here.looking_back:
        return "an earlier moment is shown; end: return"
    return _settled(here)


def has_batch_loss(here: Situation) -> str:
    """A batch has a loss of its own, which the app can compute."""
    if not here.takes_data:
        return "this loss has no samples, so every batch has the same"
    return "" if here.computable else "the worker alone knows the loss of a batch here"


def editing(here: Situation) -> str:
    """The data are being edited."""
    return "" if here.editing else "the data are not being edited; C: edit them"


def edited(here: Situation) -> str:
    """The data have been edited."""
    return editing(here) or ("" if here.edited else "nothing edited yet")


# ------------------------------------------------------------------------------ moments


def has_past(here: Situation) -> str:
    """There are earlier moments, and a worker to return to them."""
    if here.lost:
        return LOST
    return "" if here.moved else "nothing earlier: no update yet"


def has_future(here: Situation) -> str:
    """An earlier moment is shown."""
    if here.lost:
        return LOST
    return "" if here.looking_back else "this is the present; nothing is later"


def looking_back(here: Situation) -> str:
    """An earlier moment is shown."""
    return "" if here.looking_back else "this is the present"


def can_keep(here: Situation) -> str:
    """There is a run to keep, and a letter for it."""
    if not here.moved:
        return "no run to keep: no update yet"
    return "" if here.runs.room else "all letters are in use; remove a kept run in view 7"


def can_fork(here: Situation) -> str:
    """There is a run to keep, and a worker to continue from the moment shown."""
    return worker_lives(here) or can_keep(here)


# ------------------------------------------------------------------------------ the screen


ALREADY_SHOWN = "this view is already shown"


def not_in_view(name: ViewName) -> Enabled:
    """Another view is shown, or its plot does not have the focus."""

    def enabled(here: Situation) -> str:
        shown = here.view == name and (name in {"dashboard", here.plot})
        return ALREADY_SHOWN if shown else ""

    return enabled


def loss_is_seen(here: Situation) -> str:
    """A view that shows the loss curve is on the screen."""
    return "" if here.view in ("dashboard", "loss") else "in views 1 and 3"


def can_leave(here: Situation) -> str:
    """There is something to leave: a view, a focus, an earlier moment."""
    if here.focus == "editing":
        return "the data are being edited; esc: use them"
    away = here.view != "dashboard" or here.focus or here.looking_back
    return "" if away else "this is the dashboard; q: quit"


def can_resume(here: Situation) -> str:
    """There is an earlier session."""
    return "" if here.resumable else "no earlier session to resume"


def can_share(here: Situation) -> str:
    """The session is that of this app."""
    return "this is the session of another app" if here.sharing.following else ""


def can_pass_control(here: Situation) -> str:
    """The keys of another terminal count, or this one has taken over."""
    if here.sharing.ended:
        return here.sharing.refusal
    if here.sharing.refusal or here.sharing.following:
        return ""
    return "the keys of this terminal count" if here.sharing.shared else "the session is not shared"


def outside_panel(here: Situation) -> str:
    """The panel does not have the focus."""
    return "the panel has the focus" if here.focus == "panel" else ""


# ------------------------------------------------------------------------------ lessons


def in_lesson(here: Situation) -> str:
    """A lesson is open."""
    return "" if here.lesson.open else "no lesson is open; ctrl+p: lessons"


def lesson_asks(here: Situation) -> str:
    """A question of the lesson is open."""
    return in_lesson(here) or ("" if here.lesson.asks else "no question is open")


# ------------------------------------------------------------------------------ kept runs


def any_run(here: Situation) -> str:
    """There is a current or a kept run."""
    return "" if here.moved or here.runs.kept else "no run yet: no update yet"


def several_runs(here: Situation) -> str:
    """There are rows to select or sort."""
    return "" if here.runs.kept else "no other run; p: keep the run"


def kept_run_selected(here: Situation) -> str:
    """A kept run is selected."""
    return several_runs(here) or ("" if here.runs.selected else "select a kept run (↑ ↓)")


def can_take_up(here: Situation) -> str:
    """A kept run is selected, and there is a worker to continue it."""
    return worker_lives(here) or kept_run_selected(here)


def can_race(here: Situation) -> str:
    """There is a kept run on the same data, and a worker."""
    if reason := can_train(here):
        return reason
    return "" if here.runs.rivals else "no run to race; p: keep the run, then change something"


# ------------------------------------------------------------------------------ sweeps


def has_experiment(here: Situation) -> str:
    """A sweep or a trade-off is shown."""
    return "" if here.experiments.count else NO_EXPERIMENT


def several_experiments(here: Situation) -> str:
    """There is another sweep or trade-off to show."""
    return "" if here.experiments.count > 1 else "no other; B: sweep, T: trade-off"


def has_results(here: Situation) -> str:
    """There are rows to write."""
    return "" if here.experiments.rows else "no results to write yet"


def has_sweep_rows(here: Situation) -> str:
    """There are rows of a sweep, whose settings can be used."""
    if has_experiment(here):
        return NO_EXPERIMENT
    if not here.experiments.is_sweep:
        return "only rows of a sweep have settings, not a trade-off"
    return "" if here.experiments.rows else "no finished run of the sweep yet"


def can_continue_experiment(here: Situation) -> str:
    """The one shown was stopped or interrupted, and there is a worker."""
    if here.lost:
        return LOST
    return "" if here.experiments.unfinished else has_experiment(here) or "nothing of it is left"


def experiment_runs(here: Situation) -> str:
    """A sweep or a trade-off is running."""
    return "" if here.experiments.running else "no sweep or trade-off is running"
