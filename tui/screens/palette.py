"""The entries of the command palette: those that match the typed text, or that none does."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text
from textual.app import SystemCommand
from textual.command import DiscoveryHit, Hit, Hits, Provider


class LessonEntry(SystemCommand):
    """The entry that opens a lesson."""


class CommandProvider(Provider):
    """Offers the app's commands by title."""

    NOUN = "command"

    def commands(self) -> Iterable[SystemCommand]:
        """What is offered."""
        commands = self.app.get_system_commands(self.screen)
        return sorted(commands, key=lambda command: command.title)

    async def discover(self) -> Hits:
        """All commands, before anything is typed."""
        for command in self.commands():
            yield DiscoveryHit(command.title, command.callback, help=command.help)

    async def search(self, query: str) -> Hits:
        """The commands whose titles match."""
        matcher, found = self.matcher(query), False
        for command in self.commands():
            if (score := matcher.match(command.title)) > 0:
                found = True
                shown = matcher.highlight(command.title)
                yield Hit(score, shown, command.callback, help=command.help)
        if not found:
            yield Hit(0, Text(f"no {self.NOUN} matches '{query}'"), _nothing, text=query)


class LessonProvider(CommandProvider):
    """Offers the lessons by title, in their order."""

    NOUN = "lesson"

    def commands(self) -> Iterable[SystemCommand]:
        commands = self.app.get_system_commands(self.screen)
        return [command for command in commands if isinstance(command, LessonEntry)]


def _nothing() -> None:
    """Do nothing."""
