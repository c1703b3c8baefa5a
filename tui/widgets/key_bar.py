"""The footer: the most useful keys, as many as fit, made from the table of keys."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rich.text import Text
from textual import events
from textual.app import RenderResult
from textual.widget import Widget

from tui.keys.bindings import footer_commands
from tui.keys.command import Command, Context
from tui.keys.table import GROUP_LABELS
from tui.widgets.messages import Pressed

_MOST_KEYS = 4
"""More digits than these are shown as a range."""
_VIEWS = "view"
_ALWAYS = (_VIEWS, "quit", "help")
"""The entries that are there at every width, in order."""


@dataclass(frozen=True)
class Item:
    """One entry of the footer: a command, or several that share a label.

    Attributes:
        commands: the rows of the table.
        label: the text after their keys.
        enabled: whether any of them applies now.
        here: the id of the command whose view is on the screen, in the entry of the views.
    """

    commands: tuple[Command, ...]
    label: str
    enabled: bool = True
    here: str = ""

    @property
    def shown(self) -> str:
        """The keys as shown on the screen."""
        keys = [command.shown for command in self.commands]
        if len(keys) > _MOST_KEYS and all(key.isdecimal() for key in keys):
            return f"{min(keys)}-{max(keys)}"
        return " ".join(keys)

    def command_at(self, column: int) -> Command:
        """The command that a click in this column of it stands for."""
        ends: list[int] = []
        for command in self.commands:
            ends.append((ends[-1] + 1 if ends else 0) + len(command.shown))
        if ends[-1] == len(self.shown):
            return self.commands[min(bisect_left(ends, column), len(ends) - 1)]
        # A range of views leads on to the next one.
        ids = [command.id for command in self.commands]
        place = ids.index(self.here) + 1 if self.here in ids else 0
        return self.commands[place % len(ids)]

    @property
    def width(self) -> int:
        """Its width in columns, including the space after it."""
        return len(self.shown) + 1 + len(self.label) + 2


def items_of(
    focus: Context | None,
    *,
    why_not: Callable[[Command], str],
    labels: Mapping[str, str],
    view: str = "",
    typing: bool = False,
) -> list[Item]:
    """The entries, most important first.

    Args:
        focus: the context of the focused widget; None if it has none.
        why_not: why a command does not apply now, which greys it out; empty where it applies.
        labels: labels that replace the default ones, by id of the command.
        view: the view on the screen.
        typing: whether characters are typed into a line; then they are no keys.
    """
    groups: dict[str, list[Command]] = {}
    off: set[str] = set()
    for command in footer_commands(focus):
        if typing and _is_character(command.shown):
            continue
        if why_not(command):
            off.add(command.id)
        if not (command.shy and command.id in off):
            groups.setdefault(command.group or command.id, []).append(command)
    return [
        Item(
            tuple(commands),
            labels.get(name) or GROUP_LABELS.get(name) or commands[0].label,
            enabled=any(command.id not in off for command in commands),
            here=view if name == _VIEWS else "",
        )
        for name, commands in groups.items()
    ]


def _is_character(shown: str) -> bool:
    """Whether a command's keys type characters."""
    return all((len(key) == 1 and key.isascii()) or key == "space" for key in shown.split())


def fitting(items: list[Item], width: int) -> list[Item]:
    """The first entries that fit the width; the views, how to quit, and help always, at the end."""
    last = [item for item in items if _name(item) in _ALWAYS]
    last.sort(key=lambda item: _ALWAYS.index(_name(item)))
    room = width - sum(item.width for item in last)
    chosen = []
    for item in items:
        if item not in last and item.width <= room:
            room -= item.width
            chosen.append(item)
    return chosen + last


def _name(item: Item) -> str:
    command = item.commands[0]
    return command.group or command.id


class KeyBar(Widget):
    """One line of keys; a click acts as the key."""

    COMPONENT_CLASSES = {"keys--key", "keys--label", "keys--off"}  # noqa: RUF012

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._items: list[Item] = []

    @property
    def items(self) -> list[Item]:
        """The entries, which are shown as far as they fit."""
        return self._items

    def show(self, items: list[Item]) -> None:
        """Replace the entries."""
        if items != self._items:
            self._items = items
            self.refresh()

    def render(self) -> RenderResult:
        text = Text(no_wrap=True, end="", overflow="crop")
        key, label, off = (
            self.get_component_rich_style(name, partial=True)
            for name in ("keys--key", "keys--label", "keys--off")
        )
        for item in fitting(self._items, self.content_size.width + 2):
            text.append(item.shown, key if item.enabled else off)
            text.append(f" {item.label}  ", label if item.enabled else off)
        return text

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        start = 0
        for item in fitting(self._items, self.content_size.width + 2):
            if start <= offset.x < start + item.width - 2:
                self.post_message(Pressed(item.command_at(offset.x - start).id))
                return
            start += item.width
