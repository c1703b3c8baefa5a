"""What the app does with the runs kept: hide, rename, remove, export, make one current, race."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.config.parameters import PARAMETERS, value_of
from engine.errors import DescentError
from engine.history.values import RunState
from engine.protocol.commands import Configure, Race, Resume
from tui.app.controllers.saving import SavingApp
from tui.model.kept_runs import KeptRun
from tui.model.known_problem import takes_time
from tui.model.status import Tone

if TYPE_CHECKING:
    from tui.text.runs import Entry

_LONGEST_NAME = 40


class CompareApp(SavingApp):
    """The part of the app that compares runs."""

    def selected_run(self) -> KeptRun:
        """The run that is selected in the table of runs."""
        raise NotImplementedError

    def entries(self) -> list[Entry]:
        """The rows of the table of runs."""
        raise NotImplementedError

    def hide_run(self) -> None:
        """Leave the selected run out of the plots, or show it again."""
        self.model.toggle_kept(self.selected_run().letter)
        self.redraw()

    def remove_run(self) -> None:
        """Remove the selected run."""
        letter = self.selected_run().letter
        self.model.remove_kept(letter)
        self.say(f"run {letter} is kept no longer")

    # ------------------------------------------------------------------------------ names, files

    def rename_run(self) -> None:
        """Ask for another name of the selected run."""
        from tui.screens.ask import AskScreen, Question

        run = self.selected_run()
        letter = run.letter

        def fault(text: str) -> str:
            if not text.strip():
                return "a name is needed"
            too_long = len(text.strip()) > _LONGEST_NAME
            return f"a name has {_LONGEST_NAME} characters at most" if too_long else ""

        def rename(text: str | None) -> None:
            if text is not None and letter in self.model.kept:
                self.model.rename_kept(letter, text.strip())
                self.redraw()

        question = Question("rename the run", f"Name of run {letter}:", "renames", fault)
        self.push_screen(AskScreen(run.name, question), rename)

    def export_runs(self) -> None:
        """Ask for a file and write the table of runs."""
        from tui.screens.ask import AskScreen, Question, path_doubt
        from tui.text.files import results_fault
        from tui.text.runs_file import write_table

        entries = self.entries()

        def write(text: str | None) -> None:
            if text is None:
                return
            path = Path(text.strip()).expanduser()
            try:
                write_table(path, entries)
            except DescentError as error:
                self.say(str(error), Tone.ERROR)
            else:
                self.say(f"wrote {len(entries)} runs to {path}", Tone.GOOD)

        prompt = "File for the table of runs, .csv, .jsonl or .md:"
        question = Question("export the runs", prompt, "writes", results_fault, path_doubt)
        self.push_screen(AskScreen("descent-runs.csv", question), write)

    # ------------------------------------------------------------------------------ made current

    def take_up_run(self) -> None:
        """Go on with the selected run; the present one takes its place."""
        model, run = self.model, self.selected_run()
        config = run.config.model_copy(update={"device": model.config.device})
        if takes_time(config, model.problem):
            self.say("its samples must be read first: set the data, then take it up", Tone.WARNING)
            return
        model.come_back()
        model.swap_kept(run.letter)
        self.apply({name: value_of(config, name) for name in PARAMETERS if name != "device"})
        stood = run.frame.state
        state = RunState.PAUSED if stood is RunState.RUNNING else stood
        self.link.send(Configure(config), Resume.of(run.frame, config, state=state, reason=""))
        self.say(f"{run.name} is the present run again; space goes on with it")

    # ------------------------------------------------------------------------------ races

    def action_race(self) -> None:
        """Restart this run and those kept on the same data, and step them side by side."""
        model = self.model
        rivals = [run for run in model.kept if run.config.data == model.config.data]
        if not rivals:
            self.say("there is no run to race: p keeps one, then change something", Tone.WARNING)
            return
        model.begin_race(tuple(run.letter for run in rivals))
        configs = (model.config, *(run.config for run in rivals))
        self.link.send(Race(configs, model.race.by))
        self.say(f"{len(configs)} runs in the same {model.race.by}")

    def action_race_by(self) -> None:
        """The next of what the runs of a race have in common."""
        self.model.next_race_unit()
        self.say(f"races are run in the same {self.model.race.by}")
