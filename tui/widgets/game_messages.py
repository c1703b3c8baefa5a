"""What the games ask of the app, and tell it."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message


class Moved(Message):
    """A move was made: its numbers are in the status line too."""


class Pointed(Message):
    """The mouse asks for a move, which returns why it is none."""

    def __init__(self, move: Callable[[], str]) -> None:
        self.move = move
        super().__init__()


class Revealed(Message):
    """The surface is revealed: the optimizer's run is shown, and may begin."""


class RateTyped(Message):
    """A learning rate was typed for the next stroke; `done` closes the line for it."""

    def __init__(self, rate: float, done: Callable[[], None]) -> None:
        self.rate, self.done = rate, done
        super().__init__()
