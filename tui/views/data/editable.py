"""A plot of the data that the mouse edits, while they are edited."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.message import Message

from tui.canvas.axes import Layout
from tui.keys.command import Context
from tui.model.draft import Draft
from tui.views.base import PlotView
from tui.views.data.editing import reach_of
from tui.widgets.draggable import Draggable

_Cell = tuple[int, int]
_RIGHT = 3
"""The right button of the mouse."""


class EditablePlot(PlotView, Draggable[tuple[int, _Cell]]):
    """Posts the edits that are made with the mouse.

    Attributes:
        plan: the layout of the data; None before the first drawing.
    """

    class Edited(Message):
        """An edit of the data, as a change of the draft."""

        def __init__(self, change: Callable[[Draft], Draft]) -> None:
            self.change = change
            super().__init__()

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.plan: Layout | None = None

    @property
    def context(self) -> Context:
        """That of the data, or of the data while they are edited."""
        return Context.DATA if self._draft is None else Context.EDIT

    @property
    def _draft(self) -> Draft | None:
        return None if self.scene is None else self.scene.draft

    # ------------------------------------------------------------------------------ mouse

    def held_at(self, event: events.MouseEvent) -> tuple[int, _Cell] | None:
        """The point at the pointer and the cell, while the data are edited."""
        draft, cell = self._draft, self._cell_under(event)
        if draft is None or cell is None:
            return None
        index = self._point_at(draft, cell)
        return None if index is None else (index, cell)

    def drag(self, held: tuple[int, _Cell], across: int, down: int) -> None:
        """Move the point with the pointer."""
        index, (column, row) = held
        place = None if self.plan is None else self.plan.area.at(column + across, row + down)
        if place is not None:
            self.post_message(self.Edited(lambda draft: draft.dragged(index, place)))

    def hover(self, event: events.MouseMove) -> None:
        """Nothing happens without a button."""

    def drop(self) -> None:
        """Let go of the point."""
        self.post_message(self.Edited(Draft.let_go))

    def on_click(self, event: events.Click) -> None:
        """Add a point, or go to the one here; the right button removes it."""
        draft, cell = self._draft, self._cell_under(event)
        if draft is None or cell is None or self.plan is None or self.dragged:
            return
        index, place = self._point_at(draft, cell), self.plan.area.at(*cell)
        if event.button == _RIGHT:
            if index is not None:
                self.post_message(self.Edited(lambda draft: draft.removed(index)))
        elif index is not None:
            self.post_message(self.Edited(lambda draft: draft.at_point(index)))
        elif place is not None:
            self.post_message(self.Edited(lambda draft: draft.added(place)))

    def _point_at(self, draft: Draft, cell: _Cell) -> int | None:
        place = None if self.plan is None else self.plan.area.at(*cell)
        if place is None or self.plan is None:
            return None
        return draft.points.near(place, reach_of(self.plan))

    def _cell_under(self, event: events.MouseEvent) -> _Cell | None:
        offset = event.get_content_offset(self)
        if offset is None or self.plan is None or not self.plan.area.holds(offset.x, offset.y):
            return None
        return offset.x, offset.y
