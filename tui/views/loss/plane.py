"""A plot over the updates of a run that keys and mouse read out, zoom and pan."""

from __future__ import annotations

from functools import partial

from textual import events

from engine.arrays import Floats
from engine.history.frame import Frame
from tui.canvas.area import Scale
from tui.canvas.axes import Layout
from tui.keys.command import Handlers
from tui.model.plot_settings import Settings, flag, numbers, whole
from tui.views.base import PlotView
from tui.views.loss.cursor import Reading, cursor, reading, row_at, row_of, shown_rows, stepped_row
from tui.views.loss.curves import LossCurves
from tui.views.loss.window import MOST_STRETCH, Window
from tui.widgets.draggable import Draggable

_NO_UPDATE = "no update was made yet"
_PAN_SHARE = 0.2
"""A key press pans by this share of what is shown."""
_WHEEL = 0.5
"""Steps of zoom of one turn of the wheel."""


class UpdatesView(PlotView, Draggable[Window]):
    """A cursor that reads out updates, and a window that is zoomed and panned.

    A subclass draws the window, and sets `drawn` and `whole` when it does.

    Attributes:
        drawn: the layout and the curves on the screen; None before the first drawing.
        whole: the x axis of the whole plot.
        window: the part of it that the user chose.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.drawn: tuple[Layout, LossCurves] | None = None
        self.whole = Scale(0.0, 1.0)
        self.window = Window()
        self._newest = 0
        """The number of updates of the run last shown."""
        self._reading = False
        self._update: int | None = None
        """The update read out; None is the newest."""
        self._hovered: int | None = None
        """The column below the mouse."""

    # ------------------------------------------------------------------------------ reading out

    def read_out(self) -> None:
        """Show the cursor with its numbers, or else how the window is left."""
        scene, found = self.scene, self._found()
        if scene is None or found is None or self.drawn is None:
            waits = self._reading and scene is not None
            told = "backspace: whole run" if self.window.chosen else ""
            self.say("no update yet" if waits else told)
            self.set_layer("cursor", None)
            return
        self.say(found.text(self.size.width - 6))
        self.set_layer("cursor", cursor(*self.drawn, found, scene.look))

    def _found(self) -> Reading | None:
        """The update read out now."""
        scene, drawn = self.scene, self.drawn
        if scene is None or scene.frame is None or drawn is None or not drawn[1].updates[0].size:
            return None
        frame, row = scene.frame, None
        if self._hovered is not None:
            row = row_at(*drawn, self._hovered)
        if row is None and self._reading:
            first, last = shown_rows(*drawn)
            row = last
            if self._update is not None:
                row = min(max(row_of(frame, self._update), first), last)
        return None if row is None else reading(frame, scene.preview.samples, row)

    @property
    def handlers(self) -> Handlers:
        """What carries out its commands."""
        return {
            "loss-read": self.toggle_cursor,
            "loss-left": partial(self.move_cursor, -1),
            "loss-right": partial(self.move_cursor, 1),
            "loss-far-left": partial(self.move_cursor, -10),
            "loss-far-right": partial(self.move_cursor, 10),
            "loss-first": partial(self.cursor_to, -1),
            "loss-last": partial(self.cursor_to, 1),
            "loss-in": partial(self.zoom, 1),
            "loss-out": partial(self.zoom, -1),
            "loss-pan-left": partial(self.pan, -1),
            "loss-pan-right": partial(self.pan, 1),
            "loss-taller": partial(self.stretch, 1),
            "loss-flatter": partial(self.stretch, -1),
            "loss-whole": self.show_whole,
        }

    @property
    def settings(self) -> Settings:
        """Cursor and window."""
        x = self.window.x
        return {
            "reading": self._reading,
            "update": self._update,
            "window": None if x is None else (x.low, x.high),
            "log": x is not None and x.log,
            "stretch": self.window.stretch,
        }

    def adopt(self, settings: Settings) -> None:
        """The same cursor and window."""
        self._reading = flag(settings, "reading")
        update = whole(settings, "update", 0, 1 << 62, -1)
        self._update = None if update < 0 else update
        ends = numbers(settings, "window", 2)
        x = None if ends is None else Scale(ends[0], ends[1], log=flag(settings, "log"))
        self.window = Window(x, whole(settings, "stretch", 0, MOST_STRETCH))

    def toggle_cursor(self) -> None:
        """Toggle the cursor; it starts at the newest update."""
        self._reading, self._update = not self._reading, None
        self.redraw()

    def move_cursor(self, steps: int) -> str:
        """The cursor a number of steps to the right; it comes into sight if it was not.

        Returns why it did not move.
        """
        scene, drawn = self.scene, self.drawn
        if scene is None or scene.frame is None or drawn is None:
            return _NO_UPDATE
        if not drawn[1].updates[0].size:
            return _NO_UPDATE
        self._hovered = None
        if self._reading:
            found = self._found()
            assert found is not None, "with an update, the cursor is shown"
            row = stepped_row(*drawn, found.row, steps)
            if row == found.row:
                return f"this is the {'last' if steps > 0 else 'first'} update in view"
            self._go_to(row)
        self._reading = True
        self.redraw()
        return ""

    def cursor_to(self, end: int) -> str:
        """The cursor to the first (-1) or the last (1) update in view; returns why it is not."""
        if self.drawn is None or not self.drawn[1].updates[0].size:
            return _NO_UPDATE
        row = shown_rows(*self.drawn)[end > 0]
        found = self._found() if self._reading and self._hovered is None else None
        self._hovered, self._reading = None, True
        self._go_to(row)
        self.redraw()
        if found is not None and found.row == row:
            return f"this is the {'last' if end > 0 else 'first'} update in view"
        return ""

    def _go_to(self, row: int) -> None:
        assert self.scene is not None and self.scene.frame is not None
        index = self.scene.frame.updates.index
        # At the newest update, the cursor keeps following the newest one.
        self._update = None if row == index.size - 1 else int(index[row])

    # ------------------------------------------------------------------------------ the window

    def zoom(self, steps: int) -> str:
        """Zoom in or out, about the cursor or the middle; returns why nothing changed."""
        about, found = 0.5, self._found() if self._reading else None
        if found is not None and self.drawn is not None:
            plan, curves = self.drawn
            about = float(plan.area.x.position(curves.updates[0][found.row]))
        why = "this is as near as it goes" if steps > 0 else "this is the whole run"
        return self._show(self.window.zoomed(steps, min(max(about, 0.0), 1.0), self.whole), why)

    def pan(self, direction: int) -> str:
        """Move the window by a part of itself; returns why it did not move."""
        end = "the end" if direction > 0 else "the start"
        why = f"this is {end} of the run" if self.window.x else "this is the whole run"
        return self._show(self.window.panned(direction * _PAN_SHARE, self.whole), why)

    def stretch(self, steps: int) -> str:
        """Halve or double what the loss axis shows; returns why nothing changed."""
        why = "this is as near as it goes" if steps > 0 else "this is the whole range of losses"
        return self._show(self.window.stretched(steps), why)

    def show_whole(self) -> str:
        """Back to the whole run; returns why nothing changed."""
        return self._show(Window(), "this is the whole run")

    def keep_in_sight(self, frame: Frame | None, x: Floats) -> None:
        """Back to the whole run where the window would show nothing of it.

        A new run, a restart and a fork have fewer updates than the run before. After a jump back,
        the moment shown may lie before the window.

        Args:
            frame: the moment shown.
            x: the places of its updates on the x axis.
        """
        newest, part = 0 if frame is None else frame.of or frame.update, self.window.x
        begun, self._newest = newest < self._newest, newest
        if begun or (part is not None and not (x.size and x[-1] >= part.low)):
            self.window = Window()

    def _show(self, window: Window, why: str) -> str:
        if window == self.window:
            return why
        self.window = window
        self.redraw()
        return ""

    # ------------------------------------------------------------------------------ mouse

    def held_at(self, event: events.MouseEvent) -> Window | None:
        """The window, anywhere on the plot."""
        return None if self._column_under(event) is None else self.window

    def drag(self, held: Window, across: int, down: int) -> None:
        """Pan the window."""
        del down
        if self.drawn is not None and (across or self.window != held):
            columns = max(self.drawn[0].area.columns, 1)
            self._hovered = None
            self._show(held.panned(-across / columns, self.whole), "")

    def hover(self, event: events.MouseMove) -> None:
        """Read out the update below the mouse."""
        offset = event.get_content_offset(self)
        self._hover(None if offset is None else offset.x)

    def on_click(self, event: events.Click) -> None:
        """A double click shows the whole run again."""
        if event.chain == 2:
            self.show_whole()

    def on_leave(self) -> None:
        """The mouse left the plot."""
        self._hover(None)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in around the pointer; with shift, on the loss axis."""
        self._wheel(event, 1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out around the pointer; with shift, on the loss axis."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, turns: int) -> None:
        column = self._column_under(event)
        if column is None or self.drawn is None:
            return
        event.stop()
        if event.shift:
            self.stretch(turns)
            return
        area = self.drawn[0].area
        about = (column - area.column + 0.5) / area.columns
        self._show(self.window.zoomed(turns * _WHEEL, about, self.whole), "")

    def _column_under(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset(self)
        if offset is None or self.drawn is None:
            return None
        return offset.x if self.drawn[0].area.holds(offset.x, offset.y) else None

    def _hover(self, column: int | None) -> None:
        if column != self._hovered:
            self._hovered = column
            self.redraw()
