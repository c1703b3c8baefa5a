"""`descent sweep`: many runs without a screen, with the same engine."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from engine.errors import DescentError
from engine.protocol.events import Event, Ready
from engine.protocol.sweep_messages import Sweep, SweepEnded, SweepRows
from engine.sweeps.rows import SweepRow
from engine.sweeps.spec import SweepSpec
from tui.cli.headless import PATIENCE, follow
from tui.cli.lists import sweep_spec
from tui.cli.ports import OpenEngine, engine_of, open_engine
from tui.cli.request import Request, UsageError
from tui.cli.results import WantedResults
from tui.cli.row_work import RowWork
from tui.cli.sweep_report import JsonSweepReport, SweepReport, TableSweepReport
from tui.text.numbers import significant, whole
from tui.text.sweep_records import write_results
from tui.text.sweeps import cell_text, row_seeds_text
from tui.views.sweeps.maps import QUANTITIES, Quantity, heat_maps

MOST_ROWS_SHOWN = 200
"""In a sweep of more runs, only the progress is shown before the table."""


def run_sweep(
    request: Request, open_engine: OpenEngine = open_engine, patience: float = PATIENCE
) -> int:
    """Sweep and report on stdout; returns the exit status.

    Raises:
        DescentError: a list, the data, the device or the results' file cannot be used.
    """
    spec = sweep_spec(request)
    quantity = _quantity(request, spec)
    results = WantedResults(request.output, "run", "runs")
    report = JsonSweepReport(spec) if request.as_json else TableSweepReport(spec, quantity)
    if request.scheduler is not None:
        open_engine = engine_of(request.scheduler)
    show_rows = spec.runs <= MOST_ROWS_SHOWN and not request.as_json
    return follow(Sweeping(spec, report, results, show_rows=show_rows), open_engine, patience)


class Sweeping(RowWork[SweepRow]):
    """One sweep without a screen.

    Args:
        spec: the sweep.
        report: prints the results.
        results: the file to write.
        show_rows: whether to show each run as it ends, in addition to the progress.
    """

    def __init__(
        self, spec: SweepSpec, report: SweepReport, results: WantedResults, *, show_rows: bool
    ) -> None:
        super().__init__(spec.base, Sweep(spec), spec.runs, "runs", results)
        self._spec, self._report = spec, report
        self._show_rows = show_rows
        self._end: SweepEnded | None = None

    def take(self, event: Event, *, stopping: bool) -> bool:
        del stopping
        match event:
            case Ready(device=device):
                self._report.started(device, self._samples)
            case SweepRows(rows=rows, done=done):
                self._rows += rows
                self._report.runs(rows)
                self._progress.show(done, *(map(_line, rows) if self._show_rows else ()))
            case SweepEnded():
                self._end = event
                return True
            case _:
                pass
        return False

    def _print(self) -> None:
        self._report.ended(self._rows, self._end)

    def _wrote(self, words: str) -> None:
        self._report.wrote(words)

    def _write(self, path: Path) -> None:
        write_results(path, self._spec, self._rows, self._samples)


def _quantity(request: Request, spec: SweepSpec) -> Quantity | None:
    """The quantity of the map, if one was requested.

    Raises:
        UsageError: an unknown quantity, or too few varied quantities for a map.
    """
    if request.heat_map is None:
        return None
    wanted = request.heat_map.strip().lower()
    for quantity in get_args(Quantity):
        if wanted == quantity:
            try:
                heat_maps(spec, [], quantity)
            except DescentError as error:
                raise UsageError(f"--map: {error}") from None
            if quantity == "excess" and not spec.base.problem.is_quadratic:
                raise UsageError("--map: the least loss is unknown for this problem; use loss")
            found: Quantity = quantity
            return found
    raise UsageError(f"--map: '{request.heat_map}' is invalid; must be {', '.join(QUANTITIES)}")


def _line(row: SweepRow) -> str:
    """A line about a finished run."""
    what = f"{cell_text(row.cell)}, {row_seeds_text(row.seeds)}"
    loss = significant(row.full_loss, 5)
    return f"{what}: {row.state.value} in epoch {whole(row.epochs)}, full loss {loss}"
