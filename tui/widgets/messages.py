"""What widgets tell the app: a key that was clicked, an answer that was given."""

from __future__ import annotations

from textual.message import Message


class Pressed(Message):
    """The key of a command was clicked; the app carries the command out by its id."""

    def __init__(self, command: str) -> None:
        self.command = command
        super().__init__()


class LessonAnswered(Message):
    """An answer to the question of a lesson was given."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__()
