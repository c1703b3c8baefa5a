"""What stands in the borders of a lesson's pane: whole words in whatever width there is."""

from __future__ import annotations

import re

from tui.text.width import text_width

MORE = "▼ more: pgdn"
"""That text lies below the edge, and the key that shows it."""
_KEY = "pgdn"
_JOINT = " · "
_STEP = re.compile(r"step (\d+) of (\d+)")


def fitting_title(title: str, width: int) -> str:
    """Where in the lesson: step, minutes, title; the minutes go first, then words."""
    where, _, rest = title.partition(_JOINT)
    minutes, _, name = rest.partition(_JOINT)
    short = _STEP.sub(r"\1/\2", where)
    wanted = (
        (where, minutes, name),
        (where, name),
        (short, name),
        (short, _words(name, short, width)),
    )
    texts = [_JOINT.join(filter(None, parts)) for parts in wanted]
    return next((text for text in texts if text_width(text) <= width), short)


def _words(name: str, before: str, width: int) -> str:
    """As many words of a name as fit; empty for none."""
    words = name.split(" ")
    for count in range(len(words) - 1, 0, -1):
        text = f"{' '.join(words[:count])} …"
        if text_width(f"{before}{_JOINT}{text}") <= width:
            return text
    return ""


def fitting_keys(keys: str, width: int, *, more: bool) -> str:
    """Keys, as many as fit; before them, whether there is more text below.

    Args:
        keys: joined by dots, the most useful first.
        width: in cells.
        more: whether text lies below the edge.
    """
    parts = [one for one in keys.split(_JOINT) if one and not (more and one.startswith(_KEY))]
    parts = [MORE, *parts] if more else parts
    while len(parts) > 1 and text_width(_JOINT.join(parts)) > width:
        parts.pop()
    text = _JOINT.join(parts)
    return text if text_width(text) <= width else ""
