"""A finding of the doctor: one fact, whether it is right, and what to do if it is not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Plain = str | int | float | bool | None | tuple[str, ...]


class State(StrEnum):
    """Whether something is as it should be."""

    FINE = "fine"
    JUDGE = "judge by eye"
    ADVICE = "advice"
    WRONG = "wrong"


MARKS = {State.FINE: "✓", State.JUDGE: "?", State.ADVICE: "!", State.WRONG: "✗"}


@dataclass(frozen=True)
class Finding:
    """One fact.

    Attributes:
        group: what it is about, such as "terminal".
        name: the fact, in one or two words.
        text: its value.
        state: whether it is as it should be.
        advice: what to do; empty if there is nothing to do.
        value: the value for programs; None stands for the text.
    """

    group: str
    name: str
    text: str
    state: State = State.FINE
    advice: str = ""
    value: Plain = None

    @property
    def record(self) -> dict[str, object]:
        """The finding for programs."""
        return {
            "group": self.group,
            "name": self.name,
            "value": self.text if self.value is None else self.value,
            "text": self.text,
            "state": str(self.state),
            "advice": self.advice,
        }


def wrong(group: str, name: str, text: str, advice: str, value: Plain = None) -> Finding:
    """Something that must be put right."""
    return Finding(group, name, text, State.WRONG, advice, value)


def advised(group: str, name: str, text: str, advice: str, value: Plain = None) -> Finding:
    """Something that works, and could be better."""
    return Finding(group, name, text, State.ADVICE, advice, value)
