"""Containment: an error in a widget or a handler does not end the app.

Textual ends the app with the first exception, and before that the message pump of the widget that
raised it. All handlers of messages pass through `MessagePump._dispatch_message`, all drawing
through `Widget.render_lines`, all layout through `Widget._get_box_model`: there, and only there,
exceptions are handed to the app, if it is one that contains them (`Container`), and what is shown
in their place is decided. Timers, workers and idle handlers call `App._handle_exception` and go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from functools import wraps
from typing import Any, Protocol, runtime_checkable
from weakref import WeakSet

from rich.segment import Segment
from textual.app import App
from textual.box_model import BoxModel
from textual.geometry import Region, Spacing
from textual.message import Message
from textual.message_pump import MessagePump
from textual.strip import Strip
from textual.widget import Widget

from tui.terminal.faults import in_words
from tui.terminal.wrapping import wrap_once

_failed: WeakSet[Widget] = WeakSet()
"""Widgets whose last drawing failed."""
NOT_DRAWN = "✗ not drawn: "
_HINT = " (l: log)"


@runtime_checkable
class Container(Protocol):
    """An app that goes on after an error."""

    def contain(self, error: Exception, doing: str = "", *, by: object = None) -> None:
        """Report an error that was caught.

        Args:
            error: the error.
            doing: what failed, in words; "" if that is not known.
            by: the widget that shows the error itself, or that handled a message.
        """


def report(app: App[Any], error: Exception, doing: str = "", *, by: object = None) -> None:
    """Hand an error that was caught to an app that contains it; raise it in any other."""
    if not isinstance(app, Container):
        raise error
    app.contain(error, doing, by=by)


@contextmanager
def contained(app: App[Any], doing: str, *, by: object = None) -> Iterator[None]:
    """Errors inside are handed to the app, and what follows is done."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever it is, the run goes on
        report(app, error, doing, by=by)


def install() -> None:
    """Let all of Textual's widgets be contained; a second call changes nothing."""
    wrap_once(MessagePump, "_dispatch_message", _contained_dispatch)
    wrap_once(Widget, "render_lines", _contained_lines)
    wrap_once(Widget, "_get_box_model", _contained_box)


def _contained_dispatch(dispatch: Any) -> Any:
    @wraps(dispatch)
    async def dispatch_message(pump: MessagePump, message: Message) -> None:
        try:
            await dispatch(pump, message)
        except Exception as error:  # noqa: BLE001 - the pump lives on
            report(pump.app, error, by=pump)

    return dispatch_message


def _contained_lines(render: Any) -> Any:
    @wraps(render)
    def render_lines(widget: Widget, crop: Region) -> list[Strip]:
        try:
            lines: list[Strip] = render(widget, crop)
        except Exception as error:  # noqa: BLE001 - the other widgets are drawn
            report(widget.app, error, f"{name_of(widget)}: drawing", by=widget)
            _failed.add(widget)
            return _instead(widget, crop, error)
        if _failed and widget in _failed:
            # Only lines that are outdated were drawn; the others still show the error.
            _failed.discard(widget)
            widget.refresh()
        return lines

    return render_lines


def _contained_box(measure: Any) -> Any:
    @wraps(measure)
    def get_box_model(widget: Widget, *sizes: Any, **options: Any) -> BoxModel:
        try:
            box: BoxModel = measure(widget, *sizes, **options)
        except Exception as error:  # noqa: BLE001 - the other widgets get their places
            report(widget.app, error, f"{name_of(widget)}: layout", by=widget)
            return BoxModel(Fraction(sizes[0].width), Fraction(1), Spacing())
        return box

    return get_box_model


def name_of(widget: Widget) -> str:
    """A widget in a word: its id, or else its class."""
    return widget.id or type(widget).__name__


def _instead(widget: Widget, crop: Region, error: Exception) -> list[Strip]:
    """The lines of a widget that cannot be drawn: the error in the first one."""
    text = f"{NOT_DRAWN}{in_words(error)}"
    room = crop.width - len(_HINT)
    text = (text if len(text) <= room else text[: max(0, room - 1)] + "…") + _HINT
    style = None
    with suppress(Exception):  # it may be what failed
        style = widget.rich_style
    first = Strip([Segment(text, style)]).crop_extend(0, crop.width, style)
    blank = Strip.blank(crop.width, style)
    return [first if y == 0 else blank for y in crop.line_range]
