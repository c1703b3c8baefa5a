"""The attributes of a direction, each of a type."""

from __future__ import annotations

from collections.abc import Sequence

from engine.nearest import nearest
from tui.lessons.reading.faults import ReadingError
from tui.lessons.reading.words import Direction, Pair, Value, Word


class Attributes:
    """Takes the attributes of a direction one by one.

    Args:
        direction: the direction.
    """

    def __init__(self, direction: Direction) -> None:
        self._direction = direction
        self._pairs = {pair.key: pair for pair in direction.pairs}
        self._taken: list[str] = []

    def pair(self, key: str) -> Pair | None:
        """The pair of a key; None if it is not given."""
        self._taken.append(key)
        return self._pairs.get(key)

    def text(self, key: str, default: str | None = "") -> str:
        """A text; an error if it is missing and has no default."""
        pair = self.pair(key)
        if pair is None:
            if default is None:
                raise self.missing(f'{key} = "…"')
            return default
        if not isinstance(pair.value, str) or not pair.value.strip():
            raise ReadingError(pair.at, f'{key}: must be a text, such as {key} = "…"')
        return pair.value

    def texts(self, key: str) -> tuple[str, ...]:
        """A text, or several in brackets."""
        pair = self.pair(key)
        if pair is None:
            return ()
        given: Sequence[object] = pair.value if isinstance(pair.value, list) else [pair.value]
        texts = tuple(one for one in given if isinstance(one, str) and one.strip())
        if len(texts) < len(given) or not texts:
            raise ReadingError(pair.at, f'{key}: must be texts, such as {key} = ["…", "…"]')
        return texts

    def number(self, key: str, default: float, most: float) -> float:
        """A number above 0."""
        pair = self.pair(key)
        if pair is None:
            return default
        value = pair.value
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= most:
            reason = f"{key}: {shown_value(value)} is invalid; must be a number above 0"
            raise ReadingError(pair.at, f"{reason}, at most {most:g}")
        return float(value)

    def switch(self, key: str) -> bool:
        """True or false; false if it is not given."""
        pair = self.pair(key)
        if pair is not None and not isinstance(pair.value, bool):
            reason = f"{key}: {shown_value(pair.value)} is invalid; must be true or false"
            raise ReadingError(pair.at, reason)
        return pair is not None and pair.value is True

    def end(self) -> None:
        """Refuse what was not taken."""
        for key, pair in self._pairs.items():
            if key not in self._taken:
                near = nearest(key, self._taken)
                known = ", ".join(self._taken)
                hint = f"; did you mean {near}?" if near else f"; it has {known}" if known else ""
                raise ReadingError(pair.place, f"{self._direction.name} has no {key}{hint}")

    def missing(self, what: str) -> ReadingError:
        """That something is missing."""
        name = self._direction.name
        return ReadingError(self._direction.place, f"{name}: {what} is missing")


def no_more(words: Sequence[Word]) -> None:
    """Refuse words that nothing takes."""
    if words:
        raise ReadingError(words[0].place, f"{words[0].text} is one word too many")


def shown_value(value: Value) -> str:
    """A value as it stands in a message."""
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
