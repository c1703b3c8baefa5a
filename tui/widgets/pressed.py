"""The message of whatever acts as a key when it is clicked."""

from __future__ import annotations

from textual.message import Message


class Pressed(Message):
    """The key of a command was clicked; the app carries the command out by its id."""

    def __init__(self, command: str) -> None:
        self.command = command
        super().__init__()
