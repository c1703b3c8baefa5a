"""The path of a lesson: where it left the run, and whether the run is still there."""

from __future__ import annotations

from dataclasses import dataclass

from engine.config.run import RunConfig
from engine.history.values import RunState
from tui.app.controllers.lesson.conductor import Changes, Conductor
from tui.model.app_model import AppModel


@dataclass(frozen=True, eq=False)
class Place:
    """Where the lesson left the run.

    Attributes:
        config: the configuration; None if it is not known: the run is elsewhere.
        updates: made.
    """

    config: RunConfig | None
    updates: int


class Trail:
    """Compares the run with the path of the lesson.

    Args:
        model: the state of the app.
        changes: knows whether a change is being prepared.
        conductor: carries out what the lesson does.
    """

    def __init__(self, model: AppModel, changes: Changes, conductor: Conductor) -> None:
        self._model, self._changes, self._conductor = model, changes, conductor
        self._place: Place | None = None

    @property
    def left(self) -> bool:
        """Whether the run has left the path."""
        model, conductor = self._model, self._conductor
        if self._changes.is_preparing:
            return False
        if conductor.failed:
            return True
        if conductor.busy:
            known = conductor.config
            return conductor.goal is not None and known is not None and model.config != known
        place = self._place
        return place is not None and (place.config, place.updates) != (model.config, self._updates)

    def keep(self) -> str:
        """Keep the run that has left the path; returns what to say of it."""
        if self._model.unmoved or self._place is None:
            return ""
        run = self._model.keep()
        return f"; your run is kept as {run.letter}" if run else "; no letter was free for your run"

    @property
    def updates(self) -> int | None:
        """Updates of the run where the lesson left it; None while it is on its way."""
        return None if self._place is None else self._place.updates

    @property
    def config(self) -> RunConfig | None:
        """The configuration that the lesson left; None if it is not known."""
        return None if self._place is None else self._place.config

    @property
    def _updates(self) -> int:
        return 0 if self._model.present is None else self._model.present.update

    def forget(self) -> None:
        """The lesson moves on."""
        self._place = None

    def leave(self) -> None:
        """The run is another one than that of the lesson."""
        self._place = Place(None, 0)

    def stand(self) -> None:
        """The lesson left the run where it is."""
        self._place = Place(self._model.config, self._updates)

    def find(self) -> None:
        """Note where the lesson leaves the run, as soon as all that it does is done."""
        conductor = self._conductor
        if self._place is not None or conductor.busy or conductor.failed:
            return
        if self._model.session.state is not RunState.RUNNING:
            self._place = Place(self._model.config, self._updates)
