"""`descent tradeoff`: measures batch sizes without a screen, with the same engine."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.protocol.events import Event, Ready
from engine.protocol.sweep_messages import MeasureTradeoff, SweepEnded, TradeoffRows
from engine.sweeps.tradeoff import TradeoffRow, TradeoffSpec
from tui.cli.headless import PATIENCE, follow
from tui.cli.lists import tradeoff_spec
from tui.cli.output import put_out, sentences
from tui.cli.ports import OpenEngine, open_engine
from tui.cli.request import Request
from tui.cli.results import WantedResults
from tui.cli.row_work import RowWork
from tui.text.data_names import data_line
from tui.text.files import json_line
from tui.text.tradeoff import tradeoff_records, tradeoff_text, write_tradeoff


def run_tradeoff(
    request: Request, open_engine: OpenEngine = open_engine, patience: float = PATIENCE
) -> int:
    """Measure and report on stdout; returns the exit status.

    Raises:
        DescentError: a batch size, the data, the device or the results' file cannot be used.
    """
    spec = tradeoff_spec(request)
    results = WantedResults(request.output, "batch size", "batch sizes")
    return follow(Measuring(spec, results, as_json=request.as_json), open_engine, patience)


class Measuring(RowWork[TradeoffRow]):
    """One measurement without a screen.

    Args:
        spec: the trade-off.
        results: the file to write.
        as_json: whether to print JSON Lines instead of the table.
    """

    def __init__(self, spec: TradeoffSpec, results: WantedResults, *, as_json: bool) -> None:
        total = len(spec.batch_sizes)
        super().__init__(spec.base, MeasureTradeoff(spec), total, "batch sizes", results)
        self._spec, self._as_json = spec, as_json
        self._device = ""

    def take(self, event: Event, *, stopping: bool) -> bool:
        del stopping
        match event:
            case Ready(device=device):
                self._device = device
            case TradeoffRows(rows=rows, done=done):
                self._rows += rows
                self._progress.show(done, *(f"M = {row.batch_size} measured" for row in rows))
            case SweepEnded():
                return True
            case _:
                pass
        return False

    def _wrote(self, words: str) -> None:
        if not self._as_json:
            put_out(sys.stdout, f"\n{words}\n")

    def _print(self) -> None:
        if self._as_json:
            records = tradeoff_records(self._rows, self._spec.base.data, self._samples)
            put_out(sys.stdout, "".join(map(json_line, records)))
            return
        data = "" if self._samples is None else sentences(data_line(self._samples))
        text = data + tradeoff_text(self._spec, self._rows, self._device)
        if not self.complete:
            done, total = len(self._rows), len(self._spec.batch_sizes)
            text += f"\ninterrupted: {done} of {total} batch sizes measured\n"
        put_out(sys.stdout, text)

    def _write(self, path: Path) -> None:
        write_tradeoff(path, self._rows, self._spec.base.data, self._samples)
