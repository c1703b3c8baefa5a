"""The parameter panel: every parameter on a line, stepped with keys or typed into.

One widget draws all lines, which costs a first picture far less than thirty small widgets would.
The panel checks what is typed but changes nothing itself: it asks the app, and shows the answer.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events, on
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from engine.config import RunConfig
from engine.errors import ConfigError
from engine.parameters import Parameter, Value, with_values
from engine.theory import Theory
from tui.keys import Context, bindings_for
from tui.widgets.parameter_row import (
    Row,
    first_visible,
    foot_text,
    row_parts,
    rows_of,
    rule,
    theory_text,
)

if TYPE_CHECKING:
    from tui.widgets.value_input import ValueInput

_ROOM_FOR_HEADINGS = 30
_LEAST_FOOT, _MOST_FOOT = 6, 9


class ParameterPanel(Widget, can_focus=True):
    """Rows above, and below them a foot: on the selected row, or on what is exactly known."""

    BINDINGS = bindings_for(Context.PANEL)
    COMPONENT_CLASSES = {  # noqa: RUF012
        "panel--label",
        "panel--value",
        "panel--changed",
        "panel--heading",
        "panel--cursor",
        "panel--foot",
        "panel--error",
    }

    class Nudged(Message):
        """A step up or down is asked for."""

        def __init__(self, name: str, direction: int) -> None:
            self.name = name
            self.direction = direction
            super().__init__()

    class Submitted(Message):
        """Values are asked for: typed text, or a default."""

        def __init__(self, values: Mapping[str, str | Value]) -> None:
            self.values = values
            super().__init__()

    def __init__(self, config: RunConfig, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.border_title = "parameters"
        self._config = config
        self._theory: Theory | None = None
        self._selected = "learning_rate"
        self._top = 0
        self._reason = ""
        self._editor: ValueInput | None = None

    # ------------------------------------------------------------------------------ the app's side

    def show(self, config: RunConfig, theory: Theory | None) -> None:
        """Show these values; a selected row that has no meaning any more gives way."""
        if config == self._config and theory is self._theory:
            return
        self._config, self._theory = config, theory
        if self._selected_row is None:
            self._selected = "optimizer"
        self.refresh()

    def accept(self) -> None:
        """What was asked for is in force: close the editor."""
        self._reason = ""
        self._close_editor()

    def refuse(self, name: str, reason: str) -> None:
        """Say beside the row why its value cannot be; what was typed stays."""
        self._selected = name
        self._reason = reason
        self._keep_visible()
        self.refresh()

    @property
    def editor(self) -> ValueInput | None:
        """The open editor."""
        return self._editor

    @property
    def selected(self) -> str:
        """The name of the selected row's parameter."""
        return self._selected

    # ------------------------------------------------------------------------------ rows

    @property
    def _rows(self) -> list[Row]:
        return rows_of(self._config, headings=self.content_size.height >= _ROOM_FOR_HEADINGS)

    @property
    def _selected_row(self) -> Row | None:
        return next((row for row in self._rows if _is(row, self._selected)), None)

    @property
    def _parameter(self) -> Parameter:
        row = self._selected_row
        assert row is not None and row.parameter is not None
        return row.parameter

    @property
    def _foot_height(self) -> int:
        if not self._active:
            return _LEAST_FOOT
        return min(max(self.content_size.height // 4, _LEAST_FOOT), _MOST_FOOT)

    @property
    def _active(self) -> bool:
        return self.has_focus or self._editor is not None

    @property
    def _body_height(self) -> int:
        return max(1, self.content_size.height - self._foot_height - 1)

    def _keep_visible(self) -> None:
        rows = self._rows
        place = next((i for i, row in enumerate(rows) if _is(row, self._selected)), 0)
        self._top = first_visible(rows, place, self._body_height, self._top)

    # ------------------------------------------------------------------------------ drawing

    def render_line(self, y: int) -> Strip:
        """Line `y` of the content: a row, the rule, or a line of the foot."""
        width = self.content_size.width
        body = self._body_height
        if y < body:
            rows = self._rows
            place = self._top + y
            return self._row_strip(rows[place], width) if place < len(rows) else self._blank(width)
        if y == body:
            hidden = len(self._rows) - body - self._top
            return self._strip(("panel--heading", rule(self._top, hidden, width)))
        return self._foot_strip(y - body - 1, width)

    def _row_strip(self, row: Row, width: int) -> Strip:
        if row.parameter is None:
            return self._strip(("panel--heading", row.label.ljust(width)))
        selected = self._active and _is(row, self._selected)
        left, right = row_parts(row, width, selected=selected)
        value = "panel--changed" if row.changed else "panel--value"
        if selected:
            return self._strip(("panel--cursor", left + right))
        return self._strip(("panel--label", left), (value, right))

    def _foot_strip(self, y: int, width: int) -> Strip:
        if self._reason:
            lines = textwrap.wrap(self._reason, width)
            return self._strip(("panel--error", _line(lines, y, width)))
        if self._active:
            lines = foot_text(self._parameter, width)
            return self._strip(("panel--foot", _line(lines, y, width)))
        if self._theory is None:
            return self._blank(width)
        pairs = theory_text(self._theory, self._config.optimizer.learning_rate, width)
        if y >= len(pairs):
            return self._blank(width)
        label, value = pairs[y]
        return self._strip(
            ("panel--label", label), ("panel--value", value.rjust(width - len(label)))
        )

    def _blank(self, width: int) -> Strip:
        return self._strip(("panel--label", " " * width))

    def _strip(self, *pieces: tuple[str, str]) -> Strip:
        return Strip([Segment(text, self.get_component_rich_style(name)) for name, text in pieces])

    # ------------------------------------------------------------------------------ keys

    def action_move(self, rows: int) -> None:
        names = [row.parameter.name for row in self._rows if row.parameter is not None]
        place = names.index(self._selected) if self._selected in names else 0
        self._selected = names[(place + rows) % len(names)]
        self._reason = ""
        self._keep_visible()
        self.refresh()

    def action_nudge(self, direction: int) -> None:
        if self._parameter.notes.step == "none":
            self.action_edit()
            return
        self._reason = ""
        self.post_message(self.Nudged(self._selected, direction))

    def action_default(self) -> None:
        self._reason = ""
        self.post_message(self.Submitted({self._selected: self._parameter.default}))

    def action_edit(self, text: str | None = None) -> None:
        """Open the editor on the selected row, with its value or with `text`."""
        from tui.widgets.value_input import ValueInput

        if self._editor is not None:
            return
        row = self._selected_row
        assert row is not None and row.parameter is not None
        absent = row.value if row.value.strip("–") else ""
        self._editor = ValueInput(absent if text is None else text)
        self._reason = ""
        self._keep_visible()
        self._place_editor(row)
        self.mount(self._editor)
        self._editor.focus()

    def _place_editor(self, row: Row) -> None:
        if self._editor is None or row.parameter is None:
            return
        width = self.content_size.width
        # A path needs the whole line.
        label = 0 if row.parameter.kind in ("path", "text") else len(row.label) + 2
        self._editor.styles.width = width - label
        self._editor.styles.offset = (label, self._rows.index(row) - self._top)

    def _close_editor(self) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            had_focus = editor.has_focus
            editor.remove()
            if had_focus:
                self.focus()
        self.refresh()

    # ------------------------------------------------------------------------------ events

    def on_key(self, event: events.Key) -> None:
        if self._editor is None and event.character and event.character in "0123456789.":
            event.stop()
            event.prevent_default()
            self.action_edit(event.character)

    def on_input_changed(self, event: Message) -> None:
        event.stop()
        self._reason = self._fault()
        self.refresh()

    def on_input_submitted(self, event: Message) -> None:
        event.stop()
        if self._editor is None:
            return
        self._reason = self._fault()
        if not self._reason:
            self.post_message(self.Submitted({self._selected: self._editor.value}))
        self.refresh()

    def on_value_input_cancelled(self, event: Message) -> None:
        event.stop()
        self._reason = ""
        self._close_editor()

    def _fault(self) -> str:
        """Why what is typed cannot be; empty where it can."""
        assert self._editor is not None
        try:
            with_values(self._config, {self._selected: self._editor.value})
        except ConfigError as error:
            return error.reason
        return ""

    def on_focus(self) -> None:
        self._keep_visible()
        self.refresh()

    def on_blur(self) -> None:
        self._keep_visible()
        self.refresh()

    def on_resize(self) -> None:
        self._keep_visible()
        if self._editor is not None and (row := self._selected_row) is not None:
            self._place_editor(row)

    @on(events.Click)
    def _pick(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        place = self._top + offset.y if offset is not None else -1
        rows = self._rows
        if offset is None or offset.y >= self._body_height or not 0 <= place < len(rows):
            return
        parameter = rows[place].parameter
        if parameter is None or self._editor is not None:
            return
        if parameter.name == self._selected and self.has_focus:
            self.action_edit()
        self._selected = parameter.name
        self._reason = ""
        self.refresh()


def _is(row: Row, name: str) -> bool:
    return row.parameter is not None and row.parameter.name == name


def _line(lines: list[str], y: int, width: int) -> str:
    return (lines[y] if y < len(lines) else "").ljust(width)
