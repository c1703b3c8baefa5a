"""What of the app has to change before it is saved again."""

from __future__ import annotations

from collections.abc import Mapping

from tui.model.app_model import AppModel

Mark = tuple[object, ...]


def state_mark(model: AppModel, view: Mapping[str, bool | str]) -> Mark:
    """What is saved at once when it changes."""
    made = tuple((one.number, one.stage) for one in model.experiments.made)
    looked = model.frame is not None and model.frame.of is not None and model.frame.update
    kept = tuple((run.letter, run.name, run.hidden) for run in model.kept)
    changes = 0 if model.present is None else len(model.present.changes)
    shown = model.experiments.shown
    number = 0 if shown is None else shown.number
    session = model.session
    asked = model.config, session.state, session.pace
    edited = None if model.draft is None else id(model.draft.points)
    return *asked, changes, looked, kept, made, number, edited, *view.values()


def progress_mark(model: AppModel) -> Mark:
    """What is saved every few seconds."""
    update = 0 if model.present is None else model.present.update
    return update, sum(one.done for one in model.experiments.made)
