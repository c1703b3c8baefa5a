"""The lecture layout's band: w, b, loss and epoch in digits three rows high.

Fields have fixed places. Where there is space, learning rate and batch size are always shown; if
not, one that changes takes the last place for some seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rich.segment import Segment
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from engine.history.values import RunState
from engine.problems.base import NAMES
from engine.theory.verdict import Kind
from tui.canvas.large_digits import ROWS, large, large_width
from tui.model.status import Phase, Status
from tui.text.numbers import number, padded, scientific, unwritten
from tui.text.width import cut

MOMENT = 5.0
"""Seconds for which a changed setting is shown."""
_DIGIT, _POINT = large_width("0") + 1, large_width(".") + 1
_LEAST_DIGITS, _MOST_DIGITS = 3, 5
_LEAST_GAP, _GAP = 2, 4
_LAST = 5 * _DIGIT + _POINT - 1
"""Columns of the last place, which a learning rate such as 0.0005 needs."""


@dataclass(frozen=True)
class _Field:
    """A labelled number: its forms, the fullest first, and the columns kept for it."""

    label: str
    forms: tuple[str, ...]
    room: int
    signed: bool = False
    lit: bool = False

    @property
    def text(self) -> str:
        """The fullest form that fits; the last if none does."""
        room = self.room - (_DIGIT if self.signed and not self.forms[0].startswith("-") else 0)
        fitting = (form for form in self.forms if large_width(form) <= room)
        return next(fitting, self.forms[-1])

    def rows(self, *, plain: bool) -> list[str]:
        """The label and the rows of the number, each as wide as its place."""
        text = self.text
        indent = _DIGIT if self.signed else 0
        # A minus stands before the column of the label.
        start = indent - _DIGIT if text.startswith("-") else indent
        if plain or start + large_width(text) > self.room:
            text = self.forms[0]
            lines = ["", " " * (indent - text.startswith("-")) + text, ""]
        else:
            lines = [" " * start + row for row in large(text)]
        label = " " * indent + self.label
        return [cut(line, self.room).ljust(self.room) for line in (label, *lines)]


def _measured(value: float, digits: int) -> tuple[str, ...]:
    """The forms of a measured number: fewer and fewer digits, then with an exponent."""
    if text := unwritten(value):
        return (text,)
    return (*(padded(value, count) for count in range(digits, 0, -1)), *_exponents(value))


def _exponents(value: float) -> tuple[str, ...]:
    return tuple(scientific(value, decimals) for decimals in (2, 1, 0))


def _counted(value: int) -> tuple[str, ...]:
    return str(value), *_exponents(value)


def _set(value: float) -> tuple[str, ...]:
    """The forms of a setting: exact, then with an exponent."""
    return number(value), *_exponents(value)


def fields_of(status: Status, width: int, changed: str = "") -> list[_Field]:
    """The fields in this width; `changed` is the label of the setting that has just changed."""
    settings = [
        _Field("learning rate", _set(status.learning_rate), _LAST, lit=changed == "learning rate"),
        _Field(
            status.batch_label,
            _counted(status.batch),
            4 * _DIGIT - 1,
            lit=changed == status.batch_label,
        ),
    ]
    for digits in range(_MOST_DIGITS, _LEAST_DIGITS - 1, -1):
        fields = _numbers(status, digits)
        if _width([*fields, *settings], _GAP) <= width:
            return [*fields, *settings]
    for digits in range(_MOST_DIGITS, _LEAST_DIGITS - 1, -1):
        fields = _numbers(status, digits)
        if _width(fields, _GAP if digits > _LEAST_DIGITS else _LEAST_GAP) <= width:
            break
    shown = next((field for field in settings if field.lit), fields[-1])
    fields[-1] = replace(shown, room=fields[-1].room)
    while len(fields) > 1 and _width(fields, _LEAST_GAP) > width:
        del fields[-2]
    return fields


def _numbers(status: Status, digits: int) -> list[_Field]:
    """What changes with every update, to so many digits; the last place has room for a setting."""
    theta = status.theta if status.data_theta is None else status.data_theta
    room = digits * _DIGIT + _POINT - 1
    # Four digits and a sign for 4129 and -4e10, however few others there are.
    least = 4 * _DIGIT + _POINT - 1
    last = _LAST if digits > _LEAST_DIGITS else least
    return [
        *(
            _Field(name, _measured(value, digits), max(_DIGIT + room, least + 2), signed=True)
            for name, value in zip(NAMES, theta, strict=True)
        ),
        _Field("full loss", _measured(status.full_loss, digits), max(room, least)),
        _Field(*_count_of(status), last),
    ]


def _count_of(status: Status) -> tuple[str, tuple[str, ...]]:
    """The label and the forms of what is counted."""
    if status.game is None:
        return "epoch", _counted(status.epoch)
    label, _, count = status.game.counts[-1]
    return label, _counted(count)


def _width(fields: list[_Field], gap: int) -> int:
    return sum(field.room for field in fields) + gap * (len(fields) - 1)


class BigNumbers(Widget):
    """Shows a `Status` in large digits; call `show` with a new one whenever something changed."""

    COMPONENT_CLASSES = {  # noqa: RUF012 - Textual's own declaration
        "big--label",
        "big--value",
        "big--good",
        "big--error",
        "big--changed",
    }

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._status = Status()
        self._plain = False
        self._changed = ""
        self._timer: Timer | None = None

    def show(self, status: Status, *, plain: bool) -> None:
        """Replace the status; `plain` shows numbers in one row, for terminals without blocks."""
        before = self._status
        if (status, plain) == (before, self._plain):
            return
        self._status, self._plain = status, plain
        if before.learning_rate != status.learning_rate and before.batch:
            self._remember("learning rate")
        elif (before.batch, before.batch_label) != (status.batch, status.batch_label):
            self._remember(status.batch_label if before.batch else "")
        self.refresh()

    def _remember(self, changed: str) -> None:
        """Show a changed setting for some seconds."""
        self._changed = changed
        if self._timer is not None:
            self._timer.stop()
        if changed and self.is_mounted:
            self._timer = self.set_timer(MOMENT, self.forget)

    def forget(self) -> None:
        """The moment of the last change is over."""
        self._changed = ""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line: the labels, then the rows of the digits."""
        width = self.content_size.width
        fields = fields_of(self._status, width, self._changed)
        free = width - sum(field.room for field in fields)
        gap = max(min(_GAP * 2, free // max(len(fields) - 1, 1)), 0)
        segments = []
        for place, field in enumerate(fields):
            row = field.rows(plain=self._plain)[y] if y <= ROWS else ""
            style = self.get_component_rich_style(self._class_of(field, y))
            segments.append(Segment((" " * gap if place else "") + row, style))
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _class_of(self, field: _Field, y: int) -> str:
        if field.lit:
            return "big--changed"
        if y == 0:
            return "big--label"
        return _STATES.get(self._state, "big--value")

    @property
    def _state(self) -> RunState | Phase:
        verdict = self._status.verdict
        if verdict is None:
            return self._status.state
        if verdict.kind.earned and self._status.state is not RunState.RUNNING:
            return RunState.CONVERGED
        lost = (Kind.DIVERGING, Kind.DIVERGED, Kind.OUT_OF_RANGE)
        return RunState.DIVERGED if verdict.kind in lost else RunState.PAUSED


_STATES: dict[RunState | Phase, str] = {
    RunState.CONVERGED: "big--good",
    RunState.DIVERGED: "big--error",
}
