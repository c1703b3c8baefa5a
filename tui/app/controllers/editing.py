"""Commands of the data while they are edited: the draft in the model, its file when it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from engine.config.parameters import with_values
from engine.errors import DescentError
from engine.protocol.commands import Pause
from engine.storage.edited_data import write_edited
from tui.app.controllers.desk import Desk
from tui.canvas.limits import nudged
from tui.keys.command import Command, Context, Handlers
from tui.model.draft import FEWEST, MOST, Draft
from tui.model.known_problem import Problem
from tui.model.points import Point
from tui.model.status import Tone
from tui.model.undo import Way
from tui.screens.dashboard import DashboardScreen
from tui.text.numbers import some, whole
from tui.views.data.widget import DataPlot

_FAR = 5
"""Cells of a long step."""
_NEAR = 0.75
"""A point is under the cursor within this share of a cell."""
_KEEPS_EDITING = frozenset((
    Context.EDIT, Context.DATA, Context.VIEW, Context.SURFACE, Context.LOSS, Context.SLICE,
    Context.SOLID, Context.ALGORITHM, Context.EIGEN, Context.PANEL, Context.DESCEND, Context.GOLF,
))  # fmt: skip
_LOOKS = frozenset(("help", "log", "palette", "picture", "picture-screen", "suspend"))
"""Other commands that leave the run and the data as they are."""
_READ_AS_WRITTEN: dict[str, object] = {
    "x_column": "1", "y_column": "2", "separator": None, "decimal": None, "thousands": None,
    "encoding": None, "skip": 0, "sheet": None, "missing": "drop",
}  # fmt: skip
"""How the file of edited data is read, whatever the file was that it was made of."""


class Apply(Protocol):
    """Changes parameters."""

    def __call__(
        self, values: Mapping[str, object], way: Way = Way.NEW, known: Problem | None = None
    ) -> None: ...


class EditController:
    """Edits the data.

    Args:
        desk: its tools.
        apply: changes parameters.
        dashboard: the screen that shows the data.
    """

    def __init__(self, desk: Desk, apply: Apply, dashboard: DashboardScreen) -> None:
        self._desk = desk
        self._apply = apply
        self._dashboard = dashboard

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        sides = {"left": (-1, 0), "right": (1, 0), "up": (0, 1), "down": (0, -1)}
        return {
            "edit-data": self.begin,
            **{f"edit-{name}": partial(self.move, *side) for name, side in sides.items()},
            **{f"edit-far-{name}": partial(self.move, *side, _FAR) for name, side in sides.items()},
            "edit-next": partial(self.go_to_next, 1),
            "edit-previous": partial(self.go_to_next, -1),
            "edit-point": self.press,
            "edit-remove": self.remove,
            "edit-outliers": self.next_outliers,
            "edit-undo": partial(self.edit, Draft.undone),
            "edit-redo": self.redo,
            "edit-apply": self.release_or_finish,
            "edit-discard": self.discard,
        }

    # ------------------------------------------------------------------------------ begin, end

    def begin(self) -> str:
        """Edit the data; a running run pauses. Returns why that is not possible."""
        model = self._desk.model
        problem = model.problem
        if problem is None:
            return "the samples are not known yet"
        if problem.preview.samples > MOST:
            count = whole(problem.preview.samples)
            return f"the data have {count} samples; at most {whole(MOST)} can be edited"
        if model.draft is None:
            if model.running:
                model.ask_to_run(run=False)
                self._desk.send(Pause())
            model.edit(Draft.begun(problem))
        self._show()
        self._desk.say("editing the data; X: discard")
        return ""

    def release_or_finish(self) -> None:
        """Release the point that is held; with none, use the data."""
        draft = self._draft
        if draft.held is not None:
            self.edit(Draft.let_go)
        else:
            self.finish()

    def discard(self) -> None:
        """Leave the data as they were."""
        self._desk.model.edit(None)
        self._desk.say("edits discarded")

    def finish(self) -> None:
        """Use the edited data, if there are any: the worker gets them, and the run restarts."""
        model = self._desk.model
        draft = model.draft
        if draft is None:
            return
        if not draft.changed:
            model.edit(None)
            self._desk.say("the data are as they were")
            return
        if len(draft.points) < FEWEST:
            self._desk.say(f"at least {FEWEST} points; add one, or X: discard", Tone.WARNING)
            return
        samples = draft.base.preview
        try:
            file = write_edited(draft.points.x, draft.points.y, (samples.x_name, samples.y_name))
        except DescentError as error:
            self._desk.say(str(error), Tone.ERROR)
            return
        values = {"data": file, **_READ_AS_WRITTEN}
        config = with_values(model.config, values)
        restarts = "" if model.unmoved else "; the run restarts"
        self._apply(values, known=draft.problem_as(config.data))
        if model.draft is None:
            model.lead(f"data edited{restarts}", model.messages.shown.tone)
            self._desk.redraw()

    def before(self, command: Command) -> None:
        """Use the edited data before a command that acts on the run."""
        if command.context not in _KEEPS_EDITING and command.id not in _LOOKS:
            self.finish()

    # ------------------------------------------------------------------------------ edits

    def edit(self, change: Callable[[Draft], Draft]) -> str:
        """Make a change; returns why nothing changed."""
        before = self._draft
        try:
            after = change(before)
        except DescentError as error:
            return str(error)
        self._desk.model.edit(after)
        if len(before.points) != len(after.points):
            self._desk.say(some(len(after.points), "point"))
        else:
            self._desk.redraw()
        return ""

    def move(self, right: int, up: int, cells: int = 1) -> str:
        """Move the cursor, and the point that it holds, to the next round numbers."""
        width, height = self._cell
        if not (width and height):
            return "nothing is drawn yet"
        x, y = self._draft.cursor
        place = (
            nudged(x, cells * width, right) if right else x,
            nudged(y, cells * height, up) if up else y,
        )
        return self.edit(lambda draft: draft.moved(place))

    def go_to_next(self, direction: int) -> str:
        """Go to the next point to the right (1) or to the left (-1)."""
        return self.edit(lambda draft: draft.at_next(direction, self._reach))

    def press(self) -> str:
        """Hold the point at the cursor, or release it; add one where there is none."""
        draft = self._draft
        if draft.under(self._reach) is None and len(draft.points) >= MOST:
            return f"at most {whole(MOST)} points"
        return self.edit(lambda draft: draft.pressed(self._reach))

    def remove(self) -> str:
        """Remove the point at the cursor."""
        index = self._draft.under(self._reach)
        if index is None:
            return "no point here; tab: next point"
        return self.remove_at(index)

    def remove_at(self, index: int) -> str:
        """Remove a point."""
        if len(self._draft.points) <= FEWEST:
            return f"at least {FEWEST} points"
        return self.edit(lambda draft: draft.removed(index))

    def next_outliers(self) -> str:
        """Put in the next kind of outliers instead of the last."""
        reason = self.edit(Draft.with_next_outliers)
        if not reason:
            kind = self._draft.outliers
            self._desk.say(f"outliers: {'none' if kind is None else kind}")
        return reason

    def redo(self) -> str:
        """Redo the edit that was undone last."""
        return self.edit(Draft.redone) if self._draft.future else "no undone edit"

    def _show(self) -> None:
        """Show the data, and put the focus there."""
        if "data" in self._dashboard.seen:
            self._dashboard.plot("data").focus()
        else:
            self._dashboard.set_view("data")
            self._desk.model.leave_view()

    @property
    def _cell(self) -> Point:
        """Width and height of a cell in the data's units; zeros before the first drawing."""
        plot = self._dashboard.plot("data")
        assert isinstance(plot, DataPlot)
        return (0.0, 0.0) if plot.plan is None else plot.plan.area.cell_size

    @property
    def _draft(self) -> Draft:
        draft = self._desk.model.draft
        assert draft is not None, "the table of commands lets nobody edit but in the mode"
        return draft

    @property
    def _reach(self) -> Point:
        """How near a point must be to be under the cursor; some of the picture before any."""
        width, height = self._cell
        return (_NEAR * width or 1.0), (_NEAR * height or 1.0)
