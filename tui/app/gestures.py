"""What the user does in the panel and with the mouse, which changes parameters or data."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from textual import on

from tui.app.commanded import CommandedApp
from tui.app.controllers.changes import ChangesController
from tui.app.controllers.editing import EditController
from tui.app.controllers.lessons import Lessons
from tui.app.controllers.phase import PhaseController
from tui.model.app_model import AppModel
from tui.model.draft import Draft
from tui.model.situation import Sharing
from tui.model.status import Tone
from tui.screens.dashboard import DashboardScreen
from tui.text.numbers import some
from tui.views.data.widget import DataPlot
from tui.views.phase.messages import PhaseBoxed, PhaseZoomed
from tui.views.surface.plane import PlaneView
from tui.widgets.game_messages import Moved, Pointed, RateTyped, Revealed
from tui.widgets.messages import LessonAnswered
from tui.widgets.panel.panel import ParameterPanel


class GesturesApp(CommandedApp):
    """Acts on the messages of the widgets, where the keys of this terminal count.

    Attributes:
        model: the state of the app.
        changes: changes parameters.
        editing: edits the data.
        lessons: plays lessons.
        phase: controls phase maps.
        dashboard: the main screen.
    """

    model: AppModel
    changes: ChangesController
    editing: EditController
    lessons: Lessons
    phase: PhaseController
    dashboard: DashboardScreen

    @property
    @abstractmethod
    def how_shared(self) -> Sharing:
        """How the session is shared with other terminals."""

    @abstractmethod
    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Show a line in the status line."""

    def _counts(self) -> bool:
        """Whether the keys of this terminal count; otherwise says why not."""
        refusal = self.how_shared.refusal
        if refusal:
            self.say(refusal, Tone.WARNING)
        return not refusal

    def may_change(self) -> bool:
        """The same before a change of the run, for which edited data are used first."""
        counts = self._counts()
        if counts:
            self.editing.finish()
        return counts

    @on(ParameterPanel.Nudged)
    def _nudged(self, event: ParameterPanel.Nudged) -> None:
        if self.may_change():
            self.changes.nudge(event.name, event.direction)

    @on(ParameterPanel.Submitted)
    def _submitted(self, event: ParameterPanel.Submitted) -> None:
        if self.may_change():
            self.changes.take_typed(event.values)

    @on(PlaneView.Picked)
    def _picked(self, event: PlaneView.Picked) -> None:
        if self.may_change():
            self.changes.start_at(event.w, event.b)

    @on(DataPlot.Edited)
    def _edited(self, event: DataPlot.Edited) -> None:
        if self.model.draft is not None and self._counts():
            self.edit(event.change)

    @on(Moved)
    def _moved(self) -> None:
        self.redraw()

    @on(Pointed)
    def _pointed(self, event: Pointed) -> None:
        if self._counts():
            self.play(event.move)

    def play(self, move: Callable[[], str]) -> None:
        """Make a move of a game, or say why it is none."""
        if reason := move():
            self.say(reason, Tone.WARNING)

    @on(Revealed)
    def _revealed(self) -> None:
        """Run the optimizer from the same start, unless that run is begun or a lesson's."""
        updates = 0 if self.model.present is None else self.model.present.update
        if self.model.running:
            self.say("revealed")
        elif not self.model.unmoved:
            made = some(updates, "update")
            self.say(f"revealed, with the {made} of the run so far; space: continue the run")
        elif self.lessons.at_hand.open:
            self.say("revealed; space: run the optimizer, as the lesson does")
        else:
            self.do("run")

    @on(RateTyped)
    def _typed(self, event: RateTyped) -> None:
        if self._counts():
            self.choose_rate(event.rate)
        event.done()

    def choose_rate(self, rate: float) -> None:
        """Set the learning rate of the next stroke."""
        self.dashboard.plots.choose_rate(rate)

    @abstractmethod
    def redraw(self) -> None:
        """Show the current state."""

    def edit(self, change: Callable[[Draft], Draft]) -> None:
        """Change the data being edited."""
        self.editing.edit(change)

    @on(PhaseZoomed)
    def _zoomed(self, event: PhaseZoomed) -> None:
        if self._counts():
            self.zoom_map(event)

    def zoom_map(self, event: PhaseZoomed) -> None:
        """Compute a map about the pointer, or show the one around this one."""
        if reason := self.phase.zoom_at(event.about, nearer=event.nearer):
            self.say(reason, Tone.WARNING)

    @on(PhaseBoxed)
    def _boxed(self, event: PhaseBoxed) -> None:
        if self._counts() and (reason := self.phase.zoom_to(event.one, event.other)):
            self.say(reason, Tone.WARNING)

    @on(LessonAnswered)
    def _answered(self, event: LessonAnswered) -> None:
        if self._counts():
            self.answer(event.text)

    def answer(self, text: str) -> None:
        """Answer the question of the lesson."""
        self.lessons.answer(text)

    def action_help_quit(self) -> None:
        """Handle Ctrl-C, for which Textual would show a box over the status line."""
        self.say("q: quit")
