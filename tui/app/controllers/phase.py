"""Commands of phase maps: start, stop, zoom, pan, open the run of a cell, write."""

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
    from engine.sweeps.phase_axis import Axis
    from engine.sweeps.phase_spec import PhaseSpec


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
            "phase-now": self.begin_at_once,
            "phase-nearer": partial(self.zoom, nearer=True),
            "phase-farther": partial(self.zoom, nearer=False),
            "phase-back": self.go_back,
            "phase-pan-left": partial(self.pan, -1, 0),
            "phase-pan-right": partial(self.pan, 1, 0),
            "phase-pan-up": partial(self.pan, 0, 1),
            "phase-pan-down": partial(self.pan, 0, -1),
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
        if texts is not None:
            self._desk.model.remember_typed("phase", texts)
            self._begin_from(texts)

    def begin_at_once(self) -> str:
        """Begin the map that the form offers; returns why it is not possible."""
        from tui.screens.phase_form import phase_fields

        fields = phase_fields(self._desk.model.config, {})
        return self._begin_from({field.name: field.text for field in fields})

    def _begin_from(self, texts: Mapping[str, str]) -> str:
        """Begin the map of these texts of the form; returns why it is not possible."""
        from tui.text.phase_axes import phase_of

        model = self._desk.model
        if model.problem is None:
            return "the data is still being prepared"
        samples = model.problem.preview.samples
        return self.begin(phase_of(model.config, texts, self._limit, samples))

    def begin(self, spec: PhaseSpec) -> str:
        """Begin a map; returns why it is not possible."""
        from engine.sweeps.phase_spec import check_samples
        from tui.model.phase_maps import begun_from

        problem = self._desk.model.problem
        try:
            if problem is not None:
                check_samples(problem.preview.samples)
        except ConfigError as error:
            self._desk.say(error.reason, Tone.WARNING)
            return error.reason
        shown = self._shown
        made = None if shown is None else begun_from(shown, spec)
        return self._advance(made or PhaseExperiment(spec=spec, problem=problem))

    def _advance(self, made: PhaseExperiment) -> str:
        """Show a map and train those of its runs that are not known, if it has not ended."""
        from engine.protocol.sweep_messages import MapPhases, StopSweep

        model, shown = self._desk.model, self._shown
        if made.stage.over:
            if shown is not None and not shown.stage.over:
                self._desk.send(StopSweep())
            model.show_phase_again(made)
            self._desk.redraw()
            return ""
        self._desk.send(MapPhases(made.spec, frozenset(row.cell for row in made.rows)))
        model.begin_experiment(made)
        self._show("phase")
        count = whole(made.spec.runs)
        known = f", {whole(made.done)} of them known" if made.done else ""
        self._desk.say(f"phase map of {count} runs{known}; the current run can continue")
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
        """The same about these values; an earlier map around this one is shown at once."""
        from engine.sweeps.phase_window import zoomed
        from tui.model.phase_maps import around

        shown = self._shown
        if shown is None:
            return "there is no map yet"
        if not nearer and (place := around(shown)) is not None:
            return self._return_to(shown, place)
        x, y = shown.spec.x, shown.spec.y
        factor, way = (0.5, "near") if nearer else (2.0, "far")
        return self._part(
            lambda: (zoomed(x, at[0], factor), zoomed(y, at[1], factor)),
            f"this is as {way} as it goes",
        )

    def pan(self, right: int, up: int) -> str:
        """Compute the map beside this one, half of which is known; returns why not."""
        from engine.sweeps.phase_window import panned

        shown = self._shown
        if shown is None:
            return "there is no map yet"
        x, y = shown.spec.x, shown.spec.y
        return self._part(
            lambda: (panned(x, right * (x.cells // 2)), panned(y, up * (y.cells // 2))),
            "no values are valid there",
        )

    def zoom_to(self, one: tuple[float, float], other: tuple[float, float]) -> str:
        """Compute a map of the box between two corners; returns why not."""
        from engine.sweeps.phase_window import between

        shown = self._shown
        if shown is None:
            return "there is no map yet"
        x, y = shown.spec.x, shown.spec.y
        return self._part(
            lambda: (between(x, one[0], other[0]), between(y, one[1], other[1])),
            "this is as near as it goes",
        )

    def _part(self, axes: Callable[[], tuple[Axis, Axis]], refusal: str) -> str:
        """Compute a map with other ranges; returns why not."""
        from tui.model.phase_maps import made_from

        shown = self._shown
        assert shown is not None, "the command needs one"
        before = shown.spec
        try:
            x, y = axes()
            spec = replace(before, x=x, y=y)
        except ConfigError as error:
            return f"{refusal}: {error.reason}"
        ranges = [(one.x.low, one.x.high, one.y.low, one.y.high) for one in (before, spec)]
        return refusal if ranges[0] == ranges[1] else self._advance(made_from(shown, spec))

    def go_back(self) -> str:
        """Show the map that this one was made from; what is left of it is computed."""
        shown = self._shown
        if shown is None or not shown.outer:
            return "this is the first map"
        return self._return_to(shown, len(shown.outer) - 1)

    def _return_to(self, shown: PhaseExperiment, place: int) -> str:
        from tui.model.phase_maps import returned_to

        again = returned_to(shown, place)
        lost = self._desk.model.worker.lost and not again.stage.over
        return self._advance(again.lost() if lost else again)

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
        from tui.views.phase.picture import write_phase_file

        asked_for = self._shown
        assert asked_for is not None, "the command needs a map"

        def write(path: Path) -> str:
            now = self._shown or asked_for
            write_phase_file(path, now)
            return f"wrote {now.has} to {path}"

        self._desk.ask_path(results("write the map", "descent-phase.csv"), write)
