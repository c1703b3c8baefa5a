"""The text of a lesson's page, wrapped to the pane; a click on a choice takes it."""

from __future__ import annotations

from rich.text import Text
from textual import events
from textual.app import RenderResult
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from tui.text.markdown.wrapping import Style
from tui.widgets.lesson.page import Page, Row, rows_of


class LessonText(Widget):
    """Shows a page."""

    COMPONENT_CLASSES = {*Style}  # noqa: RUF012 - Textual's own declaration

    class Chosen(Message):
        """A choice was clicked."""

        def __init__(self, letter: str) -> None:
            self.letter = letter
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self._page, self._picked = Page(), ""

    def show(self, page: Page, picked: str) -> None:
        """Show a page; the pane is laid out again only if its number of lines may differ."""
        if (page, picked) != (self._page, self._picked):
            layout = page.parts != self._page.parts
            self._page, self._picked = page, picked
            self.refresh(layout=layout)

    def rows(self, width: int) -> tuple[Row, ...]:
        """The lines in this width."""
        return rows_of(self._page, width, self._picked)

    def first_row(self, part: int) -> int:
        """The number of the first line of a part."""
        rows = self.rows(self.content_size.width)
        return next((place for place, row in enumerate(rows) if row.part == part), 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return max(len(self.rows(width)), 1)

    def render(self) -> RenderResult:
        text = Text(no_wrap=True, end="", overflow="crop")
        styles = {style: self.get_component_rich_style(style, partial=True) for style in Style}
        for place, row in enumerate(self.rows(self.content_size.width)):
            if place:
                text.append("\n")
            for piece in row.line:
                text.append(piece.text, styles[piece.style])
        return text

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        rows = self.rows(self.content_size.width)
        if offset is not None and offset.y < len(rows) and (letter := rows[offset.y].choice):
            self.post_message(self.Chosen(letter))
