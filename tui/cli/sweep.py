"""`descent sweep` and `descent tradeoff`: many runs without a screen, through the same engine."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from engine.config.run import FULL_BATCH
from engine.errors import DescentError
from engine.protocol.events import Ready
from engine.protocol.sweep_messages import (
    MeasureTradeoff,
    Sweep,
    SweepEnded,
    SweepRows,
    TradeoffRows,
)
from engine.sweeps.spec import SweepRow, SweepSpec, summarize
from engine.sweeps.tradeoff import TradeoffRow
from tui.cli.follow import Following, Progress, Told
from tui.cli.lists import sweep_spec, tradeoff_spec
from tui.cli.output import FAILED_STATUS, INTERRUPTED_STATUS
from tui.cli.ports import OpenEngine, open_engine
from tui.cli.request import Request, UsageError
from tui.cli.train import BROKEN_PIPE_STATUS, WorkerError
from tui.text.columns import aligned
from tui.text.files import check_results_path, json_line
from tui.text.numbers import number, whole
from tui.text.sweeps import (
    WORDS,
    record,
    summary_table,
    sweep_cost,
    sweep_notes,
    sweep_title,
    write_results,
)
from tui.text.tradeoff import tradeoff_record, tradeoff_text, write_tradeoff
from tui.views.sweeps.heat_map import heat_map_text
from tui.views.sweeps.maps import QUANTITIES, Quantity, heat_maps

MOST_ROWS_TOLD = 200
"""Of a sweep of more runs, the line of progress alone is shown until the table comes."""


def run_sweep(request: Request, engine: OpenEngine = open_engine) -> int:
    """Sweep and report on stdout; gives the exit status.

    Raises:
        DescentError: a list, the data, the device or the results' file cannot be.
    """
    spec = sweep_spec(request)
    quantity = _quantity(request, spec)
    _check_output(request)
    return _guarded(lambda: _Sweep(spec, request, quantity, engine).run())


def run_tradeoff(request: Request, engine: OpenEngine = open_engine) -> int:
    """Measure and report on stdout; gives the exit status.

    Raises:
        DescentError: a batch size, the data or the device cannot be.
    """
    spec = tradeoff_spec(request)
    _check_output(request)
    rows: list[TradeoffRow] = []
    device = ""
    progress = Progress(len(spec.batch_sizes), "batch sizes")

    def told(event: Told) -> None:
        nonlocal device
        if isinstance(event, Ready):
            device = event.device
        elif isinstance(event, TradeoffRows):
            rows.extend(event.rows)
            progress.show(event.done, *(f"M = {row.batch_size} measured" for row in event.rows))

    def run() -> int:
        following = Following(spec.base, MeasureTradeoff(spec), told, progress, engine)
        asyncio.run(following.run())
        if request.as_json:
            sys.stdout.writelines(json_line(tradeoff_record(row)) for row in rows)
        else:
            sys.stdout.write(tradeoff_text(spec, rows, device))
        if request.output is not None:
            _written(lambda path: write_tradeoff(path, rows), request.output)
            if not request.as_json:
                sys.stdout.write(f"\n{len(rows)} batch sizes written to {request.output}\n")
        sys.stdout.flush()
        return INTERRUPTED_STATUS if following.interrupted else 0

    return _guarded(run)


def _check_output(request: Request) -> None:
    """Refuse a file that could not be written, before anything is trained."""
    if request.output is not None:
        _written(check_results_path, request.output)


def _written(write: Callable[[Path], None], path: Path) -> None:
    """Have something done with the file; what is wrong with it is said of its option."""
    try:
        write(path)
    except DescentError as error:
        raise UsageError(f"--output: {error}") from None


def _quantity(request: Request, spec: SweepSpec) -> Quantity | None:
    """What the map shows, if one is wanted; refused before anything is trained."""
    if request.heat_map is None:
        return None
    wanted = request.heat_map.strip().lower()
    for quantity in get_args(Quantity):
        if wanted == quantity:
            try:
                heat_maps(spec, [], quantity)
            except DescentError as error:
                raise UsageError(f"--map: {error}") from None
            found: Quantity = quantity
            return found
    raise UsageError(f"--map: '{request.heat_map}' is invalid; must be {', '.join(QUANTITIES)}")


def _guarded(run: Callable[[], int]) -> int:
    """Its status; a reader that has seen enough and a worker that failed have their own."""
    try:
        return run()
    except BrokenPipeError:
        # Python flushes stdout once more when it ends: to nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE_STATUS
    except WorkerError as error:
        sys.stderr.write(f"descent: {error}\n")
        return FAILED_STATUS


class _Sweep:
    """One sweep without a screen."""

    def __init__(
        self, spec: SweepSpec, request: Request, quantity: Quantity | None, engine: OpenEngine
    ) -> None:
        self._spec, self._request, self._quantity = spec, request, quantity
        self._progress = Progress(spec.runs, "runs")
        self._rows: list[SweepRow] = []
        self._following = Following(spec.base, Sweep(spec), self._told, self._progress, engine)

    def run(self) -> int:
        """Sweep; what has ended is reported and written, whatever came between."""
        end = None
        try:
            end = asyncio.run(self._following.run())
        except WorkerError:
            self._report(None)
            raise
        self._report(end)
        return INTERRUPTED_STATUS if self._following.interrupted else 0

    def _told(self, event: Told) -> None:
        if isinstance(event, Ready):
            if self._request.as_json:
                self._write(json_line(self._start(event)))
            else:
                self._write(f"{sweep_title(self._spec)}, on {event.device}\n")
        elif isinstance(event, SweepRows):
            self._rows.extend(event.rows)
            if self._request.as_json:
                self._write("".join(json_line({"event": "run"} | record(r)) for r in event.rows))
            few = self._spec.runs <= MOST_ROWS_TOLD and not self._request.as_json
            self._progress.show(event.done, *(map(_line, event.rows) if few else ()))

    def _start(self, ready: Ready) -> dict[str, object]:
        lists = {name: list(values) for name, values in self._spec.lists.items() if values}
        plain = self._spec.base.model_dump(mode="json")
        start = {"event": "start", "runs": self._spec.runs, "varied": lists}
        return {**start, "config": plain, "device": ready.device}

    def _report(self, end: SweepEnded | None) -> None:
        summaries = summarize(self._rows)
        if self._request.as_json:
            self._write(json_line(self._end(end)))
        else:
            self._write(f"\n{aligned(summary_table(self._spec, summaries), WORDS)}\n")
            self._write("".join(f"{line}\n" for line in sweep_notes(self._spec, summaries)))
            if self._quantity is not None and self._rows:
                for heat in heat_maps(self._spec, summaries, self._quantity):
                    self._write(f"\n{heat_map_text(heat)}")
            self._write(f"\n{self._how(end)}\n")
        path = self._request.output
        if path is not None:
            _written(lambda path: write_results(path, self._spec, self._rows), path)
            if not self._request.as_json:
                self._write(f"{len(self._rows)} runs written to {path}\n")

    def _end(self, end: SweepEnded | None) -> dict[str, object]:
        return {
            "event": "end",
            "status": "interrupted" if self._unfinished else "done",
            "runs": len(self._rows),
            "of": self._spec.runs,
            "seconds": None if end is None else end.seconds,
            "compile_seconds": None if end is None else end.compile_seconds,
        }

    @property
    def _unfinished(self) -> bool:
        return len(self._rows) < self._spec.runs

    def _how(self, end: SweepEnded | None) -> str:
        """How much was done, and in what time."""
        done, total = len(self._rows), self._spec.runs
        if self._unfinished or end is None:
            return f"interrupted: {done} of {total} runs had ended"
        return sweep_cost(self._rows, end)

    @staticmethod
    def _write(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


def _line(row: SweepRow) -> str:
    """One run that ended, for eyes."""
    size = "full batch" if row.batch_size == FULL_BATCH else f"M {row.batch_size}"
    what = f"{row.optimizer}, {size}, learning rate {number(row.learning_rate)}, seed {row.seed}"
    return f"{what}: {row.state.value} in epoch {whole(row.epochs)}, full loss {row.full_loss:.5g}"
