"""A widget that the mouse drags."""

from __future__ import annotations

from abc import abstractmethod
from typing import Generic, TypeVar

from textual import events
from textual.geometry import Offset
from textual.widget import Widget

Held = TypeVar("Held")
"""What is dragged, as it was when the button was pressed."""


class Draggable(Widget, Generic[Held]):
    """Follows a drag with the left button from its press to its release, also outside.

    Attributes:
        dragged: whether the pointer has moved since the button was pressed.
    """

    ALLOW_SELECT = False

    dragged = False
    _drag: tuple[Offset, Held] | None = None

    @abstractmethod
    def held_at(self, event: events.MouseEvent) -> Held | None:
        """What a press here takes hold of; None if nothing can be dragged here."""

    @abstractmethod
    def drag(self, held: Held, across: int, down: int) -> None:
        """Show what was taken hold of, moved by so many cells."""

    def drop(self) -> None:
        """The drag has ended."""

    @abstractmethod
    def hover(self, event: events.MouseMove) -> None:
        """The pointer moved without dragging."""

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Start a possible drag."""
        self.dragged = False
        held = self.held_at(event) if event.button == 1 else None
        if held is not None:
            self._drag = (event.screen_offset, held)
            self.capture_mouse()

    def on_mouse_up(self) -> None:
        """End the drag."""
        if self._drag is not None:
            self._drag = None
            self.release_mouse()
            if self.dragged:
                self.drop()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag, or hover."""
        if self._drag is not None and event.button == 0:
            # The button was released outside.
            self.on_mouse_up()
        if self._drag is None:
            self.hover(event)
            return
        origin, held = self._drag
        across, down = event.screen_offset - origin
        if self.dragged or across or down:
            self.dragged = True
            self.drag(held, across, down)
