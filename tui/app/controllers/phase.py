"""Commands of phase maps: start, stop, zoom, open the run of a cell, write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from engine.config.effective import differences
from engine.config.parameters import value_of
from engine.errors import ConfigError
from tui.app.controllers.desk import Desk
from tui.keys.command import Handlers
from tui.model.experiment import PhaseExperiment
from tui.model.situation import ViewName
from tui.model.status import Tone
from tui.text.numbers import whole

if TYPE_CHECKING:
    from engine.sweeps.phase_spec import Axis, PhaseSpec

_MOST_OUTER = 8
"""The maps that one can go back to."""


class PhasePage(Protocol):
    """The phase map on the screen."""

    @property
    def selected(self) -> int | None:
        """The cell at the cursor; None if there is no map."""

    @property
    def cursor(self) -> tuple[float, float] | None:
        """The values there."""


class PhaseController:
    """Controls phase maps.

    Args:
        desk: its tools.
        apply: changes parameters.
        page: the map on the screen; None before it is first shown.
        show: shows a view, by name.
        run_again: restarts the run; it runs.
    """

    def __init__(
        self,
        desk: Desk,
        apply: Callable[[Mapping[str, object]], None],
        page: Callable[[], PhasePage | None],
        show: Callable[[ViewName], None],
        run_again: Callable[[], None],
    ) -> None:
        self._desk, self._apply = desk, apply
        self._page, self._show, self._run_again = page, show, run_again

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        return {
            "phase-new": self.ask,
            "phase-nearer": partial(self.zoom, nearer=True),
            "phase-farther": partial(self.zoom, nearer=False),
            "phase-back": self.go_back,
            "phase-open": self.open_run,
            "phase-continue": self.go_on,
            "phase-stop": self.stop,
            "phase-export": self.export,
        }

    @property
    def _shown(self) -> PhaseExperiment | None:
        return self._desk.model.experiments.phase

    # ------------------------------------------------------------------------------ begin

    def ask(self) -> str:
        """Ask for the axes of a map, and start it."""
        from tui.screens.form import FormScreen
        from tui.screens.phase_form import ABOUT, judge_phase, phase_fields
        from tui.screens.sweep_forms import about

        model = self._desk.model
        if model.problem is None:
            return "the data is still being prepared"
        before = model.experiments.typed.get("phase", {})
        running = model.experiments.under_way
        text = about(ABOUT, "" if running is None else running.name)
        fields = phase_fields(model.config, before)
        judge = partial(judge_phase, model.config, self._limit, model.problem.preview.samples)
        self._desk.push_screen(FormScreen("phase map", text, fields, judge), self._start)
        return ""

    @property
    def _limit(self) -> float | None:
        """The learning rate above which the full batch diverges; None if it is unknown."""
        from tui.text.phase_axes import full_batch_limit

        model = self._desk.model
        problem = model.problem
        return None if problem is None else full_batch_limit(model.config, problem.theory)

    def _start(self, texts: dict[str, str] | None) -> None:
        from tui.text.phase_axes import phase_of

        model = self._desk.model
        if texts is None or model.problem is None:
            return
        model.remember_typed("phase", texts)
        samples = model.problem.preview.samples
        self.begin(phase_of(model.config, texts, self._limit, samples))

    def begin(self, spec: PhaseSpec, outer: tuple[PhaseExperiment, ...] = ()) -> str:
        """Begin a map; returns why it is not possible."""
        from engine.protocol.sweep_messages import MapPhases
        from engine.sweeps.phase_spec import check_samples

        model = self._desk.model
        problem = model.problem
        try:
            if problem is not None:
                check_samples(problem.preview.samples)
        except ConfigError as error:
            self._desk.say(error.reason, Tone.WARNING)
            return error.reason
        self._desk.send(MapPhases(spec))
        model.begin_experiment(PhaseExperiment(spec=spec, problem=problem, outer=outer))
        self._show("phase")
        self._desk.say(f"phase map of {whole(spec.runs)} runs; the current run can continue")
        return ""

    def go_on(self) -> None:
        """Train what is left of a map that was stopped or interrupted."""
        from engine.protocol.sweep_messages import MapPhases

        shown = self._shown
        assert shown is not None, "the command needs one"
        self._desk.send(MapPhases(shown.spec, frozenset(row.cell for row in shown.rows)))
        self._desk.model.continue_experiment(shown)
        self._desk.say(f"phase map continues after {shown.progress}")

    def stop(self) -> None:
        """Stop the map that is being computed."""
        from engine.protocol.sweep_messages import StopSweep

        self._desk.send(StopSweep())
        self._desk.say("stopping; what is known of the map stays")

    # ------------------------------------------------------------------------------ zoom

    def zoom(self, *, nearer: bool) -> str:
        """Compute a map of half or double the ranges, about the cursor; returns why not."""
        page = self._page()
        at = None if page is None else page.cursor
        return "there is no map yet" if at is None else self.zoom_at(at, nearer=nearer)

    def zoom_at(self, at: tuple[float, float], *, nearer: bool) -> str:
        """The same about these values."""
        shown = self._shown
        if shown is None:
            return "there is no map yet"
        spec, share = shown.spec, 0.5 if nearer else 2.0
        try:
            zoomed = replace(spec, x=_zoomed(spec.x, at[0], share), y=_zoomed(spec.y, at[1], share))
        except ConfigError as error:
            return f"this is as {'near' if nearer else 'far'} as it goes: {error.reason}"
        ended = replace(shown, outer=())
        return self.begin(zoomed, (*shown.outer, ended)[-_MOST_OUTER:])

    def go_back(self) -> str:
        """Show the map that this one was zoomed from."""
        from engine.protocol.sweep_messages import StopSweep

        model, shown = self._desk.model, self._shown
        if shown is None or not shown.outer:
            return "this is the first map"
        if not shown.stage.over:
            self._desk.send(StopSweep())
        *outer, last = shown.outer
        earlier = last if last.stage.over else last.lost()
        model.show_phase_again(replace(earlier, outer=tuple(outer)))
        self._desk.redraw()
        return ""

    # ------------------------------------------------------------------------------ its runs

    def open_run(self) -> str:
        """Start the run of the cell at the cursor; returns why not."""
        page, shown = self._page(), self._shown
        index = None if page is None else page.selected
        if shown is None or index is None:
            return "there is no map yet"
        model = self._desk.model
        config = shown.spec.config(index)
        changed = {name: value_of(config, name) for name in differences(model.config, config)}
        if changed:
            self._apply(changed)
        if differences(model.config, config):
            return "its samples are being loaded; press it again when they are there"
        self._run_again()
        self._show("dashboard")
        from tui.views.phase.read_out import settings_text

        self._desk.say(f"{settings_text(shown, index)} from its start · Q: back to the map")
        return ""

    def export(self) -> None:
        """Ask for a file and write the map."""
        from tui.screens.file_dialog import results
        from tui.text.phase_records import write_phase

        asked_for = self._shown
        assert asked_for is not None, "the command needs a map"

        def write(path: Path) -> str:
            now = self._shown or asked_for
            write_phase(path, now.spec, now.rows)
            return f"wrote {now.has} to {path}"

        self._desk.ask_path(results("write the map", "descent-phase.csv"), write)


def _zoomed(axis: Axis, about: float, share: float) -> Axis:
    """The axis with a range `share` times as long about a value, within what is valid.

    Raises:
        ConfigError: it is too narrow.
    """
    from engine.sweeps.phase_spec import least_of, most_of

    place = (axis.cell(about) + 0.5) / axis.cells
    left = place - share / 2
    low, high = (axis.edge(axis.cells * (left + part)) for part in (0.0, share))
    return replace(axis, low=max(low, least_of(axis)), high=min(high, most_of(axis)))
