"""The lines below the plots: the status in words and numbers, and the keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rich.text import Text
from textual.app import RenderResult
from textual.widget import Widget

from tui.model.status import Tone
from tui.networks.keys import Key
from tui.text.width import text_width

_GAP = 2


@dataclass(frozen=True)
class Part:
    """A part of a line.

    Attributes:
        text: what it says.
        tone: its colour.
        label: before it, muted.
        importance: 1 is the most important; the least important are dropped where space is short.
    """

    text: str
    tone: Tone = Tone.PLAIN
    label: str = ""
    importance: int = 1

    @property
    def width(self) -> int:
        """In cells, with the gap after it."""
        label = text_width(self.label) + 1 if self.label else 0
        return label + text_width(self.text) + _GAP


def fitting(parts: Sequence[Part], width: int) -> list[Part]:
    """The parts for which there is room, in their order."""
    kept: list[Part] = []
    room = width + _GAP
    for part in sorted(parts, key=lambda each: each.importance):
        if part.width <= room or not kept:
            kept.append(part)
            room -= part.width
    return [part for part in parts if part in kept]


_STYLES = {
    Tone.PLAIN: "bar--value",
    Tone.GOOD: "bar--good",
    Tone.WARNING: "bar--warning",
    Tone.ERROR: "bar--error",
}


class StatusBar(Widget):
    """Lines of parts."""

    COMPONENT_CLASSES = {"bar--muted", *_STYLES.values()}  # noqa: RUF012

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._lines: tuple[tuple[Part, ...], ...] = ()

    @property
    def text(self) -> str:
        """What it says, as far as it fits."""
        return self._text().plain

    def show(self, *lines: tuple[Part, ...]) -> None:
        """Replace the lines."""
        if lines != self._lines:
            self._lines = lines
            self.refresh()

    def _text(self) -> Text:
        text = Text(no_wrap=True, end="", overflow="ellipsis")
        muted = self.get_component_rich_style("bar--muted", partial=True)
        for number, line in enumerate(self._lines):
            text.append("\n" if number else "")
            for place, part in enumerate(fitting(line, self.content_size.width)):
                text.append(" " * (_GAP if place else 0))
                if part.label:
                    text.append(f"{part.label} ", muted)
                style = self.get_component_rich_style(_STYLES[part.tone], partial=True)
                text.append(part.text, style)
        return text

    def render(self) -> RenderResult:
        return self._text()


class KeysBar(Widget):
    """The keys with a label, as many as fit; help and quit always."""

    COMPONENT_CLASSES = {"bar--key", "bar--label"}  # noqa: RUF012

    def __init__(self, keys: tuple[Key, ...], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._all = keys
        self._keys = tuple(key for key in keys if key.label)

    @property
    def text(self) -> str:
        """What it says, as far as it fits."""
        return self._text().plain

    def show(self, labels: Mapping[str, str]) -> None:
        """Give actions other labels than theirs; an empty one hides the key."""
        named = (replace(key, label=labels.get(key.action, key.label)) for key in self._all)
        keys = tuple(key for key in named if key.label)
        if keys != self._keys:
            self._keys = keys
            self.refresh()

    def render(self) -> RenderResult:
        return self._text()

    def _text(self) -> Text:
        text = Text(no_wrap=True, end="", overflow="crop")
        key_style, label_style = (
            self.get_component_rich_style(name, partial=True) for name in ("bar--key", "bar--label")
        )
        width = self.content_size.width + _GAP
        fixed = self._keys[-2:]
        room = width - sum(map(_width, fixed))
        shown = []
        for key in self._keys[:-2]:
            if _width(key) <= room:
                shown.append(key)
                room -= _width(key)
        for key in (*shown, *fixed):
            text.append(key.shown, key_style)
            text.append(f" {key.label}  ", label_style)
        return text


def _width(key: Key) -> int:
    return text_width(f"{key.shown} {key.label}") + _GAP
