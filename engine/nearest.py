"""The known word that a misspelled one was probably meant to be."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from itertools import islice

_MOST_WORDS = 10_000
_LONGEST = 80
"""Words are compared up to this many characters: the comparison takes their product."""
_SHORTEST_BEGINNING = 3


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known word most like `word`; None if none is close. Arguments as of `nearest_few`."""
    return next(iter(nearest_few(word, known, 1, cutoff)), None)


def nearest_few(word: str, known: Iterable[str], count: int, cutoff: float = 0.6) -> list[str]:
    """The known words most like `word`, best first.

    Case, blanks, hyphens and underscores do not count; a beginning counts as the whole word.

    Args:
        word: as typed.
        known: the words that would be right; of very many only the first are compared.
        count: at most this many.
        cutoff: how alike they must be; 1 is the same.
    """
    keys: dict[str, str] = {}
    for right in islice(known, _MOST_WORDS):
        keys.setdefault(_key(right), right)
    key = _key(word)
    if not key:
        return []
    if key in keys:
        return [keys[key]]
    near = difflib.get_close_matches(key, keys, n=count, cutoff=cutoff)
    if not near and len(key) >= _SHORTEST_BEGINNING:
        near = sorted((right for right in keys if right.startswith(key)), key=len)[:count]
    return [keys[found] for found in near]


def _key(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word[:_LONGEST]).casefold()
    return "".join(c for c in plain if c not in " _-\t")
