"""The pane of a lesson: its text, and a line to type an answer into."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input

from tui.keys.bindings import action_of, bindings_for
from tui.keys.command import Context, Handlers
from tui.widgets.lesson.borders import fitting_keys, fitting_title
from tui.widgets.lesson.page import Page
from tui.widgets.lesson.text import LessonText
from tui.widgets.line_input import LineInput
from tui.widgets.messages import LessonAnswered

_CORNERS = 6
"""Cells of a border that are no text: corners, a rule and a blank at either side."""
_UNKNOWN = 1000


class AnswerLine(LineInput):
    """The line for an answer; the keys with which Textual would scroll it are those of the pane."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_for(Context.PANE),
        Binding("pagedown", action_of("lesson-next"), show=False),
        Binding("pageup", action_of("lesson-back"), show=False),
    ]
    MOVES: ClassVar[dict[str, int]] = {}


class _Scroll(VerticalScroll, can_focus=True, inherit_bindings=False):
    """The part of the pane that scrolls, by the keys of the table of commands."""


class LessonPane(Vertical):
    """Shows the page of a lesson and takes answers."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.PANE)

    def __init__(self) -> None:
        super().__init__(id="lesson")
        self._text = LessonText()
        self._scroll = _Scroll(self._text)
        self._line = AnswerLine(select_on_focus=False)
        self._line.display = False
        self._page, self._aside = Page(), ""

    def compose(self) -> ComposeResult:
        yield self._scroll
        yield self._line

    @property
    def handlers(self) -> Handlers:
        """The handlers of the commands of its own context."""
        return {"lesson-up": self._up, "lesson-down": self._down}

    @property
    def page(self) -> Page:
        """The page shown."""
        return self._page

    @property
    def typing(self) -> bool:
        """Whether keys go to the line for an answer."""
        return self._line.has_focus

    # ------------------------------------------------------------------------------ the page

    def show(self, page: Page) -> None:
        """Show a page: another step from its top, a part that was added from its beginning."""
        old, self._page = self._page, page
        if page == old:
            return
        self._border()
        asks = bool(page.prompt)
        if page.prompt != old.prompt or page.step != old.step:
            self._line.value = ""
        self._line.placeholder = page.prompt
        self._line.display = asks
        self._text.show(page, self._picked)
        if page.step != old.step:
            self._scroll.scroll_home(animate=False)
            return
        # Numbers that follow the run change a part, but add none.
        kinds, before = ([part.kind for part in shown.parts] for shown in (page, old))
        if kinds != before:
            same = (new is kind for new, kind in zip(kinds, before, strict=False))
            first = next((n for n, is_same in enumerate(same) if not is_same), len(before))
            if self.typing:
                self._line.select_all()  # another answer takes the place of the one judged
            self.call_after_refresh(self._reveal, first)

    def on_mount(self) -> None:
        """The lower border says whether there is more text."""
        self.watch(self._scroll, "scroll_y", self._border_soon, init=False)
        self.watch(self._scroll, "virtual_size", self._border_soon, init=False)

    def on_resize(self) -> None:
        """Other texts fit the borders."""
        self._border_soon()

    def _border_soon(self) -> None:
        """Show the borders again once the text is laid out."""
        self.call_after_refresh(self._border)

    def say(self, text: str) -> None:
        """Show this in the lower border instead of keys."""
        self._aside = text
        self._border()

    def _border(self) -> None:
        """Show where in the lesson it is, and the keys."""
        # Before its first layout it has no width; what is too long is cut by the border.
        width = max(self.outer_size.width - _CORNERS, 0) or _UNKNOWN
        title = fitting_title(self._page.title, width)
        said = self._aside or self._page.keys
        keys = fitting_keys(said, width, more=bool(said) and self.goes_on)
        if (self.border_title, self.border_subtitle) != (title, keys):
            self.border_title, self.border_subtitle = title, keys

    @property
    def goes_on(self) -> bool:
        """Whether there is text below the edge."""
        return self._scroll.scroll_offset.y < self._scroll.max_scroll_y

    def _reveal(self, part: int, *, again: bool = True) -> None:
        """Scroll so far that a part is seen, from its beginning."""
        row, height = self._text.first_row(part), self._scroll.size.height
        last = len(self._text.rows(self._text.content_size.width))
        if last > self._scroll.scroll_offset.y + height:
            self._scroll.scroll_to(y=min(row, last - height), animate=False)
        if again:  # the scroll bar may have appeared, which wraps the lines differently
            self.call_after_refresh(self._reveal, part, again=False)

    @property
    def _picked(self) -> str:
        letter = self._line.value.strip().lower()
        return letter if letter in self._page.letters else ""

    # ------------------------------------------------------------------------------ the focus

    @property
    def holds_focus(self) -> bool:
        """Whether keys go to it."""
        return self._line.has_focus or self._scroll.has_focus

    def take_focus(self) -> None:
        """Have the keys: in the line if there is one, as soon as it is on the screen."""
        target = self._line if self._line.display else self._scroll
        if target.is_mounted:
            target.focus()
        else:
            self.call_after_refresh(self.take_focus)

    # ------------------------------------------------------------------------------ scrolling

    @property
    def scrolled(self) -> float:
        """How far the text is scrolled: 0 at its beginning, 1 at its end."""
        most = self._scroll.max_scroll_y
        return self._scroll.scroll_offset.y / most if most else 0.0

    def scroll_so_far(self, share: float) -> None:
        """Scroll as far as another pane."""
        most = self._scroll.max_scroll_y
        self._scroll.scroll_to(y=round(min(max(share, 0.0), 1.0) * most), animate=False)

    def page_on(self) -> bool:
        """Show more of the text; False if its end is seen."""
        scroll = self._scroll
        if not self.goes_on:
            return False
        scroll.scroll_to(y=scroll.scroll_offset.y + max(scroll.size.height - 1, 1), animate=False)
        return True

    def page_back(self) -> bool:
        """Show the text before; False if its beginning is seen."""
        scroll = self._scroll
        if scroll.scroll_offset.y <= 0:
            return False
        scroll.scroll_to(y=scroll.scroll_offset.y - max(scroll.size.height - 1, 1), animate=False)
        return True

    def _up(self) -> str:
        return self._step(-1)

    def _down(self) -> str:
        return self._step(1)

    def _step(self, direction: int) -> str:
        """Pick the next choice, or scroll by a line; returns why nothing happened."""
        letters = self._page.letters
        if letters and self.typing:
            place = letters.index(self._picked) + direction if self._picked else 0
            self._line.value = letters[place % len(letters)]
            self._show_choice(self._picked)
            return ""
        before = self._scroll.scroll_offset.y
        self._scroll.scroll_to(y=before + direction, animate=False)
        end = self._scroll.max_scroll_y if direction > 0 else 0
        return (
            ("this is its end" if direction > 0 else "this is its start") if before == end else ""
        )

    def _show_choice(self, letter: str) -> None:
        """Scroll so far that a choice is seen, whole."""
        scroll, height = self._scroll, self._scroll.size.height
        rows = self._text.rows(self._text.content_size.width)
        places = [place for place, row in enumerate(rows) if row.choice == letter]
        top = scroll.scroll_offset.y
        if places and not top <= places[0] <= places[-1] < top + height:
            y = places[0] if places[0] < top else places[-1] + 1 - height
            scroll.scroll_to(y=y, animate=False)

    # ------------------------------------------------------------------------------ answers

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._text.show(self._page, self._picked)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.post_message(LessonAnswered(event.value.strip()))

    @on(LessonText.Chosen)
    def _chosen(self, event: LessonText.Chosen) -> None:
        event.stop()
        if self._line.display:
            self.post_message(LessonAnswered(event.letter))
