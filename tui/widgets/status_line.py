"""Two lines below the plots: the run in numbers; the last message, speed and device.

Every field has a fixed position, so that nothing jitters while the numbers change. On a narrow
screen, labels are shortened first; then the least important fields are dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rich.text import Text
from textual import events
from textual.app import RenderResult
from textual.widget import Widget

from engine.history.values import RunState
from engine.problems.base import NAMES
from engine.theory.verdict import Kind
from tui.model.status import Phase, Status, Tone
from tui.text.numbers import count, reading
from tui.text.verdicts import verdict_word
from tui.text.width import text_width
from tui.widgets.message_line import MessageLine, laid_out
from tui.widgets.messages import Pressed

_GLYPHS: dict[RunState | Phase, tuple[str, Tone]] = {
    RunState.READY: ("○", Tone.PLAIN),
    RunState.RUNNING: ("▶", Tone.GOOD),
    RunState.PAUSED: ("‖", Tone.PLAIN),
    RunState.CONVERGED: ("✓", Tone.GOOD),
    RunState.DIVERGED: ("✗", Tone.ERROR),
    RunState.MAX_EPOCHS: ("■", Tone.WARNING),
    Phase.STARTING: ("…", Tone.PLAIN),
    Phase.LOST: ("✗", Tone.ERROR),
    Phase.PAST: ("◂", Tone.WARNING),
}
_GAME = "●"
_WORD_WIDTH = 10


@dataclass(frozen=True)
class _Field:
    """A labelled number: its labels, longest first, and its text, padded on the left."""

    labels: tuple[str, str]
    text: str
    importance: int
    """1 is the most important."""


def _fields(status: Status, digits: int) -> list[_Field]:
    wide = digits > 7
    # Counts follow their labels, with room to grow. A loss is never negative, so the space reserved
    # for a sign separates it from its label.
    # Without θ in two units, there is room for a digit more of it: small ones have an exponent.
    roomy = not wide and status.data_theta is None
    epoch_room, update_room = (9, 11) if wide else (5, 6) if roomy else (6, 7)
    theta = _theta_fields(status, digits + roomy)
    full = _Field(("full loss", "full"), reading(status.full_loss, digits), 3)
    if status.game is not None:
        counts = [_Field((label, short), _counted(count, epoch_room), 1 + place)
                  for place, (label, short, count) in enumerate(status.game.counts)]  # fmt: skip
        return [*counts, *theta, full]
    return [
        _Field(("epoch", "ep"), _counted(status.epoch, epoch_room), 1),
        _update_field(status, update_room),
        *theta,
        _Field(("batch loss", "loss"), reading(status.batch_loss, digits), 5),
        full,
    ]


def _theta_fields(status: Status, digits: int) -> list[_Field]:
    """θ, if necessary also in the data's units, which are those that users know."""
    in_data = status.data_theta
    given = [(NAMES, status.theta if in_data is None else in_data, 2)]
    if in_data is not None:
        first, second = NAMES
        given.append(((f"{first}'", f"{second}'"), status.theta, 4))
    return [
        _Field((name, name), " " + reading(value, digits), importance)
        for names, theta, importance in given
        for name, value in zip(names, theta, strict=True)
    ]


def _update_field(status: Status, room: int) -> _Field:
    labels, text = ("update", "upd"), _counted(status.update, room)
    if status.of is None:
        return _Field(labels, text, 4)
    return _Field(labels, f"{text.rstrip()} of{_counted(status.of, room)}", 1)


def _counted(value: int, room: int) -> str:
    return " " + count(value, room).strip().ljust(room)


_LAYOUTS = ((3, 0, 9), (2, 0, 9), (1, 0, 9), (2, 1, 9), (1, 1, 7))
"""From wide to narrow: blanks between fields, index of the label, width of a number."""


def _width_of(head: str, fields: list[_Field], gap: int, label: int) -> int:
    return text_width(head) + sum(gap + len(f.labels[label]) + len(f.text) for f in fields)


