"""How to read a file, where it cannot be guessed."""

from __future__ import annotations

from dataclasses import dataclass

from engine.config.characters import DECIMALS, SEPARATORS, THOUSANDS
from engine.config.run import DataConfig


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file; None is guessed.

    Attributes:
        separator: the character between fields; a blank stands for any run of blanks and tabs.
        decimal: the decimal separator, a point or a comma.
        thousands: the thousands separator; a blank stands for all kinds of blanks.
        encoding: a text encoding that Python knows.
        skip: lines to skip at the beginning; of a workbook, rows.
        sheet: the sheet of a workbook, by name or number from 1.
    """

    separator: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    encoding: str | None = None
    skip: int = 0
    sheet: str | None = None

    @classmethod
    def of(cls, config: DataConfig) -> ReadOptions:
        """The options of a configuration, which names the characters."""
        return cls(
            separator=None if config.separator is None else SEPARATORS[config.separator],
            decimal=None if config.decimal is None else DECIMALS[config.decimal],
            thousands=None if config.thousands is None else THOUSANDS[config.thousands],
            encoding=config.encoding,
            skip=config.skip,
            sheet=config.sheet,
        )
