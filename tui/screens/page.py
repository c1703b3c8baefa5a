"""A page of text over the dashboard; arrows scroll it, Escape closes it."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.screens.closing import Dialog


class PageScreen(Dialog[None]):
    """Shows a text, with a title in the border."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,l,enter", "dismiss", "close"),
    ]

    def __init__(self, title: str, text: Text, *, at_end: bool = False) -> None:
        super().__init__()
        self._page_title = title
        self._text = text
        self._at_end = at_end

    def compose(self) -> ComposeResult:
        page = VerticalScroll(Static(self._text), id="page")
        page.border_title = self._page_title
        page.border_subtitle = "↑ ↓: scroll · esc: close"
        yield page

    def on_mount(self) -> None:
        page = self.query_one("#page")
        page.focus()
        if self._at_end:
            page.scroll_end(animate=False)


class TextPage(PageScreen):
    """A page of lines, read from the top."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title, Text(text))