def numbers_line(status: Status, width: int) -> list[tuple[str, str]]:
    """The first line as (component class, text) pieces, at most `width` columns in total."""
    glyph, tone, word = _head(status)
    head = f"{glyph} {word:<{_WORD_WIDTH}}"
    for gap, label, digits in _LAYOUTS:
        fields = _fields(status, digits)
        if _width_of(head, fields, gap, label) <= width:
            break
    while fields and _width_of(head, fields, gap, label) > width:
        fields.remove(max(fields, key=lambda field: field.importance))
    pieces = [(str(tone), head)]
    for field in fields:
        pieces.append(("status--label", " " * gap + field.labels[label]))
        pieces.append(("status--value", field.text))
    return pieces


def _head(status: Status) -> tuple[str, Tone, str]:
    """Sign, tone and word for the state of the run, and the verdict on it."""
    if status.game is not None:
        return _GAME, Tone.PLAIN, status.game.name
    glyph, tone = _GLYPHS[status.state]
    verdict = status.verdict
    if verdict is None:
        return glyph, tone, str(status.state).replace("_", " ")
    if status.state is not RunState.RUNNING:
        if verdict.kind.earned:
            glyph, tone = _GLYPHS[RunState.CONVERGED]
        elif verdict.kind in (Kind.OUT_OF_RANGE, Kind.DIVERGING, Kind.DIVERGED):
            glyph, tone = _GLYPHS[RunState.DIVERGED]
        else:
            glyph, tone = _GLYPHS[RunState.MAX_EPOCHS]
    elif verdict.kind is Kind.DIVERGING:
        tone = Tone.ERROR
    return glyph, tone, verdict_word(verdict)


def in_one_line(
    status: Status, width: int, *, settings: bool
) -> tuple[tuple[str, str], MessageLine]:
    """The state, and beside it the message, which does not begin with the same word."""
    glyph, tone, word = _head(status)
    head = f"{glyph} {word}   "
    line = laid_out(status, width - text_width(head), settings=settings, brief=True)
    if line.message.startswith(f"{word}:"):
        head = f"{glyph} "
        line = replace(line, width=width - text_width(head))
    return (str(tone), head), line


class StatusLine(Widget):
    """Shows a `Status`; call `show` with a new one whenever something changed."""

    COMPONENT_CLASSES = {  # noqa: RUF012 - Textual's own declaration
        *Tone,
        "status--label",
        "status--value",
        "status--key",
        "status--next",
    }

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._status = Status()
        self._settings = False
        self.brief = False
        """Whether it is one line: state, message, keys, settings; no numbers."""

    @property
    def status(self) -> Status:
        """The status shown."""
        return self._status

    def show(self, status: Status, *, settings: bool) -> None:
        """Replace the status; `settings` is whether the settings are shown nowhere else."""
        if (status, settings) != (self._status, self._settings):
            self._status, self._settings = status, settings
            self.refresh()

    def _lines(self, width: int) -> list[list[tuple[str, str]]]:
        if self.brief:
            head, rest = in_one_line(self._status, width, settings=self._settings)
            return [[head, *rest.pieces]]
        return [
            numbers_line(self._status, width),
            laid_out(self._status, width, settings=self._settings).pieces,
        ]

    def render(self) -> RenderResult:
        text = Text(no_wrap=True, end="")
        for index, pieces in enumerate(self._lines(self.content_size.width)):
            if index:
                text.append("\n")
            for component, piece in pieces:
                text.append(piece, self.get_component_rich_style(component, partial=True))
        return text

    def on_click(self, event: events.Click) -> None:
        """A click on a key acts as the key."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y != (0 if self.brief else 1):
            return
        width, head = self.content_size.width, 0
        if self.brief:
            (_, shown), line = in_one_line(self._status, width, settings=self._settings)
            head = text_width(shown)
        else:
            line = laid_out(self._status, width, settings=self._settings)
        if command := line.command_at(offset.x - head):
            self.post_message(Pressed(command))
