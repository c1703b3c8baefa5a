"""Rows below the data that sum them up, such as Total or Mean; they are no samples."""

from __future__ import annotations

from collections.abc import Sequence

from engine.data.reading.numbers import is_missing

_WORDS = """
    total|totals|grand total|overall total|subtotal|sub-total|sum|sums|sum total|mean|means|average
    averages|avg|median|std|stdev|std dev|std. dev.|standard deviation|minimum|maximum|overall
    summe|gesamt|gesamtsumme|insgesamt|mittelwert|mittel|durchschnitt|standardabweichung
    somme|total général|moyenne|totale|somma|media|suma|promedio|média|soma|totaal|som|gemiddelde
    summa|medel|medelvärde|i alt|sum total
"""
_TOTALS = frozenset(
    word.strip() for line in _WORDS.strip().splitlines() for word in line.split("|")
)


def is_total(label: str) -> bool:
    """Whether a label says that its row sums up others."""
    return label.strip().strip(":*.= ").lower() in _TOTALS or label.strip().lower() in _TOTALS


def totals_at_end(rows: Sequence[Sequence[str]]) -> int:
    """How many of the last rows sum up the others.

    None do if a row above has such a label, too, or two have the same: then it is a category.

    Args:
        rows: the fields of the last rows in the columns without numbers, in order.
    """
    labels = [_label(fields) for fields in rows]
    labelled = list(map(is_total, labels))
    count = next((k for k, is_one in enumerate(reversed(labelled)) if not is_one), 0)
    above = len(rows) - count
    if any(labelled[:above]) or len(set(labels[above:])) < count:
        return 0
    return count


def kept_totals(found: int, dropped: int) -> tuple[str, ...]:
    """That rows labelled as totals are read like the others, in words.

    Args:
        found: the rows with such a label.
        dropped: those that were dropped, at the end.
    """
    left = found - dropped
    if left < 1:
        return ()
    if left == 1:
        return ("1 row that may be a total is read as a sample",)
    return (f"{left:,} rows that may be totals are read as samples",)


def _label(fields: Sequence[str]) -> str:
    """The first field with text."""
    return next((field for field in fields if not is_missing(field)), "")
