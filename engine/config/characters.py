"""Characters of a data file by name, as typed by a user: either the name or the character."""

from __future__ import annotations

from collections.abc import Callable

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "blanks": " "}
DECIMALS = {"point": ".", "comma": ","}
THOUSANDS = {"comma": ",", "point": ".", "space": " ", "apostrophe": "'"}
_ALSO = {"\\t": "\t", "dot": ".", "’": "'", "blank": " ", "whitespace": " ", "space": " "}


def named(characters: dict[str, str]) -> Callable[[object], object]:
    """A function that replaces a typed character by its name; other values are unchanged."""
    names = {character: name for name, character in characters.items()}

    def name_of(value: object) -> object:
        if not isinstance(value, str) or value in characters:
            return value
        return names.get(_ALSO.get(value, value), value)

    return name_of
