"""Commands of the kept runs: hide, rename, remove, export, make one current, race."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from engine.config.parameters import PARAMETERS, value_of
from engine.errors import harmless
from engine.history.values import RunState
from engine.problems.own.version import Version, other_version_text
from engine.protocol.commands import Configure, Race, Resume
from tui.app.controllers.desk import Desk
from tui.keys.command import Handlers
from tui.model.kept_runs import KeptRun
from tui.model.known_problem import takes_time
from tui.model.units import same_kind

if TYPE_CHECKING:
    from tui.screens.ask import AskScreen
    from tui.text.runs import Entry

_LONGEST_NAME = 40


class RunsTable(Protocol):
    """The table of runs on the screen."""

    @property
    def selected(self) -> str:
        """The letter of the selected run; empty for the current run."""

    @property
    def entries(self) -> list[Entry]:
        """The rows."""


class KeptRunsController:
    """Acts on the kept runs.

    Args:
        desk: its tools.
        apply: changes parameters.
        table: the table of runs; None before it is first shown.
    """

    def __init__(
        self,
        desk: Desk,
        apply: Callable[[Mapping[str, object]], None],
        table: Callable[[], RunsTable | None],
    ) -> None:
        self._desk = desk
        self._apply = apply
        self._table = table

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        return {
            "hide-run": self.hide,
            "remove-run": self.remove,
            "rename-run": self.rename,
            "export-runs": self.export,
            "take-up-run": self.take_up,
            "race": self.race,
            "race-by": self.next_race_unit,
        }

    @property
    def selected(self) -> str:
        """The letter of the selected kept run; empty for none."""
        table, kept = self._table(), self._desk.model.kept
        # The table may not have been drawn since the run was removed.
        return table.selected if table is not None and table.selected in kept else ""

    @property
    def _run(self) -> KeptRun:
        return self._desk.model.kept.get(self.selected)

    # ------------------------------------------------------------------------------ the table

    def hide(self) -> None:
        """Hide the selected run in the plots, or show it again."""
        self._desk.model.toggle_kept(self.selected)
        self._desk.redraw()

    def remove(self) -> None:
        """Remove the selected run."""
        letter = self.selected
        self._desk.model.remove_kept(letter)
        self._desk.say(f"run {letter} removed")

    def rename(self) -> None:
        """Ask for a new name of the selected run."""
        run, model = self._run, self._desk.model

        def take(text: str | None) -> None:
            if text is not None and run.letter in model.kept:
                model.rename_kept(run.letter, text.strip())
                self._desk.redraw()

        self._desk.push_screen(name_screen(run), take)

    def export(self) -> None:
        """Ask for a file and write the table of runs."""
        from tui.screens.file_dialog import results
        from tui.text.runs_file import write_table

        table = self._table()
        entries = [] if table is None else table.entries

        def write(path: Path) -> str:
            write_table(path, entries)
            return f"wrote {len(entries)} runs to {path}"

        self._desk.ask_path(results("export the runs", "descent-runs.csv"), write)

    # ------------------------------------------------------------------------------ made current

    def take_up(self) -> str:
        """Continue the selected run; the current run takes its place."""
        model, run = self._desk.model, self._run
        config = run.config.model_copy(update={"device": model.config.device})
        if takes_time(config, model.problem):
            return "its data is not loaded; set the data first, then continue it"
        same = same_kind(config.problem, model.config.problem)
        now = model.session.version if same else Version.of(config.problem)
        if not run.frame.version.is_that_of(now):
            return other_version_text(config.problem)
        model.come_back()
        model.swap_kept(run.letter)
        self._apply({name: value_of(config, name) for name in PARAMETERS if name != "device"})
        stood = run.frame.state
        state = RunState.PAUSED if stood is RunState.RUNNING else stood
        self._desk.send(Configure(config), Resume.of(run.frame, config, state=state, reason=""))
        self._desk.say(f"{run.name} is the current run again")
        return ""

    # ------------------------------------------------------------------------------ races

    def race(self) -> None:
        """Restart the current run and the kept runs on the same data, side by side."""
        model = self._desk.model
        rivals = model.rivals
        model.begin_race(tuple(run.letter for run in rivals))
        configs = (model.config, *(run.config for run in rivals))
        self._desk.send(Race(configs, model.race.by))
        self._desk.say(f"racing {len(configs)} runs with equal {model.race.by}")

    def next_race_unit(self) -> None:
        """Switch the unit of races to the next of epochs, samples seen and seconds."""
        self._desk.model.next_race_unit()
        self._desk.say(f"races compare equal {self._desk.model.race.by}")


def name_screen(run: KeptRun) -> AskScreen:
    """The dialog for a new name of a run."""
    from tui.screens.ask import AskScreen, Question

    prompt = f"Name of run {run.letter}:"
    return AskScreen(run.name, Question("rename the run", prompt, "rename", name_fault))


def name_fault(text: str) -> str:
    """Why a text is no name of a run; empty if it is one."""
    if not text.strip():
        return "the name is empty; type a name"
    if harmless(text) != text:
        return "the name contains a control character; type a name on one line"
    too_long = len(text.strip()) > _LONGEST_NAME
    return f"the name is too long; at most {_LONGEST_NAME} characters" if too_long else ""
