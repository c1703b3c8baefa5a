"""One column of dates, put together from chunks that pandas has read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.data.date_texts import days_of
from engine.data.reading.numbers import is_missing

if TYPE_CHECKING:
    import pandas as pd


@dataclass
class DateReader:
    """Collects the fields of a column of dates; each distinct one is read once."""

    _codes: list[NDArray[np.intp]] = field(default_factory=list)
    _texts: dict[str, int] = field(default_factory=dict)

    def add(self, series: pd.Series[Any]) -> None:
        """Add the next rows."""
        import pandas as pd

        codes, distinct = pd.factorize(series.to_numpy(object))
        places = [self._texts.setdefault(str(text), len(self._texts)) for text in distinct]
        # The code of a missing field is -1, the last of these.
        self._codes.append(np.array([*places, -1])[codes])

    def days(self, rows: int) -> Floats | None:
        """The first rows as days since 1970-01-01, nan where one is missing.

        None if one is no date, or if the order of day and month cannot be told.
        """
        days = days_of(["" if is_missing(text) else text for text in self._texts])
        if days is None or not self._codes:
            return None
        codes = np.concatenate(self._codes)[:rows]
        values: Floats = np.append(days, np.nan)[codes]
        return values
