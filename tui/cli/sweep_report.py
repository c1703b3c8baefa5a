"""The output of `descent sweep`: tables, or JSON Lines."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Protocol

from engine.data.preview import Preview
from engine.protocol.sweep_messages import SweepEnded
from engine.sweeps.rows import SweepRow
from engine.sweeps.spec import SweepSpec
from engine.sweeps.summary import summarize
from tui.cli.output import line_width, put_out, sentences
from tui.text.columns import folded
from tui.text.data_names import data_line, data_record
from tui.text.files import json_line
from tui.text.numbers import whole
from tui.text.sweep_records import cell_records, record
from tui.text.sweep_table import WORDS, left_out, settings_shown, summary_table
from tui.text.sweeps import sweep_cost, sweep_notes, sweep_title
from tui.views.sweeps.heat_map import heat_map_text
from tui.views.sweeps.maps import Quantity, heat_maps

_WIDTH = 100
"""Cells of the table if the output is no terminal."""


class SweepReport(Protocol):
    """The output for a sweep, in the order of these methods."""

    def started(self, device: str, samples: Preview | None) -> None:
        """The worker is ready; the samples of a file are known."""

    def runs(self, rows: Sequence[SweepRow]) -> None:
        """These runs ended."""

    def ended(self, rows: Sequence[SweepRow], end: SweepEnded | None) -> None:
        """The sweep has ended, or (None) ended without a report; these are all its runs."""

    def wrote(self, words: str) -> None:
        """The file of the results was written."""


class JsonSweepReport:
    """One JSON object per line; numbers that are not finite are null."""

    def __init__(self, spec: SweepSpec) -> None:
        self._spec = spec

    def started(self, device: str, samples: Preview | None) -> None:
        lists = {name: list(values) for name, values in self._spec.lists.items() if values}
        plain = self._spec.base.model_dump(mode="json")
        start = {"event": "start", "runs": self._spec.runs, "varied": lists}
        data = {} if samples is None else data_record(samples)
        put_out(sys.stdout, json_line({**start, "config": plain, "device": device, **data}))

    def runs(self, rows: Sequence[SweepRow]) -> None:
        lines = (json_line({"event": "run"} | record(row)) for row in rows)
        put_out(sys.stdout, "".join(lines))

    def ended(self, rows: Sequence[SweepRow], end: SweepEnded | None) -> None:
        cells = cell_records(self._spec, summarize(rows))
        put_out(sys.stdout, "".join(json_line({"event": "cell"} | cell) for cell in cells))
        last: dict[str, object] = {
            "event": "end",
            "status": "done" if len(rows) == self._spec.runs else "interrupted",
            "runs": len(rows),
            "of": self._spec.runs,
            "seconds": None if end is None else end.seconds,
            "compile_seconds": None if end is None else end.compile_seconds,
        }
        put_out(sys.stdout, json_line(last))

    def wrote(self, words: str) -> None:
        del words


class TableSweepReport:
    """A table of all cells, notes and, if a quantity is given, its maps."""

    def __init__(self, spec: SweepSpec, quantity: Quantity | None) -> None:
        self._spec, self._quantity = spec, quantity

    def started(self, device: str, samples: Preview | None) -> None:
        data = "" if samples is None else data_line(samples)
        put_out(sys.stdout, sentences(data, f"{sweep_title(self._spec)}, on {device}"))

    def runs(self, rows: Sequence[SweepRow]) -> None:
        del rows

    def ended(self, rows: Sequence[SweepRow], end: SweepEnded | None) -> None:
        spec, summaries = self._spec, summarize(rows)
        width = line_width()
        table = summary_table(spec, summaries, width or _WIDTH)
        parts = [f"\n{folded(table, width, len(settings_shown(spec)), WORDS)}\n"]
        notes = sweep_notes(spec, summaries)
        if missing := left_out(spec, table):
            notes.append(f"not shown: {', '.join(missing)}; --output FILE.md writes all columns")
        parts.append(sentences(*notes))
        if self._quantity is not None and rows:
            maps = heat_maps(spec, summaries, self._quantity)
            parts += [f"\n{heat_map_text(heat)}" for heat in maps]
        if end is None or len(rows) < spec.runs:
            cost = f"interrupted: {whole(len(rows))} of {whole(spec.runs)} runs finished"
        else:
            cost = sweep_cost(rows, end)
        put_out(sys.stdout, "".join([*parts, "\n", sentences(cost)]))

    def wrote(self, words: str) -> None:
        put_out(sys.stdout, f"{words}\n")
