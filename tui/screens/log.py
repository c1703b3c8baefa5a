"""The log: all messages, and the last output of a lost worker."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from tui.screens.page import PageScreen


class LogScreen(PageScreen):
    """The log, scrolled to the newest line."""

    def __init__(self, lines: Iterable[str]) -> None:
        super().__init__("log", Text("\n".join(lines) or "no messages yet"), at_end=True)
