"""What the user does at a follower with the mouse or by typing: the app that it follows does it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from engine.sharing.messages import Answer, ChooseRate, FromFollower, OpenLesson, Rename
from tui.app.app import DescentApp
from tui.app.controllers.kept_runs import name_screen
from tui.model.draft import Draft
from tui.model.status import Tone
from tui.views.phase.messages import PhaseZoomed


class FollowedGestures(DescentApp):
    """Passes on what has a message, and says so of what has none."""

    @abstractmethod
    def tell(self, message: FromFollower) -> None:
        """Send a message to the followed app."""

    def edit(self, change: Callable[[Draft], Draft]) -> None:  # noqa: ARG002
        """The mouse has no message of its own for this."""
        self.say("edit the data with the keys at this terminal", Tone.WARNING)

    def play(self, move: Callable[[], str]) -> None:  # noqa: ARG002
        """Nor for this."""
        self.say("play with the keys at this terminal", Tone.WARNING)

    def zoom_map(self, event: PhaseZoomed) -> None:
        """Have the followed app show the map around this one, or compute one of a part."""
        if event.nearer:
            super().zoom_map(event)
        else:
            self.do("phase-farther")

    def choose_rate(self, rate: float) -> None:
        """Have the followed app set the learning rate of the next stroke."""
        self.tell(ChooseRate(rate))

    def answer(self, text: str) -> None:
        """Have the followed app take an answer."""
        self.tell(Answer(text))

    def open_lesson(self, name: str) -> None:
        """Have the followed app open a lesson."""
        if self.may_change():
            self.tell(OpenLesson(name))

    def rename(self) -> None:
        """Ask here for a new name of the selected run, and have it renamed there."""
        table = self.dashboard.plots.runs
        letter = "" if table is None else table.selected
        if letter not in self.model.kept:
            super().do("rename-run")
            return

        def take(text: str | None) -> None:
            if text is not None:
                self.tell(Rename(letter, text.strip()))

        self.push_screen(name_screen(self.model.kept.get(letter)), take)
