"""Commands that save or export the run: a command line, a file, a saved run, event files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import DescentError
from engine.history.values import Change
from engine.protocol.commands import Save, SaveRun, WriteEvents
from tui.app.controllers.desk import Desk
from tui.keys.command import Handlers
from tui.model.status import Tone

if TYPE_CHECKING:
    from engine.storage.run_store import RunStore


class SavingController:
    """Saves and exports.

    Args:
        desk: its tools.
        runs_dir: the folder of saved runs; None is the default.
        copy: copies a text to the clipboard.
        in_background: runs a coroutine in the background.
    """

    def __init__(
        self,
        desk: Desk,
        runs_dir: Path | None,
        copy: Callable[[str], None],
        in_background: Callable[[Coroutine[None, None, None]], None],
    ) -> None:
        self._desk = desk
        self._runs_dir = runs_dir
        self._copy = copy
        self._in_background = in_background

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        return {
            "copy": self.copy_command_line,
            "state": self.read_state_out,
            "write": self.write_history,
            "save-run": self.save_run,
            "events": self.write_events,
            "keras": self.export_keras,
        }

    def copy_command_line(self) -> None:
        """Show and copy the command line of this run."""
        from tui.text.command_line import command_line

        model = self._desk.model
        line = command_line(model.config)
        self._copy(line)
        count = live_changes(model.present.changes) if model.present is not None else 0
        if not count:
            self._desk.say(line)
            return
        changes = "1 live change" if count == 1 else f"{count} live changes"
        self._desk.say(f"copied (omits {changes}; W saves it): {line}", Tone.WARNING)

    def read_state_out(self) -> None:
        """Show the state of the run in words on a page, copy it, and add it to the log."""
        from tui.model.state_text import state_clauses
        from tui.screens.page import TextPage

        clauses = list(state_clauses(self._desk.model))
        text = "; ".join(clauses)
        self._copy(text)
        self._desk.model.note([text])
        self._desk.push_screen(TextPage("state", "\n".join(clauses)))

    def write_history(self) -> None:
        """Ask for a file, and have the worker write every update to it."""
        from tui.screens.file_dialog import HISTORY

        def write(path: Path) -> str:
            self._desk.send(Save(path))
            return ""

        self._desk.ask_path(HISTORY, write)

    def write_events(self) -> None:
        """Ask for a folder, and have the worker write event files for TensorBoard into it."""
        from engine.storage.run_store import events_folder
        from tui.screens.file_dialog import EVENTS

        def write(folder: Path) -> str:
            self._desk.send(WriteEvents(events_folder(folder, self._desk.model.config)))
            return ""

        self._desk.ask_path(EVENTS, write)

    def export_keras(self) -> str:
        """Ask for a file, and write the run as a Keras script or notebook."""
        from tui.screens.file_dialog import SCRIPT

        if self._desk.model.problem is None:
            return "the data are still being read"

        def write(path: Path) -> str:
            self._in_background(self._write_script(path))
            return ""

        self._desk.ask_path(SCRIPT, write)
        return ""

    async def _write_script(self, path: Path) -> None:
        """Write the script; a file of data is read for it."""
        from engine.storage.keras_script.course import Course
        from engine.storage.keras_script.export import exported
        from engine.storage.keras_script.file import write_script
        from tui.text.saved import script_words

        model = self._desk.model
        problem, frame = model.problem, model.present
        assert problem is not None, "the command needs the data"
        course = None if frame is None or model.unmoved else Course.of_frame(frame)
        config = model.config if frame is None or course is None else frame.config

        def work() -> None:
            write_script(path, exported(config, problem.preview, course))

        try:
            await asyncio.to_thread(work)
        except DescentError as error:
            self._desk.say(str(error), Tone.ERROR)
        else:
            self._desk.say(script_words(path), Tone.GOOD)

    def save_run(self) -> str:
        """Ask for a name, and have the worker save the whole run; returns why that is refused."""
        from engine.data.standard_input import NOT_REPEATABLE, is_kept
        from engine.storage.run_store import RunStore, name_fault, runs_folder
        from tui.screens.ask import AskScreen, Question

        data = self._desk.model.config.data.data
        if data is not None and is_kept(data):
            return NOT_REPEATABLE
        store = RunStore(runs_folder(self._runs_dir))
        question = Question(
            "save the run",
            f"Name of the run, in {store.folder}:",
            "save",
            lambda text: name_fault(text.strip()),
            lambda text: _taken(store, text.strip()),
        )

        def save(name: str | None) -> None:
            if name is not None:
                self._desk.send(SaveRun(store.path(name), store.has(name)))

        self._desk.push_screen(AskScreen(store.suggestion(self._desk.model.config), question), save)
        return ""


def _taken(store: RunStore, name: str) -> str:
    return f"{name} exists; enter again: replace it" if store.has(name) else ""


def live_changes(changes: tuple[Change, ...]) -> int:
    """The number of changes that a command line omits: all but those before the first update."""
    return sum(change.update > 0 for change in changes)
