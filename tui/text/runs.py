"""The table that compares runs: its columns, their contents and the order of rows. No widget."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.data.scaling import Scaling
from engine.history.summary import RunSummary
from engine.problems.base import NAMES
from engine.theory.verdict import Verdict
from tui.text.columns import total_width
from tui.text.numbers import count, number, reading, short
from tui.text.standardized import trained_heads
from tui.text.verdicts import ratio_text, verdict_word
from tui.text.width import text_width

OTHER_SAMPLES = "other samples"


@dataclass(frozen=True)
class Entry:
    """One row: the current run or a kept run.

    Attributes:
        letter: of a kept run; empty for the current run.
        name: as given by the user or made from the parameters.
        hidden: whether the plots leave it out.
        over_least: its loss as a multiple of the least loss; nan if that is unknown.
        verdict: on a run that has ended, if the optimum is known.
        apart: what makes it not comparable with the current run, whose least loss and optimum are
            not its own: other samples, another loss; empty if it is comparable.
    """

    letter: str
    name: str
    summary: RunSummary
    hidden: bool = False
    over_least: float = math.nan
    verdict: Verdict | None = None
    apart: str = ""

    @property
    def ended(self) -> str:
        """How the run ended, or its state, in words."""
        if self.verdict is not None:
            return verdict_word(self.verdict)
        return str(self.summary.status).replace("_", " ")


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        title: its heading.
        text: the cell's text for a run.
        key: the sort key of a run.
        about: its meaning, in one line.
        importance: 1 is dropped last when space is short.
        left: whether it is left-aligned; numbers are right-aligned.
    """

    title: str
    text: Text
    key: SortKey
    about: str
    importance: int
    left: bool = False


Text = Callable[[Entry], str]
SortKey = Callable[[Entry], float | str]


def _number(value: float) -> str:
    return reading(value, 9).strip()


def _of(
    get: Callable[[RunSummary], float],
) -> tuple[Callable[[Entry], str], Callable[[Entry], float]]:
    return (lambda e: _number(get(e.summary))), (lambda e: get(e.summary))


def _over_least(entry: Entry) -> str:
    if not entry.apart:
        return ratio_text(entry.over_least)
    return "other data" if entry.apart == OTHER_SAMPLES else "other loss"


def _whole(
    get: Callable[[RunSummary], int],
) -> tuple[Callable[[Entry], str], Callable[[Entry], float]]:
    return (lambda e: count(get(e.summary), 9).strip()), (lambda e: get(e.summary))


def _off(place: int) -> Column:
    """How far one of the parameters is from the optimum."""
    name = NAMES[place]
    about = f"distance of {name} from the nearest optimum"
    return Column(f"off {name}", *_of(lambda s: s.off[place]), about, 10)


COLUMNS: tuple[Column, ...] = (
    Column("run", lambda e: e.name, lambda e: e.name, "the name of the run", 2, left=True),
    Column("method", lambda e: e.summary.method, lambda e: e.summary.method,
           "the optimizer", 7, left=True),
    Column("M", *_whole(lambda s: s.batch_size), "the batch size", 6),
    Column("lr", lambda e: number(e.summary.learning_rate), lambda e: e.summary.learning_rate,
           "the learning rate", 5),
    Column("epochs", *_whole(lambda s: s.epochs), "completed epochs", 3),
    Column("updates", *_whole(lambda s: s.updates), "updates", 8),
    Column("samples", lambda e: short(e.summary.samples_seen), lambda e: e.summary.samples_seen,
           "samples seen, repetitions included", 11),
    Column("seconds", lambda e: _number(e.summary.seconds), lambda e: e.summary.seconds,
           "training time, excluding compilation", 9),
    Column("full loss", *_of(lambda s: s.full_loss), "the loss over all samples at the end", 1),
    Column("loss/least", _over_least, lambda e: e.over_least,
           "the full loss as a multiple of the least loss", 2),
    _off(0),
    _off(1),
    Column("scatter", *_of(lambda s: s.scatter),
           "scatter of the last epochs' batch losses, relative to their mean", 12),
    Column("status", lambda e: e.ended, lambda e: e.ended,
           "converged only near the least loss, or as near as its batches allow", 4, left=True),
)  # fmt: skip
"""The columns from left to right."""


def titles(scaling: Scaling) -> tuple[str, ...]:
    """The headings: with a prime where θ or the loss is that of standardized samples."""
    plain = [f"off {name}" for name in NAMES] + ["full loss"]
    *names, loss = trained_heads(scaling)
    changed = dict(zip(plain, [*(f"off {name}" for name in names), f"full {loss}"], strict=True))
    return tuple(changed.get(column.title, column.title) for column in COLUMNS)


def in_order(entries: Sequence[Entry], column: Column, *, descending: bool) -> list[Entry]:
    """The rows sorted by a column; values that are not numbers come last in both directions."""

    def unknown(entry: Entry) -> bool:
        key = column.key(entry)
        return isinstance(key, float) and math.isnan(key)

    known = [entry for entry in entries if not unknown(entry)]
    known.sort(key=column.key, reverse=descending)
    return known + [entry for entry in entries if unknown(entry)]


def widths(
    entries: Sequence[Entry],
    room: int,
    wanted: int | None = None,
    scaling: Scaling = Scaling(),  # noqa: B008 - it is frozen
) -> dict[int, int]:
    """The columns that fit, by index, and their widths; two cells separate them.

    The column `wanted` is always included, so each can be shown in a narrow table.
    """
    heads = titles(scaling)
    wide = {
        place: max(map(text_width, [heads[place], *map(column.text, entries)]))
        for place, column in enumerate(COLUMNS)
    }
    while len(wide) > 1 and total_width(wide.values()) > room:
        others = (place for place in wide if place != wanted)
        del wide[max(others, key=lambda place: COLUMNS[place].importance)]
    return wide
