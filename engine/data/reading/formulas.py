"""Formulas whose values a workbook does not hold, as programs write them that compute nothing."""

from __future__ import annotations

import re
import zipfile

from engine.data.reading.source import Source
from engine.errors import DataError

_WITHOUT_VALUE = re.compile(rb"<f(?: [^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>|</c>)")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_BEGINNING = 1 << 22
_LEAST = 2


def check_formulas(source: Source, rows: int) -> None:
    """Refuse a workbook in which a whole column of formulas has no values.

    Args:
        source: the workbook.
        rows: of its sheet.

    Raises:
        DataError: it has at least half as many formulas without values as rows.
    """
    content = source.content()
    if not zipfile.is_zipfile(content):
        return
    found = 0
    with zipfile.ZipFile(content) as archive:
        for name in filter(_SHEET.fullmatch, archive.namelist()):
            with archive.open(name) as sheet:
                found += len(_WITHOUT_VALUE.findall(sheet.read(_BEGINNING)))
    if found >= max(_LEAST, rows // 2):
        raise DataError(
            f"{source.file}: its formulas have no saved values; open it in a spreadsheet program"
            " and save it"
        )
