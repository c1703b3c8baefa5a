"""Keys and pastes that were addressed to a widget which has not come to them."""

from __future__ import annotations

from asyncio import Queue

from textual import events
from textual.message import Message
from textual.widget import Widget

Typed = events.Key | events.Paste


def take_typed(widget: Widget) -> list[Typed]:
    """Take the keys and pastes out of a widget's queue, in their order.

    Whoever gets the focus is addressed from then on, and would be handed what is typed now before
    the widget that had the focus passes on what was typed before.
    """
    # Textual's queue and the message that it has looked at are private, but nothing else knows.
    queue: Queue[Message | None] = widget._message_queue  # noqa: SLF001
    typed, others = list[Typed](), list[Message | None]()
    looked_at = widget._pending_message  # noqa: SLF001
    if isinstance(looked_at, Typed):
        widget._pending_message = None  # noqa: SLF001
        queue.task_done()
        typed.append(looked_at)
    for _ in range(queue.qsize()):
        message = queue.get_nowait()
        queue.task_done()
        if isinstance(message, Typed):
            typed.append(message)
        else:
            others.append(message)
    for message in others:
        queue.put_nowait(message)
    return typed
