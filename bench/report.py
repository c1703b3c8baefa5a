"""Results as lines of text: the table, and the comparison of two runs."""

from __future__ import annotations

from collections.abc import Sequence

from bench.results import Result, Results

_FORM = "| {:<46} | {:>18} | {:<31} | {:>9} | {:>9} | {:>8} | {:<5} | {} |"
_HEAD = ("what", "measured", "against", "reference", "ratio", "bound", "", "machine")
_BESIDE = "| {:<46} | {:>9} | {:>9} | {:>9} | {:>8} | {:>8} | {} |"
_BESIDE_HEAD = ("what", "old ratio", "new ratio", "new / old", "spread", "bound", "")
LEAST_SPREAD = 0.05
"""Differences within this share never count as worse."""
SINGLE_SPREAD = 0.1
"""The assumed spread of a ratio that was measured once."""


def number(value: float) -> str:
    """Three digits; whole numbers from 100 on."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == 0 else f"{value:.3g}"


def head() -> str:
    """The table's first two lines."""
    return _head(_FORM, _HEAD)


def _head(form: str, names: Sequence[str]) -> str:
    line = form.format(*names)
    return line + "\n|" + "|".join("-" * len(part) for part in line.split("|")[1:-1]) + "|"


def line(result: Result) -> str:
    """A row of the table."""
    found = result.measurement
    return _FORM.format(
        result.name,
        f"{number(found.measured)} {found.unit}",
        result.against,
        number(found.reference),
        number(result.ratio),
        result.bound.text,
        "SHORT" if result.short else "ok",
        result.conditions.text,
    )


def spread(old: Result, new: Result) -> float:
    """The random difference of two ratios, as a share."""
    spreads = (each.measurement.spread for each in (old, new))
    return max(LEAST_SPREAD, *(SINGLE_SPREAD if each is None else each for each in spreads))


def is_worse(old: Result, new: Result) -> bool:
    """Whether the ratio got worse by more than the spread, as the new bound sees it."""
    return new.bound.worse(old.ratio, new.ratio, spread(old, new))


def _comparable(old: Result, new: Result) -> bool:
    return (old.against, old.measurement.unit) == (new.against, new.measurement.unit)


def worse_rows(old: Results, new: Results) -> list[str]:
    """The names of rows that got worse."""
    before = {row.name: row for row in old.rows}
    return [
        row.name
        for row in new.rows
        if row.name in before
        and _comparable(before[row.name], row)
        and is_worse(before[row.name], row)
    ]


def comparison(old: Results, new: Results) -> str:
    """Old and new ratio of each row, with marks on problems of the new one."""
    before = {row.name: row for row in old.rows}
    lines = [
        f"old: {old.made}, {old.machine}",
        f"new: {new.made}, {new.machine}",
        "",
        _head(_BESIDE, _BESIDE_HEAD),
        *(_beside(before.get(row.name), row) for row in new.rows),
    ]
    gone = sorted(set(before) - {row.name for row in new.rows})
    if gone:
        lines += ["", f"only in old: {', '.join(gone)}"]
    return "\n".join(lines)


def _beside(old: Result | None, new: Result) -> str:
    marks = ["SHORT"] if new.short else []
    ratios = ["", number(new.ratio), "", ""]
    if old is None:
        marks.append("new row")
    elif not _comparable(old, new):
        marks.append(f"was against {old.against}, {old.measurement.unit}")
    else:
        change = f"{new.ratio / old.ratio:.3f}" if old.ratio else ""
        ratios = [number(old.ratio), number(new.ratio), change, f"{spread(old, new):.0%}"]
        if is_worse(old, new):
            marks.append("WORSE")
    if any(each is not None and each.conditions.busy for each in (old, new)):
        marks.append("busy")
    return _BESIDE.format(new.name, *ratios, new.bound.text, ", ".join(marks))
