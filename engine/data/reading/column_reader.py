"""One column of a file, put together from chunks that pandas has read.

Where all fields of a chunk are plain numbers, pandas has converted them. The others are converted
here, each distinct field once, in the notation of the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.data.date_texts import days_of
from engine.data.reading.conversion import Conversion, convert
from engine.data.reading.notation import Evidence
from engine.data.reading.numbers import Notation, is_missing, number
from engine.data.reading.odd_fields import is_meant_as_number, why_no_number
from engine.data.reading.totals import is_total
from engine.data.table import Column, Fault, Kind
from engine.errors import printable

if TYPE_CHECKING:
    import pandas as pd

_MOST_ODD = 1000
_ENDLESS = "inf"
_SHOWN = 1000
"""Distinct fields of a chunk that are looked at for their notation, besides those not read."""
_LONGEST = 60
_MOST_LABELS = 2000
"""Columns with more distinct fields in a chunk have names, not labels of totals."""


@dataclass
class ColumnReader:
    """Collects a column.

    Attributes:
        notation: how numbers are written.
        is_text: whether the first rows show that it holds no numbers.
        dates: of a column of dates by its first rows, its distinct fields by their first place.
        evidence: what its fields show of the notation.
    """

    notation: Notation
    is_text: bool
    evidence: Evidence
    dates: dict[str, int] | None = None
    _parts: list[Floats] = field(default_factory=list)
    _rows: int = 0
    _missing: int = 0
    _numbers: int = 0
    _meant: int = 0
    _first_is_number: bool | None = None
    _units: dict[str, int] = field(default_factory=dict)
    _odd: list[tuple[int, str]] = field(default_factory=list)
    _odd_fields: int = 0
    totals: int = 0
    """The fields that say that their row sums up others, such as Total."""

    def add(self, series: pd.Series[Any]) -> None:
        """Add the next rows."""
        kind = series.dtype.kind
        values = self._plain(series) if kind in "iuf" else self._converted(series.to_numpy(object))
        self._rows += len(values)
        self._parts.append(values)

    def _plain(self, series: pd.Series[Any]) -> Floats:
        values: Floats = series.to_numpy(np.float64)
        missing = int(np.isnan(values).sum())
        self._count(values.size - missing, missing, is_number=True)
        if values.size > missing:
            self._units[""] = self._units.get("", 0) + values.size - missing
        endless = np.flatnonzero(np.isinf(values))
        if endless.size:
            values = values.copy()
            values[endless] = np.nan
            self._refuse([(int(row), _ENDLESS) for row in endless[:_MOST_ODD]], endless.size)
            self._numbers -= endless.size
        return values

    def _converted(self, fields: Any) -> Floats:
        import pandas as pd

        codes, distinct = pd.factorize(fields)
        texts = [str(text) for text in distinct]
        if len(texts) <= _MOST_LABELS and any(labels := list(map(is_total, texts))):
            self.totals += int(np.array([*labels, False])[codes].sum())
        if self.is_text or self.dates is not None:
            return self._unread(codes, texts)
        found = convert(texts, self.notation)
        known, absent = found.known[codes], found.absent[codes]
        values: Floats = found.values[codes]
        counts = np.bincount(codes[codes >= 0], minlength=len(texts))
        self._learn(texts, found, counts)
        too_large = np.isinf(values)
        values[too_large] = np.nan
        odd = np.flatnonzero((~known & ~absent) | too_large)
        self._refuse([(int(row), texts[codes[row]]) for row in odd[:_MOST_ODD]], odd.size)
        present = np.flatnonzero(~absent)
        self._count(
            int(known.sum() - too_large.sum()),
            int(absent.sum()),
            is_number=bool(present.size) and bool(known[present[0]]),
        )
        return values

    def _learn(self, texts: list[str], found: Conversion, counts: NDArray[np.intp]) -> None:
        """Count units, and what the fields show of the notation."""
        strange = [k for k in range(len(texts)) if not found.known[k]]
        self.evidence.add(texts[:_SHOWN])
        self.evidence.add(texts[k] for k in strange if k >= _SHOWN)
        self._meant += sum(int(counts[k]) for k in strange if is_meant_as_number(texts[k]))
        for place, unit in found.units.items():
            self._units[unit] = self._units.get(unit, 0) + int(counts[place])
        bare = int(counts[found.known[:-1]].sum()) - sum(int(counts[k]) for k in found.units)
        if bare:
            self._units[""] = self._units.get("", 0) + bare

    def _unread(self, codes: NDArray[np.intp], texts: Sequence[str]) -> Floats:
        """Fields that are no numbers: the places of dates, or 0; nan where one is missing."""
        places = np.zeros(len(texts) + 1)
        places[-1] = np.nan
        for code, text in enumerate(texts):
            if is_missing(text):
                places[code] = np.nan
            elif self.dates is not None:
                places[code] = self.dates.setdefault(text, len(self.dates))
        values: Floats = places[codes]
        missing = int(np.isnan(values).sum())
        self._count(0, missing, is_number=False)
        self._odd_fields += values.size - missing
        return values

    def _count(self, numbers: int, missing: int, *, is_number: bool) -> None:
        self._numbers += numbers
        self._missing += missing
        if self._first_is_number is None and (numbers or not is_number):
            self._first_is_number = is_number

    def _refuse(self, odd: Sequence[tuple[int, str]], count: int) -> None:
        self._odd_fields += count
        room = _MOST_ODD - len(self._odd)
        self._odd += [(self._rows + row, text) for row, text in odd[:room]]

    def empty_last(self, rows: int) -> list[bool]:
        """For each of the last rows, whether it holds no number here."""
        parts: list[Floats] = []
        for part in reversed(self._parts):
            parts.insert(0, part)
            if sum(len(one) for one in parts) >= rows:
                break
        return list(map(bool, np.isnan(np.concatenate(parts)[-rows:])))

    def odd_since(self, row: int) -> dict[int, str]:
        """The fields from this row on that are neither numbers nor missing, by row."""
        return {place: text for place, text in self._odd if place >= row}

    def drop_last(self, rows: int) -> None:
        """Drop the last rows, which are no samples."""
        end = self._rows - rows
        values = np.concatenate(self._parts)
        present = int((~np.isnan(values[end:])).sum())
        if self.is_text or self.dates is not None:
            self._odd_fields -= present
        else:
            self._numbers -= present
        if self.dates is not None:
            known = int(np.nanmax(values[:end], initial=-1.0))
            self.dates = {text: place for text, place in self.dates.items() if place <= known}
        odd = [(row, text) for row, text in self._odd if row < end]
        dropped = len(self._odd) - len(odd)
        self._odd_fields -= dropped
        self._missing -= int(np.isnan(values[end:]).sum()) - dropped
        self._odd, self._parts, self._rows = odd, [values[:end]], end

    @property
    def is_number(self) -> bool:
        """Whether it is a column of numbers, possibly with faults."""
        present = self._numbers + self._odd_fields
        numbers = self._numbers + self._meant
        return numbers > 0 and (bool(self._first_is_number) or 2 * numbers >= present)

    def column(self, name: str, unit: str) -> Column:
        """The column, with this name and, if the file states it, unit."""
        parts, self._parts = self._parts, []
        values = np.concatenate(parts) if parts else np.empty(0)
        if self.is_number:
            signs = [sign for sign in self._units if sign]
            unit = unit or (signs[0] if signs else "")
            return Column(name, Kind.NUMBER, values, self._missing, unit, self._fault(signs))
        if self.dates is None or self._missing == self._rows:
            return Column(name, Kind.TEXT, None, self._missing, unit)
        days = days_of(list(self.dates))
        if days is None:
            return Column(name, Kind.DATE, None, self._missing, unit)
        present = ~np.isnan(values)
        values[present] = days[values[present].astype(np.intp)]
        return Column(name, Kind.DATE, values, self._missing, unit)

    def _fault(self, signs: Sequence[str]) -> Fault | None:
        if self._odd:
            row, text = self._odd[0]
            if text == _ENDLESS or number(text, self.notation) is not None:
                return Fault(row, "is infinite or beyond 1.8e308; must be a finite number")
            return Fault(row, f"contains '{_short(text)}'; {why_no_number(text, self.notation)}")
        if len(signs) > 1:
            return Fault(0, f"has numbers with {signs[0]} and with {signs[1]}; must have one unit")
        if "%" in signs and self._units.get(""):
            return Fault(0, "has numbers with and without %; must have one unit")
        return None


def _short(text: str) -> str:
    plain = printable(text[:_LONGEST].strip())
    return plain if len(text) <= _LONGEST else plain + "…"
