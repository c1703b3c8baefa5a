"""The table of a sweep: a row per cell, with as many columns as fit.

The settings come first, then what answers the question of most sweeps: epochs, the final loss, and
at the end of the line the verdict. The columns in between are dropped one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from engine.problems.base import NAMES
from engine.sweeps.rows import Cell
from engine.sweeps.spec import SweepSpec
from engine.sweeps.summary import Spread, SweepSummary
from engine.theory.verdict import Kind
from tui.text.columns import Table, total_width
from tui.text.numbers import UNKNOWN, number, significant, whole
from tui.text.width import text_width

WORDS = ("optimizer", "schedule", "ended", "verdict")
"""Headers of the columns that hold words, not numbers."""
EXCESS = "loss/least − 1"
ABOVE = "above first"
UNSTABLE = "unstable"
DATA_LOSS = "loss − λw²"

_HEADS = {
    "optimizer": "optimizer",
    "batch_size": "M",
    "learning_rate": "lr",
    "schedule": "schedule",
    "l2": "L2",
}
_SHORT = {
    Kind.AT_OPTIMUM: "optimum",
    Kind.AT_NOISE_FLOOR: "noise floor",
    Kind.STOPPED_EARLY: "early",
    Kind.OUT_OF_RANGE: "range",
}


@dataclass(frozen=True)
class _Column:
    """A column: its header, its importance (1 is dropped last), and the texts of its cells."""

    head: str
    importance: int
    texts: tuple[str, ...]

    @property
    def width(self) -> int:
        """The width of the widest text, in cells."""
        return max(map(text_width, (self.head, *self.texts)))


def settings_shown(spec: SweepSpec) -> tuple[str, ...]:
    """The parameters that the first columns show: the varied ones, or all if none is."""
    chosen = ("learning_rate",) if len(spec.auto_rates) > 1 else ()
    varied = (*spec.varied, *chosen)
    plain = () if varied else ("optimizer", "batch_size", "learning_rate")
    return tuple(name for name in Cell._fields if name in (*varied, *plain))


def summary_table(
    spec: SweepSpec, summaries: Sequence[SweepSummary], width: int | None = None
) -> Table:
    """The table, in `width` cells if possible; None is for all columns."""
    columns = [*_settings(spec, summaries), *_measured(spec, summaries)]
    if width is None:
        return _table(columns, len(summaries))
    wide = {column.head: column.width for column in columns}
    for column in sorted(columns, key=lambda column: -column.importance):
        if total_width(wide.values()) <= width:
            break
        if column.importance > _NEEDED:
            del wide[column.head]
    shown = [column for column in columns if column.head in wide]
    if total_width(wide.values()) > width:
        short = tuple(verdicts_text(one, short=True) for one in summaries)
        shown[-1] = replace(shown[-1], texts=short)
    return _table(shown, len(summaries))


def left_out(spec: SweepSpec, table: Table) -> list[str]:
    """The headers of the columns that this table lacks."""
    return [head for head, _ in _kinds(spec) if head not in table[0]]


_NEEDED = 3


def _settings(spec: SweepSpec, summaries: Sequence[SweepSummary]) -> list[_Column]:
    def column(name: str) -> _Column:
        labels = _labels(name, summaries)
        return _Column(_HEADS[name], 0, tuple(labels[getattr(one.cell, name)] for one in summaries))

    return [column(name) for name in settings_shown(spec)]


def _kinds(spec: SweepSpec) -> list[tuple[str, int]]:
    """The headers and the importances of the measured columns.

    Without exact results the loss itself takes the place of its excess over the least loss.
    """
    paired, exact = spec.runs_per_cell > 1, spec.base.problem.is_quadratic
    first, second = NAMES
    return [
        ("epochs", 1),
        *([(first, 1), (DATA_LOSS, 3)] if _penalized(spec) else []),
        *([(EXCESS, 2)] if exact else []),
        *([(ABOVE, 4 if paired else 7)] if spec.varied and exact else []),
        ("updates", 5),
        ("full loss", 8 if exact else 2),
        ("seconds", 9),
        (f"|{first} − {first}*|", 10),
        (f"|{second} − {second}*|", 11),
        ("ended", 6),
        ("verdict", 3),
    ]


def _penalized(spec: SweepSpec) -> bool:
    """Whether the rows differ in L2, so that their losses do not compare."""
    return "l2" in spec.varied


def _measured(spec: SweepSpec, summaries: Sequence[SweepSummary]) -> list[_Column]:
    exact = spec.base.problem.is_quadratic
    first = first_of(spec, summaries) if spec.varied else None
    shown = {"compared": exact and bool(spec.varied), "exact": exact, "penalized": _penalized(spec)}
    texts = [_texts(one, first, **shown) for one in summaries]
    kinds = _kinds(spec)
    columns = zip(*texts, strict=True) if texts else [()] * len(kinds)
    return [_Column(*kind, each) for kind, each in zip(kinds, columns, strict=True)]


@lru_cache(maxsize=4096)
def _texts(
    one: SweepSummary,
    first: SweepSummary | None,
    *,
    compared: bool,
    exact: bool,
    penalized: bool,
) -> tuple[str, ...]:
    """The measured cells of a row, of which most stay the same while a sweep runs."""
    return (
        _length(one, one.epochs, one.all_epochs),
        *([spread_text(one.weight, 4), spread_text(one.data_loss, 4)] if penalized else []),
        *([spread_text(one.excess, 3)] if exact else []),
        *([_above_text(one, first)] if compared else []),
        _length(one, one.updates, one.all_updates),
        spread_text(one.full_loss, 5),
        spread_text(one.seconds, 3),
        *(spread_text(distance, 3) for distance in one.distance),
        ended_text(one),
        verdicts_text(one),
    )


def _table(columns: Sequence[_Column], rows: int) -> Table:
    heads = [column.head for column in columns]
    return [heads, *([column.texts[row] for column in columns] for row in range(rows))]


def _length(one: SweepSummary, sound: Spread, of_all: Spread) -> str:
    """The length of the runs with a result; if none has one, that of all of them."""
    return f"{'≥ ' if one.bounds else ''}{spread_text(sound if sound.count else of_all)}"


def _labels(name: str, summaries: Sequence[SweepSummary]) -> Mapping[object, str]:
    """The labels of the values of a parameter."""
    values = list({getattr(one.cell, name): None for one in summaries})
    return dict(zip(values, labels_of(values), strict=True))


def _above_text(one: SweepSummary, first: SweepSummary | None) -> str:
    """The paired difference to the first cell, with its sign; the number of pairs if some lack."""
    if one is first:
        return "first"
    found = Spread.of(() if first is None else one.above(first))
    sign = "+" if found.mean > 0 else ""
    some = f" ({found.count} of {one.runs})" if 0 < found.count < one.runs else ""
    return f"{sign}{spread_text(found, 3)}{some}"


def first_of(spec: SweepSpec, summaries: Sequence[SweepSummary]) -> SweepSummary | None:
    """The summary of the first cell, to which the others are compared; None without its runs."""
    return next((one for one in summaries if one.cell == spec.first_cell), None)


def labels_of(values: Sequence[object]) -> tuple[str, ...]:
    """A label for each value; numbers have three digits if that distinguishes them."""

    def label(value: object, digits: int) -> str:
        return number(float(f"{value:.{digits}g}")) if isinstance(value, float) else str(value)

    short = tuple(label(value, 3) for value in values)
    return short if len(set(short)) == len(values) else tuple(label(v, 17) for v in values)


def ended_text(one: SweepSummary) -> str:
    """The number of runs that converged, diverged or ran out of epochs; for one run just which."""
    counts = (
        (one.converged, "converged"),
        (one.diverged, "diverged"),
        (one.cut_off, "out of epochs"),
    )
    return _counted(counts, one.runs)


def verdicts_text(one: SweepSummary, *, short: bool = False) -> str:
    """How many runs are how near to the optimum; for one run just that."""
    words = _SHORT if short else {}
    counts = [(count, words.get(kind, str(kind).replace("_", " "))) for kind, count in one.verdicts]
    return _counted([*counts, (one.unstable, UNSTABLE)], one.runs) or UNKNOWN


def _counted(counts: Sequence[tuple[int, str]], runs: int) -> str:
    if runs == 1:
        return next((word for count, word in counts if count), "")
    return ", ".join(f"{count} {word}" for count, word in counts if count)


def spread_text(spread: Spread, digits: int = 4) -> str:
    """Mean ± deviation, the latter to two digits; the mean alone for one value; – for none."""
    if not spread.count:
        return UNKNOWN
    mean = _number(spread.mean, digits)
    if spread.count == 1:
        return mean
    # The deviation of equal numbers is a rounding error.
    apart = spread.deviation > 1e-12 * abs(spread.mean)
    return f"{mean} ± {_number(spread.deviation, 2) if apart else 0}"


def _number(value: float, digits: int) -> str:
    if abs(value) >= 1e9:
        return significant(value, 3)
    if value == int(value) or abs(value) >= 10 ** (digits - 1 if digits > 3 else digits):
        return whole(round(value))
    return significant(value, digits)
