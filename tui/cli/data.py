"""`descent data FILE`: what a file holds, and what would be fitted."""

from __future__ import annotations

import json
import math
import shutil
import sys

import numpy as np

from engine.config.run import RunConfig
from engine.data.complete_rows import Pairs
from engine.data.dataset import check_samples
from engine.data.file_samples import choice_of, pairs_of, table_of
from engine.data.table import Table
from engine.errors import DataError
from engine.problems.linear_neuron.least_squares import Theory, theory_of
from engine.problems.linear_neuron.moments import Moments
from tui.cli.data_plot import plot_text
from tui.cli.output import put_out, sentences
from tui.text.data_columns import Taken, column_records, columns_text
from tui.text.numbers import significant

_MOST_COLUMNS = 20
"""Columns listed on a terminal; a pipe gets all."""
_WIDEST = 100


def preview_data(config: RunConfig, *, as_json: bool) -> int:
    """Print a preview of the file of `config`; returns the exit status.

    Raises:
        DataError: the file cannot be read, or, after its columns were printed, not be fitted.
    """
    table = table_of(config.data)
    taken, pairs, fault = Taken(), None, None
    try:
        choice = choice_of(table, config.data)
        taken = Taken(choice.x, choice.y)
        read = pairs_of(table, choice, config.data)
        check_samples(read.x, read.y, read.source, config.data.standardize)
        pairs = read
    except DataError as error:
        fault = error
    if as_json:
        put_out(sys.stdout, _record(table, taken, pairs, fault))
    else:
        put_out(sys.stdout, _text(table, taken, pairs))
    if fault is not None:
        raise fault
    return 0


def _text(table: Table, taken: Taken, pairs: Pairs | None) -> str:
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    most = _MOST_COLUMNS if sys.stdout.isatty() else None
    count = f"{len(table.columns):,} column{'s' if len(table.columns) != 1 else ''}"
    if pairs is None:
        said = "; ".join((f"{table.reading.rows:,} rows", count, *table.reading.guesses))
        return f"{sentences(f'{table.source}: {said}')}\n{columns_text(table, taken, width, most)}"
    theory = _theory(pairs)
    names = pairs.x_name, pairs.y_name
    line = theory.best if theory is not None and theory.unique else None
    ascii_only = not _can_show_braille()
    plot = plot_text((pairs.x, pairs.y), names, line, width, ascii_only=ascii_only)
    head = f"{sentences(pairs.line)}\n{columns_text(table, taken, width, most)}\n"
    return f"{head}{plot}\n{_least_squares(theory)}\n"


def _theory(pairs: Pairs) -> Theory | None:
    """The exact results; None where squares of the numbers are beyond float64."""
    with np.errstate(all="ignore"):
        theory = theory_of(Moments.of(pairs.x, pairs.y))
    numbers = (*theory.best, theory.least_loss, theory.lambda_max)
    return theory if all(map(math.isfinite, numbers)) else None


def _least_squares(theory: Theory | None) -> str:
    if theory is None:
        return "least squares: unknown, the squares of these numbers exceed float64"
    if not theory.unique:
        return "x is constant: every line through the mean of y at this x fits equally well"
    w, b, loss = (significant(value, 7) for value in (*theory.best, theory.least_loss))
    return f"least squares (dashed): w {w}, b {b}, loss {loss}"


def _can_show_braille() -> bool:
    try:
        "⠿─│".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _record(table: Table, taken: Taken, pairs: Pairs | None, fault: DataError | None) -> str:
    record: dict[str, object] = {
        "file": table.source,
        "rows": table.reading.rows,
        "columns": column_records(table, taken),
        "guesses": list(table.reading.guesses),
        "x": None,
        "y": None,
        "used": None,
        "line": None,
        "least_squares": None,
        "error": None if fault is None else str(fault),
    }
    if pairs is not None:
        theory = _theory(pairs)
        best = None
        if theory is not None:
            w, b = theory.best
            best = {"w": w, "b": b, "loss": theory.least_loss, "unique": theory.unique}
        record |= {
            "x": pairs.x_name,
            "y": pairs.y_name,
            "used": pairs.rows.used,
            "line": pairs.line,
            "least_squares": best,
        }
    return json.dumps(record, allow_nan=False) + "\n"
