"""Why a command does not apply: pure functions of the situation, empty where it applies."""

from __future__ import annotations

from tui.keys.command import Enabled
from tui.model.situation import Situation, ViewName

LOST = "the worker is gone; k starts it again"
NO_UPDATE = "no update was made yet"
NO_EXPERIMENT = "nothing was swept or measured yet; B sweeps, T measures"

# ------------------------------------------------------------------------------ the run


def worker_lives(here: Situation) -> str:
    """There is a worker, or there will be one."""
    return LOST if here.lost else ""


def worker_lost(here: Situation) -> str:
    """The worker is lost."""
    return "" if here.lost else "the worker is not lost"


def can_run(here: Situation) -> str:
    """The present is shown, and there is a worker."""
    if here.looking_back and not here.lost:
        return "an earlier moment is shown; f forks here, end leads back"
    return worker_lives(here)


def moved(here: Situation) -> str:
    """An update was made."""
    return "" if here.moved else NO_UPDATE


def can_write(here: Situation) -> str:
    """There are updates to write, and a worker that writes them."""
    if here.lost:
        return LOST
    return "" if here.moved else "there is nothing to write: no update was made yet"


# ------------------------------------------------------------------------------ changes


def can_undo(here: Situation) -> str:
    """There is a change to undo."""
    return _settled(here) or ("" if here.can_undo else "nothing was changed yet")


def can_redo(here: Situation) -> str:
    """There is a change to redo."""
    return _settled(here) or ("" if here.can_redo else "nothing was undone")


def _settled(here: Situation) -> str:
    return "the last change is still under way" if here.preparing else ""


# ------------------------------------------------------------------------------ moments


def has_past(here: Situation) -> str:
    """There are earlier moments, and a worker to go back to them."""
    if here.lost:
        return LOST
    return "" if here.moved else "there is nothing before this: no update was made"


def has_future(here: Situation) -> str:
    """An earlier moment is shown."""
    if here.lost:
        return LOST
    return "" if here.looking_back else "this is the present: there is nothing after it yet"


def looking_back(here: Situation) -> str:
    """An earlier moment is shown."""
    return "" if here.looking_back else "this is the present"


def can_keep(here: Situation) -> str:
    """There is a run to keep, and a letter for it."""
    if not here.moved:
        return "there is no run to keep yet: no update was made"
    return "" if here.runs.room else "all letters are taken; view 7 removes a kept run"


def can_fork(here: Situation) -> str:
    """There is a run to keep, and a worker to go on from the moment shown."""
    return worker_lives(here) or can_keep(here)


# ------------------------------------------------------------------------------ the screen


def not_in_view(name: ViewName) -> Enabled:
    """Another view is shown, or something else than its plot has the focus."""

    def enabled(here: Situation) -> str:
        shown = here.view == name and (name in {"dashboard", here.focus})
        return "this view is on the screen" if shown else ""

    return enabled


def loss_is_seen(here: Situation) -> str:
    """A view that shows the loss curve is on the screen."""
    return "" if here.view in ("dashboard", "loss") else "in views 1 and 3"


def can_leave(here: Situation) -> str:
    """There is something to leave: a view, a focus, an earlier moment."""
    away = here.view != "dashboard" or here.focus or here.looking_back
    return "" if away else "this is the dashboard; q quits"


def outside_panel(here: Situation) -> str:
    """The panel has not the focus."""
    return "the panel has the focus" if here.focus == "panel" else ""


# ------------------------------------------------------------------------------ kept runs


def any_run(here: Situation) -> str:
    """There is a run, present or kept."""
    return "" if here.moved or here.runs.kept else "there is no run yet: no update was made"


def several_runs(here: Situation) -> str:
    """There are rows to go through or to sort."""
    return "" if here.runs.kept else "there is no other run; p keeps one"


def kept_run_selected(here: Situation) -> str:
    """A kept run is selected."""
    return several_runs(here) or ("" if here.runs.selected else "select a kept run (↑ ↓)")


def can_take_up(here: Situation) -> str:
    """A kept run is selected, and there is a worker to continue it."""
    return worker_lives(here) or kept_run_selected(here)


def can_race(here: Situation) -> str:
    """There is a kept run on the same data, and a worker."""
    if here.lost:
        return LOST
    return "" if here.runs.rivals else "there is no run to race: p keeps one, then change something"


# ------------------------------------------------------------------------------ sweeps


def has_experiment(here: Situation) -> str:
    """A sweep or a trade-off is shown."""
    return "" if here.experiments.count else NO_EXPERIMENT


def several_experiments(here: Situation) -> str:
    """There is another sweep or trade-off to show."""
    return "" if here.experiments.count > 1 else "there is no other; B sweeps, T measures"


def has_results(here: Situation) -> str:
    """There are rows to write."""
    return "" if here.experiments.rows else "there are no results to write yet"


def has_sweep_rows(here: Situation) -> str:
    """There are rows of a sweep, whose settings can be taken."""
    if has_experiment(here):
        return NO_EXPERIMENT
    if not here.experiments.is_sweep:
        return "a sweep has rows to take, a trade-off has none"
    return "" if here.experiments.rows else "no run of the sweep has ended yet"


def experiment_runs(here: Situation) -> str:
    """A sweep or a trade-off is under way."""
    return "" if here.experiments.running else "nothing is being swept or measured"
