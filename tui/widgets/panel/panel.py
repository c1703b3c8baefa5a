"""The parameter panel: one line per parameter, changed in steps with keys or by typing.

One widget draws all lines, which makes the first picture far cheaper than thirty small widgets.
The panel validates typed values but changes nothing itself: it sends requests to the app and shows
the response.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events, on
from textual.message import Message
from textual.strip import Strip

from engine.config.effective import effective_value, is_default
from engine.config.parameters import Parameter, Value
from engine.config.run import RunConfig
from tui.keys.bindings import bindings_for, keys_in
from tui.keys.command import Context, Handlers
from tui.model.change_text import fault_of
from tui.model.known_problem import Problem
from tui.text.numbers import parameter_text
from tui.widgets.panel.first_key import begins_words
from tui.widgets.panel.lines import PanelLines
from tui.widgets.panel.row import Row
from tui.widgets.panel.typed_into import TypedInto

if TYPE_CHECKING:
    from tui.widgets.panel.value_input import ValueInput

_KEYS = keys_in(Context.PANEL)
_COLUMN = re.compile(r"column (\d+)")
_FALLBACK = "optimizer"
"""Selected when the previously selected parameter no longer applies."""


class ParameterPanel(TypedInto, can_focus=True):
    """Shows a configuration; posts messages to request changes."""

    BINDINGS = bindings_for(Context.PANEL)
    COMPONENT_CLASSES = {  # noqa: RUF012 - Textual's own declaration
        "panel--label", "panel--value", "panel--changed", "panel--heading", "panel--cursor",
        "panel--lit", "panel--foot", "panel--error",
    }  # fmt: skip

    class Nudged(Message):
        """Request for a step up (1) or down (-1)."""

        def __init__(self, name: str, direction: int) -> None:
            self.name, self.direction = name, direction
            super().__init__()

    class Submitted(Message):
        """Request for new values: typed text or a default."""

        def __init__(self, values: Mapping[str, str | Value]) -> None:
            self.values = values
            super().__init__()

    def __init__(self, config: RunConfig, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.border_title = "parameters"
        self._config = config
        self._problem: Problem | None = None
        self._taken: tuple[str, str] | None = None
        self._selected, self._lit = "learning_rate", ""
        self._reason = ""
        self._editor: ValueInput | None = None
        self._lines = self._laid_out(0)

    # ------------------------------------------------------------------------------ the app's side

    def show(
        self, config: RunConfig, problem: Problem | None, taken: tuple[str, str] | None = None
    ) -> None:
        """Show these values; if the selected row no longer applies, another is selected.

        Arguments are as of `PanelLines`.
        """
        if (config, taken) == (self._config, self._taken) and problem is self._problem:
            return
        self._config, self._problem, self._taken = config, problem, taken
        if self._laid_out(0).place is None:
            self._selected = _FALLBACK
        self._lay_out()

    def accept(self) -> None:
        """The requested value was accepted: close the editor."""
        self._reason = ""
        self._close_editor()

    def refuse(self, name: str, reason: str) -> None:
        """Show why the value of the row is invalid; the typed text stays.

        Ignored while another value is being typed.
        """
        if self._editor is not None and name != self._selected:
            return
        self._selected, self._reason = name, reason
        if self._editor is not None:
            self._editor.refused()
        self._lay_out()

    def light(self, name: str) -> None:
        """Frame the row of a parameter, and bring it into view; empty for none."""
        self._lit = name
        self._lay_out()

    @property
    def editor(self) -> ValueInput | None:
        """The open editor."""
        return self._editor

    @property
    def selected(self) -> str:
        """The name of the selected row's parameter."""
        return self._selected

    # ------------------------------------------------------------------------------ drawing

    def _laid_out(self, top: int) -> PanelLines:
        return PanelLines(
            config=self._config,
            problem=self._problem,
            taken=self._taken,
            selected=self._selected,
            active=self.has_focus or self._editor is not None,
            reason=self._reason,
            wanted_top=top,
            width=self.content_size.width,
            height=self.content_size.height,
            mark=self._mark(),
            lit=self._lit,
        )

    def _mark(self) -> int | None:
        """The cell of the column that the reason names, if it is visible."""
        found = _COLUMN.match(self._reason)
        if self._editor is None or found is None:
            return None
        cell = self._editor.cell_of(int(found[1]))
        width = self.content_size.width - self._label_width
        return self._label_width + cell if 0 <= cell < width else None

    def _lay_out(self) -> None:
        """Update the layout after a change, with as little scrolling as possible."""
        self._lines = self._laid_out(self._lines.top)
        if self._editor is not None:
            self._place_editor(self._editor)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Line `y` of the content."""
        pieces = self._lines.line(y)
        return Strip([Segment(text, self.get_component_rich_style(name)) for name, text in pieces])

    # ------------------------------------------------------------------------------ commands

    @property
    def handlers(self) -> Handlers:
        """What carries out its commands."""
        return {
            "row-up": partial(self.move, -1),
            "row-down": partial(self.move, 1),
            "row-next": partial(self.move, 1),
            "row-previous": partial(self.move, -1),
            "step-down": partial(self.nudge, -1),
            "step-up": partial(self.nudge, 1),
            "edit": self.edit,
            "default": self.reset,
        }

    @property
    def _row(self) -> Row:
        place = self._lines.place
        assert place is not None, "the selected row always applies"
        return self._lines.rows[place]

    @property
    def _parameter(self) -> Parameter:
        parameter = self._row.parameter
        assert parameter is not None, "headings are never selected"
        return parameter

    def move(self, rows: int) -> None:
        """Select the row that many below."""
        names = [row.parameter.name for row in self._lines.rows if row.parameter is not None]
        self._select(names[(names.index(self._selected) + rows) % len(names)])

    def _select(self, name: str) -> None:
        self._selected, self._reason = name, ""
        self._lay_out()

    def nudge(self, direction: int) -> None:
        """Ask for the selected parameter a step up (1) or down (-1)."""
        self._reason = ""
        self.post_message(self.Nudged(self._selected, direction))

    def reset(self) -> str:
        """Ask for the selected parameter's default; says so where it has it."""
        default = self._parameter.default
        self._reason = ""
        # Asked for even so: another value may be under way.
        self.post_message(self.Submitted({self._selected: default}))
        same = is_default(self._config, self._selected)
        return "this is the default value" if same else ""

    def edit(self, text: str | None = None) -> str:
        """Open the editor on the selected row, with its value or with `text`; or say why not."""
        from tui.widgets.panel.value_input import ValueInput

        if self._editor is not None:
            return "a value is being typed"
        value = parameter_text(effective_value(self._config, self._selected))
        is_word = self._parameter.kind != "path" and value.replace("_", "").isalpha()
        self._editor = ValueInput(value, replaces=is_word) if text is None else ValueInput(text)
        self._reason = ""
        self._lay_out()
        self._hand_over(self._editor)
        return ""

    def begins(self, event: events.Key) -> bool:
        """Whether a key opens the editor with its character."""
        words = begins_words(event.character or "", self._parameter, is_key=event.key in _KEYS)
        return words or super().begins(event)

    def _place_editor(self, editor: ValueInput) -> None:
        label = self._label_width
        editor.styles.width = max(1, self._lines.width - label)
        editor.styles.offset = (label, (self._lines.place or 0) - self._lines.top)

    @property
    def _label_width(self) -> int:
        """The width left for the label of the selected row while its value is typed."""
        # A path needs the whole line.
        return 0 if self._parameter.kind in ("path", "text") else len(self._row.label) + 2

    def _close_editor(self) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            self._take_back(editor)
        self._lay_out()

    # ------------------------------------------------------------------------------ events

    def on_input_changed(self, event: Message) -> None:
        event.stop()
        if self._editor is not None:
            self._reason = self._fault(self._editor.value)
            self._lay_out()

    def on_input_submitted(self, event: Message) -> None:
        event.stop()
        if self._editor is None:
            return
        self._reason = self._fault(self._editor.value)
        if self._reason:
            self._editor.refused()
        else:
            self.post_message(self.Submitted({self._selected: self._editor.value}))
        self._lay_out()

    def on_value_input_scrolled(self, event: Message) -> None:
        event.stop()
        self._lay_out()

    def on_value_input_cancelled(self, event: Message) -> None:
        event.stop()
        self.accept()

    def _fault(self, text: str) -> str:
        """Why the text is invalid for the selected parameter; empty if it is valid."""
        return fault_of(self._config, {self._selected: text})

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self._lay_out()

    def on_resize(self) -> None:
        self._lay_out()

    @on(events.Click)
    def _pick(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        row = None if offset is None else self._lines.row_at(offset.y)
        if row is None or row.parameter is None or self._editor is not None:
            return
        if row.is_of(self._selected):
            left, right = (offset.x - edge for edge in self._lines.arrows) if offset else (1, 1)
            if 0 in (left, right):
                self.nudge(1 if right == 0 else -1)
            else:
                self.edit()
        else:
            self._select(row.parameter.name)
