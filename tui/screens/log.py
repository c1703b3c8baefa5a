"""What happened so far, and the last lines of a worker that was lost."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from tui.screens.page import PageScreen


class LogScreen(PageScreen):
    """The log, its newest line in sight."""

    def __init__(self, lines: Iterable[str]) -> None:
        super().__init__("log", Text("\n".join(lines) or "nothing has happened yet"), at_end=True)
