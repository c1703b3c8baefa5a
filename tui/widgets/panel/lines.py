"""The contents of each line of the parameter panel. No widget, no screen."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import cached_property

from engine.config.run import RunConfig
from tui.model.known_problem import Problem
from tui.widgets.panel.row import (
    Row,
    first_visible,
    foot_text,
    row_parts,
    rows_of,
    rule,
    theory_text,
)

Pieces = list[tuple[str, str]]
"""Pieces (component class, text) from left to right; the texts of a line fill the width exactly."""

_SIDE = "┃"
"""The sides of the frame around a row."""
_ROOM_FOR_HEADINGS = 30
_LEAST_FOOT, _MOST_FOOT = 6, 9


@dataclass(frozen=True, eq=False)
class PanelLines:
    """Rows, a rule, and a foot about the selected row or with the theory.

    Attributes:
        config: the configuration shown.
        problem: its samples and the exact results; None while they are being prepared.
        taken: the columns of x and y in the file; None if there is none, or before it is read.
        lit: the name of the parameter whose row is framed; empty for none.
        selected: the name of the selected row's parameter.
        active: whether the panel has the focus; if not, no row is shown as selected.
        reason: why the last value is invalid; replaces the foot.
        wanted_top: the current top row, which stays if possible.
        width, height: of the panel's content.
        mark: the column of the error in the text being typed; None for none.
    """

    config: RunConfig
    problem: Problem | None
    selected: str
    active: bool
    reason: str
    wanted_top: int
    width: int
    height: int
    mark: int | None = None
    taken: tuple[str, str] | None = None
    lit: str = ""

    @cached_property
    def rows(self) -> list[Row]:
        """All rows, with headings if they fit."""
        headings = self.height >= _ROOM_FOR_HEADINGS
        return rows_of(self.config, headings=headings, taken=self.taken)

    @property
    def foot_height(self) -> int:
        """Lines below the rule; constant while the selection moves."""
        if not self.active:
            return _LEAST_FOOT
        return min(max(self.height // 4, _LEAST_FOOT), _MOST_FOOT)

    @property
    def body_height(self) -> int:
        """Lines above the rule."""
        return max(1, self.height - self.foot_height - 1)

    @property
    def place(self) -> int | None:
        """The index of the selected row; None if its parameter does not apply now."""
        return self._place_of(self.selected)

    @cached_property
    def top(self) -> int:
        """The first visible row."""
        if self.height < 1:
            return self.wanted_top
        seen = self.place if self.active or not self.lit else self._place_of(self.lit)
        return first_visible(self.rows, seen or 0, self.body_height, self.wanted_top)

    def _place_of(self, name: str) -> int | None:
        return next((i for i, row in enumerate(self.rows) if row.is_of(name)), None)

    def row_at(self, y: int) -> Row | None:
        """The row in line `y`; None below the rows."""
        place = self.top + y
        return self.rows[place] if 0 <= y < self.body_height and place < len(self.rows) else None

    @property
    def arrows(self) -> tuple[int, int]:
        """The columns of ‹ and › of the selected row; outside where it has none."""
        row = None if self.place is None or not self.active else self.rows[self.place]
        text = "" if row is None else "".join(row_parts(row, self.width, selected=True))
        return text.find("‹"), text.find("›", 1)

    def line(self, y: int) -> Pieces:
        """Line `y`, from 0."""
        if self.mark is not None and self.place is not None and y == self.place - self.top + 1:
            return [("panel--error", f"{' ' * self.mark}▲".ljust(self.width))]
        body = self.body_height
        if y == body:
            below = len(self.rows) - body - self.top
            return [("panel--heading", rule(self.top, below, self.width))]
        if y > body:
            return self._foot(y - body - 1)
        row = self.row_at(y)
        if row is None:
            return [("panel--label", " " * self.width)]
        if row.parameter is None:
            return [("panel--heading", row.label.ljust(self.width))]
        selected = self.active and row.is_of(self.selected)
        left, right = row_parts(row, self.width, selected=selected)
        if selected:
            return [("panel--cursor", left + right)]
        if row.is_of(self.lit):
            return [("panel--lit", f"{_SIDE}{(left + right)[1:-1]}{_SIDE}")]
        return [
            ("panel--label", left),
            ("panel--changed" if row.changed else "panel--value", right),
        ]

    def _foot(self, y: int) -> Pieces:
        room = self.width - 2  # aligned with the text of the rows
        row = None if self.place is None else self.rows[self.place]
        if self.reason:
            return self._text("panel--error", textwrap.wrap(self.reason, max(1, room)), y)
        if self.active and row is not None and row.parameter is not None:
            return self._text("panel--foot", foot_text(row.parameter, room, self.foot_height), y)
        if self.problem is None:
            return self._text("panel--foot", [], y)
        pairs = theory_text(self.problem, self.config, room)
        if y >= len(pairs):
            return self._text("panel--foot", [], y)
        label, value = pairs[y]
        return [
            ("panel--label", f" {label}"),
            ("panel--value", value.rjust(room - len(label)) + " "),
        ]

    def _text(self, component: str, lines: list[str], y: int) -> Pieces:
        return [(component, f" {lines[y] if y < len(lines) else ''}".ljust(self.width))]
