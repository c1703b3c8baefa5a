"""What the app gives away of a run: a command line, a file, a saved run, event files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.history.values import Change
from engine.protocol.commands import Save, SaveRun, WriteEvents
from tui.app.controllers.moments import MomentsApp
from tui.model.status import Tone

if TYPE_CHECKING:
    from engine.storage.run_store import RunStore


class SavingApp(MomentsApp):
    """The part of the app that saves and exports.

    Attributes:
        runs_dir: where runs are saved; None is the usual place.
    """

    runs_dir: Path | None = None

    @property
    def _store(self) -> RunStore:
        from engine.storage.run_store import RunStore, runs_folder

        return RunStore(runs_folder(self.runs_dir))

    def _nothing_yet(self) -> bool:
        """Whether there is nothing to write; that is said."""
        if self.model.unmoved:
            self.say("there is nothing to write: no update was made yet", Tone.WARNING)
        return self.model.unmoved

    def action_copy_command(self) -> None:
        from tui.text.command_line import command_line

        line = command_line(self.model.config)
        self.copy_to_clipboard(line)
        present = self.model.present
        count = live_changes(present.changes) if present is not None else 0
        if not count:
            self.say(line)
            return
        changes = "1 live change" if count == 1 else f"{count} live changes"
        self.say(f"without {changes}, which W saves with the run: {line}", Tone.WARNING)

    def action_write(self) -> None:
        from tui.screens.ask import AskScreen

        if not self._nothing_yet():
            self.push_screen(AskScreen("descent-history.npz"), self._write)

    def _write(self, text: str | None) -> None:
        if text is not None:
            path = Path(text).expanduser()
            self.link.send(Save(path))

    def action_save_run(self) -> None:
        from tui.screens.ask import AskScreen, Question

        if self._nothing_yet():
            return
        store = self._store

        def fault(text: str) -> str:
            from engine.storage.run_store import name_fault

            return name_fault(text.strip())

        def doubt(text: str) -> str:
            taken = store.has(text.strip())
            return f"{text.strip()} exists: enter again replaces it" if taken else ""

        prompt = f"Name of the run, in {store.folder}:"
        question = Question("save the run", prompt, "saves", fault, doubt)
        self.push_screen(AskScreen(store.suggestion(self.model.config), question), self._save_run)

    def _save_run(self, name: str | None) -> None:
        if name is not None:
            folder, over = self._store.path(name), self._store.has(name)
            self.link.send(SaveRun(folder, over))

    def action_write_events(self) -> None:
        from tui.screens.ask import EVENTS, AskScreen

        if not self._nothing_yet():
            self.push_screen(AskScreen("tensorboard", EVENTS), self._write_events)

    def _write_events(self, text: str | None) -> None:
        if text is not None:
            from engine.storage.run_store import events_folder

            folder = events_folder(Path(text).expanduser(), self.model.config)
            self.link.send(WriteEvents(folder))


def live_changes(changes: tuple[Change, ...]) -> int:
    """How many of these a command line cannot say: all but those before the first update."""
    return sum(change.update > 0 for change in changes)
