"""Changes of parameters at a follower: they are made by the app that it follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.sharing.messages import FromFollower, Nudge, SetValues, StartAt
from tui.app.controllers.changes import ChangesController
from tui.app.controllers.desk import Desk
from tui.app.sharing.schema import ScreenPart
from tui.model.known_problem import Problem
from tui.model.undo import Way
from tui.screens.dashboard import DashboardScreen

_PLAIN = str | int | float | bool | None


class FollowedChanges(ChangesController):
    """Passes changes on.

    Args:
        desk: its tools.
        fields: the fields in which values are typed.
        tell: sends a message to the followed app.

    Attributes:
        undoable, redoable, busy: as the followed app has them.
    """

    def __init__(
        self, desk: Desk, fields: DashboardScreen, tell: Callable[[FromFollower], None]
    ) -> None:
        super().__init__(desk, fields, lambda _work: None)
        self._tell = tell
        self.undoable = self.redoable = self.busy = False

    def adopt(self, screen: ScreenPart) -> None:
        """What can be undone there can be undone from here."""
        self.undoable, self.redoable = screen.can_undo, screen.can_redo
        self.busy = screen.preparing

    @property
    def is_preparing(self) -> bool:
        return self.busy

    @property
    def can_undo(self) -> bool:
        return self.undoable

    @property
    def can_redo(self) -> bool:
        return self.redoable

    def apply(
        self,
        values: Mapping[str, object],
        way: Way = Way.NEW,  # noqa: ARG002 - it has its own
        known: Problem | None = None,  # noqa: ARG002
    ) -> None:
        """Have the followed app change parameters."""
        plain = {name: value if isinstance(value, _PLAIN) else str(value)
                 for name, value in values.items()}  # fmt: skip
        self._tell(SetValues(plain))

    def take_typed(self, values: Mapping[str, object]) -> None:
        """The same: no file is named for another app, which may not execute it."""
        self.apply(values)

    def nudge(self, name: str, direction: int) -> None:
        """Have the followed app move a parameter one step."""
        self._tell(Nudge(name, direction > 0))

    def start_at(self, w: float, b: float) -> None:
        """Have the followed app set the starting point."""
        self._tell(StartAt(w, b))

    def prepare(self, values: Mapping[str, object], known: Problem | None = None) -> None:
        """Nothing: the samples come from the followed app."""
