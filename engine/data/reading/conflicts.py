"""Options of reading that contradict each other."""

from __future__ import annotations

from engine.config.characters import SEPARATORS, THOUSANDS
from engine.data.reading.options import ReadOptions
from engine.data.reading.sample import Sample
from engine.errors import DataError

_NAMES = {character: name for name, character in (SEPARATORS | THOUSANDS).items()}
_QUOTES = "\"'"


def check_notation(options: ReadOptions, file: str) -> None:
    """Refuse a decimal separator that is the thousands separator, too.

    Raises:
        DataError: it is.
    """
    if options.decimal is not None and options.decimal == options.thousands:
        name = _NAMES[options.decimal]
        raise DataError(f"{file}: --decimal and --thousands are both {name}; they must differ")


def check_separator(options: ReadOptions, sample: Sample, file: str) -> None:
    """Refuse a separator of columns within numbers, unless fields are quoted.

    Raises:
        DataError: it is asked for.
    """
    if options.separator is None or any(
        mark in line.text for line in sample.lines for mark in _QUOTES
    ):
        return
    for option, character in (("decimal", options.decimal), ("thousands", options.thousands)):
        if character != options.separator:
            continue
        if character == " ":
            said = f"--separator is blanks and --{option} is space"
        else:
            said = f"--separator and --{option} are both {_NAMES[character]}"
        raise DataError(f"{file}: {said}; they must differ where fields are not quoted")
