"""What the app does with sweeps and measurements: asks for them, stops them, writes them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import DescentError
from tui.app.controllers.kept_runs import CompareApp
from tui.model.experiment import AnyExperiment, SweepExperiment, TradeoffExperiment
from tui.model.status import Phase, Tone
from tui.text.numbers import whole

if TYPE_CHECKING:
    from engine.sweeps.spec import Cell


class SweepApp(CompareApp):
    """The part of the app that makes many runs at once."""

    def show_experiments(self) -> None:
        """Bring the view of sweeps and measurements to the screen."""
        raise NotImplementedError

    # ------------------------------------------------------------------------------ forms

    def action_sweep(self) -> None:
        """Ask what to sweep."""
        from tui.screens.form import FormScreen
        from tui.screens.sweep_forms import SWEEP_ABOUT, judge_sweep, sweep_fields

        if self._can_begin():
            config = self.model.config
            fields = sweep_fields(config, self.model.experiments.typed.get("sweep", {}))
            form = FormScreen("sweep", SWEEP_ABOUT, fields, partial(judge_sweep, config))
            self.push_screen(form, self._sweep)

    def action_tradeoff(self) -> None:
        """Ask which batch sizes to measure."""
        from tui.screens.form import FormScreen
        from tui.screens.sweep_forms import TRADEOFF_ABOUT, judge_tradeoff, tradeoff_fields

        if self._can_begin():
            config = self.model.config
            fields = tradeoff_fields(self.model.experiments.typed.get("tradeoff", {}))
            judge = partial(judge_tradeoff, config)
            form = FormScreen("trade-off of batch size", TRADEOFF_ABOUT, fields, judge)
            self.push_screen(form, self._measure)

    def _can_begin(self) -> bool:
        if self.model.state is Phase.LOST:
            self.say("the worker is gone: k starts it again", Tone.WARNING)
            return False
        return True

    def _sweep(self, texts: dict[str, str] | None) -> None:
        from engine.protocol.sweep_messages import Sweep
        from tui.screens.sweep_forms import sweep_of

        if texts is not None:
            self.model.remember_typed("sweep", texts)
            spec = sweep_of(self.model.config, texts)
            self.link.send(Sweep(spec))
            self._begun(SweepExperiment(spec=spec))

    def _measure(self, texts: dict[str, str] | None) -> None:
        from engine.protocol.sweep_messages import MeasureTradeoff
        from tui.screens.sweep_forms import tradeoff_of

        if texts is not None:
            self.model.remember_typed("tradeoff", texts)
            spec = tradeoff_of(self.model.config, texts)
            self.link.send(MeasureTradeoff(spec))
            self._begun(TradeoffExperiment(spec=spec))

    def _begun(self, experiment: AnyExperiment) -> None:
        self.model.begin_experiment(experiment)
        self.show_experiments()
        unit = f"{whole(experiment.total)} {experiment.unit}"
        self.say(f"{experiment.name} of {unit}; the run on the screen can go on meanwhile")

    # ------------------------------------------------------------------------------ its results

    def selected_cell(self) -> Cell:
        """The cell of a sweep whose row is selected."""
        raise NotImplementedError

    def stop_experiment(self) -> None:
        """Stop the sweep or measurement that is under way."""
        from engine.protocol.sweep_messages import StopSweep

        self.link.send(StopSweep())

    def next_experiment(self) -> None:
        """Show the next sweep or measurement."""
        self.model.show_next_experiment()
        self.redraw()

    def take_settings(self) -> None:
        """Give the present run the settings of the selected cell, from its next update on."""
        optimizer, size, rate = self.selected_cell()
        self.apply({"optimizer": optimizer, "batch_size": size, "learning_rate": rate})

    def export_results(self) -> None:
        """Ask for a file and write the results."""
        from tui.screens.ask import AskScreen, Question, path_doubt
        from tui.text.files import results_fault
        from tui.text.sweeps import write_results
        from tui.text.tradeoff import write_tradeoff

        asked_for = self.model.experiments.shown
        assert asked_for is not None, "the command does not apply without results"

        def write(text: str | None) -> None:
            if text is None:
                return
            path = Path(text).expanduser()
            # More rows may have come meanwhile.
            experiment = self.model.experiments.numbered(asked_for.number) or asked_for
            try:
                if isinstance(experiment, SweepExperiment):
                    write_results(path, experiment.spec, experiment.rows)
                else:
                    write_tradeoff(path, experiment.rows)
            except DescentError as error:
                self.say(str(error), Tone.ERROR)
            else:
                self.say(f"wrote {experiment.has} to {path}", Tone.GOOD)

        prompt = "File for the results, .csv, .jsonl or .md:"
        question = Question("write the results", prompt, "writes", results_fault, path_doubt)
        self.push_screen(AskScreen(f"descent-{asked_for.name}.csv", question), write)
