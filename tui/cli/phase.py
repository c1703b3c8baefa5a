"""`descent phase`: a phase map without a screen, with the same engine."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.errors import ConfigError
from engine.protocol.events import Event
from engine.protocol.sweep_messages import MapPhases, PhaseRows, SweepEnded
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec, check_samples
from tui.cli.headless import PATIENCE, follow
from tui.cli.output import put_out
from tui.cli.ports import OpenEngine, open_engine
from tui.cli.request import Request, UsageError, configuration
from tui.cli.results import WantedResults
from tui.cli.row_work import RowWork
from tui.model.experiment import PhaseExperiment
from tui.model.known_problem import Problem, problem_of
from tui.text.files import json_line
from tui.text.phase_axes import CELLS, EPOCHS, default_axes, full_batch_limit, phase_of
from tui.text.phase_records import phase_records, summary
from tui.views.phase.chart import chart_of
from tui.views.phase.finding import findings
from tui.views.phase.picture import check_phase_path, phase_text, write_phase_file

_OPTIONS = {"x": "--x", "x_range": "--x", "y": "--y", "y_range": "--y", "cells": "--cells"}


def run_phase(
    request: Request, open_engine: OpenEngine = open_engine, patience: float = PATIENCE
) -> int:
    """Map and report on stdout; returns the exit status.

    Raises:
        DescentError: an axis, the data, the device or the results' file cannot be used.
    """
    results = WantedResults(request.output, "run", "runs", check_phase_path)
    spec, problem = phase_spec(request)
    work = Mapping(spec, problem, results, as_json=request.as_json)
    return follow(work, open_engine, patience)


def phase_spec(request: Request) -> tuple[PhaseSpec, Problem]:
    """The map that the command line asks for, and its samples.

    Raises:
        UsageError: an axis is invalid, or there are too many samples.
        DataError: the data cannot be read.
    """
    base = configuration(request)
    problem = problem_of(base)
    limit = full_batch_limit(base, problem.theory)
    samples = problem.preview.samples
    x, y = default_axes(base)
    texts = {"epochs": str(min(base.stop.epochs, EPOCHS)), "cells": str(CELLS)}
    if "epochs" in request.values:
        texts["epochs"] = str(base.stop.epochs)
    for which, name in (("x", x), ("y", y)):
        typed = request.lists.get(which, name)
        texts[which], _, texts[f"{which}_range"] = typed.partition("=")
    texts["cells"] = request.lists.get("cells", texts["cells"])
    try:
        check_samples(samples)
        return phase_of(base, texts, limit, samples), problem
    except ConfigError as error:
        option = _OPTIONS.get(error.parameter or "", "")
        where = option or (f"--{error.parameter}" if error.parameter else "")
        raise UsageError(f"{where}: {error.reason}" if where else error.reason) from None


class Mapping(RowWork[PhaseRow]):
    """One phase map without a screen.

    Args:
        spec: the map.
        problem: its samples.
        results: the file to write.
        as_json: whether to print JSON Lines instead of the map.
    """

    def __init__(
        self, spec: PhaseSpec, problem: Problem, results: WantedResults, *, as_json: bool
    ) -> None:
        super().__init__(spec.base, MapPhases(spec), spec.runs, "runs", results)
        self._spec, self._problem, self._as_json = spec, problem, as_json

    @property
    def _map(self) -> PhaseExperiment:
        made = PhaseExperiment(spec=self._spec, problem=self._problem)
        return made.after(PhaseRows(tuple(self._rows), len(self._rows), self._total), "")

    def take(self, event: Event, *, stopping: bool) -> bool:
        del stopping
        match event:
            case PhaseRows(rows=rows, done=done):
                self._rows += rows
                self._progress.show(done)
            case SweepEnded():
                return True
            case _:
                pass
        return False

    def _print(self) -> None:
        made = self._map
        chart = chart_of(made)
        if self._as_json:
            records = phase_records(self._spec, self._rows, chart.outcomes)
            put_out(sys.stdout, "".join(map(json_line, records)))
            return
        ended = "" if self.complete else "interrupted: "
        text = f"{ended}{summary(self._spec, chart.outcomes)}"
        put_out(sys.stdout, "\n".join([phase_text(made), text, *findings(chart), ""]))

    def _wrote(self, words: str) -> None:
        if not self._as_json:
            put_out(sys.stdout, f"{words}\n")

    def _write(self, path: Path) -> None:
        write_phase_file(path, self._map)
