"""The notation of a file's numbers, from what its fields show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.data.reading.numbers import Notation, shape
from engine.data.reading.options import ReadOptions


@dataclass
class Evidence:
    """What the numbers of a file show of their notation, counted.

    Attributes:
        decimals: fields by the decimal separator that is certain in them.
        thousands: fields by the thousands separator that is certain in them.
        doubtful: fields such as 1,234, by their separator.
    """

    decimals: dict[str, int] = field(default_factory=dict)
    thousands: dict[str, int] = field(default_factory=dict)
    doubtful: dict[str, int] = field(default_factory=dict)

    def add(self, fields: Iterable[str]) -> None:
        """Count these fields; those that are no numbers show nothing."""
        for text in fields:
            seen = shape(text)
            if seen is None:
                continue
            for counts, mark in (
                (self.decimals, seen.decimal),
                (self.thousands, seen.thousands),
                (self.doubtful, seen.doubtful),
            ):
                if mark:
                    counts[mark] = counts.get(mark, 0) + 1

    def include(self, other: Evidence) -> None:
        """Add the counts of another."""
        for counts, added in (
            (self.decimals, other.decimals),
            (self.thousands, other.thousands),
            (self.doubtful, other.doubtful),
        ):
            for mark, count in added.items():
                counts[mark] = counts.get(mark, 0) + count


@dataclass(frozen=True)
class Decision:
    """The notation of a file.

    Attributes:
        notation: how its numbers are read.
        settled: whether the decimal separator is certain, so that later rows cannot change it.
    """

    notation: Notation
    settled: bool


def decide(evidence: Evidence, separator: str, options: ReadOptions) -> Decision:
    """The notation that the evidence shows, or that was asked for.

    1,234 is a thousand where fields are separated by commas, for then decimals are not; elsewhere
    another number must show which it is, or it is not read as a number.
    """
    asked = options.decimal
    if asked is None and options.thousands in (",", "."):
        asked = "." if options.thousands == "," else ","
    commas, points = evidence.decimals.get(",", 0), evidence.decimals.get(".", 0)
    decimal = asked or ("," if commas > points else ".")
    settled = asked is not None or commas != points
    if options.thousands is not None:
        return Decision(Notation(decimal, options.thousands), settled)
    thousands = " '"
    other = "," if decimal == "." else "."
    if evidence.thousands.get(other) or (
        evidence.doubtful.get(other) and (settled or separator == ",")
    ):
        thousands += other
    return Decision(Notation(decimal, thousands), settled)
