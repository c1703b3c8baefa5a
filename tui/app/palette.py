"""The command palette, imported when it is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.command import Provider


def command_provider() -> type[Provider]:
    """The class that offers the commands to the palette."""
    from tui.screens.palette import CommandProvider

    return CommandProvider
