"""Commands of sweeps and trade-offs: start, stop, show, use and write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from engine.config.parameters import value_of
from engine.config.run import StopRule
from engine.sweeps.rows import Cell
from tui.app.controllers.desk import Desk
from tui.keys.command import Handlers
from tui.model.experiment import (
    AnyExperiment,
    PhaseExperiment,
    SweepExperiment,
    TradeoffExperiment,
)
from tui.text.numbers import whole

if TYPE_CHECKING:
    from engine.sweeps.spec import SweepSpec
    from engine.sweeps.tradeoff import TradeoffSpec

_LONGEST = 10**10
"""The most updates of a comparison without a stop rule: about an hour."""


class SweepsPage(Protocol):
    """The page of sweeps on the screen."""

    @property
    def selected(self) -> Cell | None:
        """The cell of the selected row of a sweep; None if there is none."""


class SweepsController:
    """Controls sweeps and trade-offs.

    Args:
        desk: its tools.
        apply: changes parameters.
        page: the page of sweeps; None before it is first shown.
        show_page: shows it.
    """

    def __init__(
        self,
        desk: Desk,
        apply: Callable[[Mapping[str, object]], None],
        page: Callable[[], SweepsPage | None],
        show_page: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._apply = apply
        self._page = page
        self._show_page = show_page

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        return {
            "sweep": self.ask_sweep,
            "compare-batches": self.compare_batches,
            "tradeoff": self.ask_tradeoff,
            "sweep-continue": self.go_on,
            "sweep-stop": self.stop,
            "sweep-other": self.show_next,
            "sweep-take": self.use_settings,
            "sweep-export": self.export,
        }

    # ------------------------------------------------------------------------------ forms

    def ask_sweep(self) -> None:
        """Ask for the lists of a sweep, and start it."""
        from tui.screens.form import FormScreen
        from tui.screens.sweep_forms import SWEEP_ABOUT, about, judge_sweep, sweep_fields

        config = self._desk.model.config
        fields = sweep_fields(config, self._desk.model.experiments.typed.get("sweep", {}))
        form = FormScreen(
            "sweep", about(SWEEP_ABOUT, self._under_way), fields, partial(judge_sweep, config)
        )
        self._desk.push_screen(form, self._sweep)

    def ask_tradeoff(self) -> None:
        """Ask for the batch sizes of a trade-off, and start it."""
        from tui.screens.form import FormScreen
        from tui.screens.sweep_forms import TRADEOFF_ABOUT, about, judge_tradeoff, tradeoff_fields

        config = self._desk.model.config
        fields = tradeoff_fields(self._desk.model.experiments.typed.get("tradeoff", {}))
        judge = partial(judge_tradeoff, config)
        text = about(TRADEOFF_ABOUT, self._under_way)
        form = FormScreen("trade-off of batch size", text, fields, judge)
        self._desk.push_screen(form, self._measure)

    @property
    def _under_way(self) -> str:
        """The name of the experiment that is running; empty if none is."""
        experiment = self._desk.model.experiments.under_way
        return "" if experiment is None else experiment.name

    def compare_batches(self) -> str:
        """Train batch sizes from single samples to all, keep the runs and compare them."""
        from engine.sweeps.comparison import batch_comparison, most_updates

        problem = self._desk.model.problem
        if problem is None:
            return "the data is still being prepared"
        samples = problem.preview.moments.count
        if samples < 2:
            return "one sample has one batch size; take more samples"
        config = self._desk.model.config
        spec = batch_comparison(config, samples)
        if config.stop.stop is StopRule.NEVER and most_updates(spec, samples) > _LONGEST:
            return "without a stop rule this would take hours; set one, or fewer max epochs"
        self._train(SweepExperiment(spec=spec, problem=problem, comparison=True))
        return ""

    def _train(self, experiment: SweepExperiment) -> None:
        from engine.protocol.sweep_messages import Sweep

        self._desk.send(Sweep(experiment.spec, recorded=experiment.problem is not None))
        self._begun(experiment)

    def _sweep(self, texts: dict[str, str] | None) -> None:
        from tui.screens.sweep_forms import sweep_of

        if texts is not None:
            model = self._desk.model
            model.remember_typed("sweep", texts)
            self.begin(sweep_of(model.config, texts))

    def _measure(self, texts: dict[str, str] | None) -> None:
        from tui.screens.sweep_forms import tradeoff_of

        if texts is not None:
            self._desk.model.remember_typed("tradeoff", texts)
            self.begin(tradeoff_of(self._desk.model.config, texts))

    def begin(self, spec: SweepSpec | TradeoffSpec) -> None:
        """Begin a sweep, recorded if it is small enough, or a trade-off."""
        from engine.protocol.sweep_messages import MeasureTradeoff
        from engine.sweeps.comparison import can_be_recorded
        from engine.sweeps.tradeoff import TradeoffSpec

        problem = self._desk.model.problem
        if isinstance(spec, TradeoffSpec):
            self._desk.send(MeasureTradeoff(spec))
            self._begun(TradeoffExperiment(spec=spec))
        elif problem is not None and can_be_recorded(spec, problem.preview.moments.count):
            self._train(SweepExperiment(spec=spec, problem=problem))
        else:
            self._train(SweepExperiment(spec=spec))

    def _begun(self, experiment: AnyExperiment) -> None:
        stopped = self._under_way
        self._desk.model.begin_experiment(experiment)
        self._show_page()
        unit = f"{whole(experiment.total)} {experiment.unit}"
        self._desk.say(f"{experiment.name} of {unit}{_beside(stopped)}")

    def go_on(self) -> None:
        """Train what is left of the one shown, which was stopped or interrupted."""
        from engine.protocol.sweep_messages import MeasureTradeoff, Sweep

        model, stopped = self._desk.model, self._under_way
        shown = model.experiments.shown
        assert shown is not None, "the command needs one"
        if isinstance(shown, SweepExperiment):
            done = frozenset(row.index for row in shown.rows)
            self._desk.send(Sweep(shown.spec, recorded=shown.problem is not None, done=done))
        else:
            self._desk.send(MeasureTradeoff(shown.spec, done=len(shown.rows)))
        model.continue_experiment(shown)
        self._desk.say(f"{shown.name} continues after {shown.progress}{_beside(stopped)}")

    # ------------------------------------------------------------------------------ its results

    def stop(self) -> None:
        """Stop the running sweep or trade-off."""
        from engine.protocol.sweep_messages import StopSweep

        self._desk.send(StopSweep())
        self._desk.say("stopping; finished results are kept")

    def show_next(self) -> None:
        """Show the next sweep or trade-off."""
        self._desk.model.show_next_experiment()
        self._desk.redraw()

    def use_settings(self) -> str:
        """Apply the settings of the selected row to the current run, from the next update."""
        page = self._page()
        cell = None if page is None else page.selected
        if cell is None:
            return "no row is selected"
        config = self._desk.model.config
        if cell == Cell.of(config):
            return "the run already has these settings"
        settings = cell._asdict().items()
        self._apply({name: v for name, v in settings if v != value_of(config, name)})
        return ""

    def export(self) -> None:
        """Ask for a file and write the results."""
        from tui.screens.file_dialog import results
        from tui.text.sweep_records import write_results
        from tui.text.tradeoff import write_tradeoff

        asked_for = self._desk.model.experiments.shown
        assert asked_for is not None, "the command needs results"

        def write(path: Path) -> str:
            # More rows may have arrived meanwhile.
            found = self._desk.model.experiments.numbered(asked_for.number)
            experiment = asked_for if found is None or isinstance(found, PhaseExperiment) else found
            data, problem = experiment.spec.base.data, self._desk.model.problem
            known = problem is not None and problem.data.has_values_of(data)
            samples = problem.preview if problem is not None and known else None
            if isinstance(experiment, SweepExperiment):
                write_results(path, experiment.spec, experiment.rows, samples)
            else:
                write_tradeoff(path, experiment.rows, data, samples)
            return f"wrote {experiment.has} to {path}"

        dialog = results("write the results", f"descent-{asked_for.name}.csv")
        self._desk.ask_path(dialog, write)


def _beside(stopped: str) -> str:
    """What becomes of the experiment that is running, or of the run."""
    return f"; the running {stopped} stops" if stopped else "; the current run can continue"
