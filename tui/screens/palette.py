"""The entries of the command palette: those that match the typed text, or that none does."""

from __future__ import annotations

from rich.text import Text
from textual.command import DiscoveryHit, Hit, Hits, Provider


class CommandProvider(Provider):
    """Offers the app's commands by title."""

    async def discover(self) -> Hits:
        """All commands, before anything is typed."""
        commands = self.app.get_system_commands(self.screen)
        for command in sorted(commands, key=lambda command: command.title):
            yield DiscoveryHit(command.title, command.callback, help=command.help)

    async def search(self, query: str) -> Hits:
        """The commands whose titles match."""
        matcher, found = self.matcher(query), False
        for command in self.app.get_system_commands(self.screen):
            if (score := matcher.match(command.title)) > 0:
                found = True
                shown = matcher.highlight(command.title)
                yield Hit(score, shown, command.callback, help=command.help)
        if not found:
            yield Hit(0, Text(f"no command matches '{query}'"), _nothing, text=query)


def _nothing() -> None:
    """Do nothing."""
