"""What the app does with a run's other moments: looks back, forks, keeps, takes changes back."""

from __future__ import annotations

from collections.abc import Mapping

from engine.config.parameters import Value
from engine.protocol.commands import Configure, Fork, Seek, Shift
from engine.protocol.events import Event
from tui.app.controllers.run import RunApp
from tui.model.kept_runs import KeptRun
from tui.model.status import Phase, Tone
from tui.model.undo import Way


class MomentsApp(RunApp):
    """The part of the app that goes back and forth, in the run and in its changes."""

    def receive(self, event: Event) -> None:
        """Take an event in; where it leads back to the present, so do the changes that wait."""
        was = self.model.looking_back
        self.model.receive(event)
        if was and not self.model.looking_back:
            self._catch_up()

    def applies(self, action: str) -> bool | None:
        """Whether a key does something now; those that do not, but for one, say why."""
        return self.model.looking_back if action == "present" else True

    # ------------------------------------------------------------------------------ looking back

    def action_scrub(self, updates: int, epochs: int) -> None:
        """So many updates, or ends of epochs, back (negative) or forward."""
        if updates + epochs > 0 and not self.model.looking_back:
            self.say("this is the present: there is nothing after it yet")
        elif self._look_back():
            self.link.send(Shift(updates, epochs))
            self.redraw()

    def action_first(self) -> None:
        """To the start of the run."""
        if self._look_back():
            self.link.send(Seek(0))
            self.redraw()

    def action_present(self) -> None:
        """Back to where the run stands."""
        if not self.model.looking_back:
            return
        self.model.come_back()
        self.link.send(Seek(None))
        self._catch_up()
        self.redraw()

    def _look_back(self) -> bool:
        """Whether an earlier moment can be sought; from then on one is."""
        model = self.model
        if model.state is Phase.LOST:
            self.say("the worker is gone: k starts it again", Tone.WARNING)
        elif model.unmoved:
            self.say("there is nothing before this: no update was made")
        else:
            model.look_back()
            return True
        return False

    def _catch_up(self) -> None:
        """Have the present take what was changed while an earlier moment was shown."""
        self.link.send(Configure(self.model.config))

    # ------------------------------------------------------------------------------ runs kept

    def action_fork(self) -> None:
        """Go on from the moment shown with the settings of now; the run so far is kept."""
        run = self._keep()
        if run is None:
            return
        self.link.send(Fork(self.model.config))
        self.model.fork()
        self.say(f"a fork: the run so far is kept as {run.letter}, space goes on from here")

    def action_pin(self) -> None:
        """Keep the run as it stands."""
        run = self._keep()
        if run is not None:
            self.say(f"kept as {run.letter}: {run.name}")

    def _keep(self) -> KeptRun | None:
        """Keep the run, all of it; says why where that cannot be."""
        model = self.model
        if model.present is None or model.unmoved:
            self.say("there is no run to keep yet: no update was made", Tone.WARNING)
            return None
        run = model.keep()
        if run is None:
            self.say("all letters are taken: view 7 removes a run that was kept", Tone.WARNING)
        return run

    # ------------------------------------------------------------------------------ changes

    def action_undo(self) -> None:
        """Take the last change of parameters back."""
        self._back_and_forth(self.undo.former, Way.UNDO, "nothing was changed yet")

    def action_redo(self) -> None:
        """Make the change again that was taken back last."""
        self._back_and_forth(self.undo.later, Way.REDO, "nothing was taken back")

    def _back_and_forth(self, values: Mapping[str, Value] | None, way: Way, none: str) -> None:
        if self.is_preparing:
            self.say("the last change is still under way")
        elif values is None:
            self.say(none)
        else:
            self.apply(values, way)
