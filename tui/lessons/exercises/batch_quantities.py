"""The batches of an epoch: how many there are, their first and last samples, and common mistakes.

n samples in batches of M; the last batch has what remains. Samples and batches count from 1, and k
is the number of a batch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui.lessons.exercises.exercise import Mistake


@dataclass(frozen=True)
class Quantity:
    """A whole number that is a function of n, M and k.

    Attributes:
        label: what it is called.
        names: the names that a formula of it may use.
        right: its value at n, M, k.
        solution: a formula of it.
        mistakes: wrong formulas of it, each with the explanation.
    """

    label: str
    names: tuple[str, ...]
    right: Callable[[int, int, int], int]
    solution: str
    mistakes: tuple[Mistake, ...]


_ZERO_BASED = "Counted from 0, as in Python, that is right. Here samples count from 1."

COUNT = Quantity(
    "number of batches",
    ("n", "M"),
    lambda n, M, _k: -(-n // M),  # noqa: N803 - the names of the lab
    "ceil(n / M)",
    (
        Mistake(
            "n / M",
            "Batches come whole. What remains after the full batches needs one more batch: round "
            "up.",
        ),
        Mistake(
            "floor(n / M)",
            "Rounding down forgets the last, smaller batch, and its samples are never used.",
        ),
        Mistake(
            "floor(n / M) + 1",
            "Where M divides n, nothing remains, and this counts a batch without samples.",
        ),
        Mistake(
            "round(n / M)",
            "Rounding to the nearest whole number drops the last batch if it is less than half "
            "full. Even one sample that remains needs a batch.",
        ),
        Mistake(
            "floor(n / M + 0.5)",
            "This rounds to the nearest whole number and drops a last batch that is less than half "
            "full.",
        ),
        Mistake(
            "ceil(n / M) - 1",
            "That is the number of the last batch if batches count from 0. How many are there?",
        ),
        Mistake("ceil(n / M) + 1", "That is one batch too many: it would be empty."),
        Mistake(
            "ceil((n - 1) / M)",
            "This loses the batch of a single sample that remains.",
        ),
        Mistake("M / n", "That is upside down: it says which share of the data a batch holds."),
        Mistake("ceil(M / n)", "That is upside down: n samples are shared out, M at a time."),
        Mistake(
            "n % M",
            "That is the number of samples that remain after the full batches, not the number of "
            "batches.",
        ),
        Mistake("M", "That is the size of a batch. How many batches of that size cover n samples?"),
        Mistake("n", "That is right only for batches of one sample."),
    ),
)

FIRST = Quantity(
    "first sample",
    ("n", "M", "k"),
    lambda _n, M, k: (k - 1) * M + 1,  # noqa: N803
    "(k - 1)*M + 1",
    (
        Mistake("(k - 1)*M", f"{_ZERO_BASED} Add 1."),
        Mistake(
            "k*M",
            "That is the last sample of a full batch, or, counted from 0, the first of the next "
            "one.",
        ),
        Mistake(
            "k*M + 1",
            "That is where the next batch begins: the batches before this one are k - 1, not k.",
        ),
        Mistake(
            "(k - 1)*(M + 1) + 1",
            "This leaves out one sample between two batches: a batch has M samples, not M + 1.",
        ),
        Mistake(
            "(k - 1)*(M - 1) + 1",
            "This uses the last sample of each batch again in the next one.",
        ),
        Mistake(
            "(k - 1)*M + 2", "This skips a sample: k - 1 batches used (k - 1)*M samples, so the "
            "next one is one further on, not two."
        ),
        Mistake("k", "That is the number of the batch, right only for batches of one sample."),
        Mistake("1", "That is right for the first batch alone. M samples are used by each batch."),
        Mistake("n - M + 1", "Counted from the end, this finds the last M samples, for any k."),
    ),
)  # fmt: skip

_OVERRUN = "The last batch holds only what remains, so it must not end after sample n."

LAST = Quantity(
    "last sample",
    ("n", "M", "k"),
    lambda n, M, k: min(k * M, n),  # noqa: N803
    "min(k*M, n)",
    (
        Mistake("k*M", _OVERRUN),
        Mistake(
            "k*M - 1",
            f"Counted from 0, a full batch ends there. Here samples count from 1. {_OVERRUN}",
        ),
        Mistake("min(k*M, n) - 1", _ZERO_BASED),
        Mistake(
            "min(k*M - 1, n)",
            "This mixes two ways to count: k*M - 1 counts samples from 0, n from 1. Here they "
            "count from 1.",
        ),
        Mistake(
            "min(k*M, n - 1)",
            "Samples count from 1, so the last one has the number n, not n - 1: this one is never "
            "used.",
        ),
        Mistake(
            "min(k*M, n) + 1",
            "That is where a slice in Python would end if it counted from 1: the first sample that "
            "no longer belongs to the batch. Asked for is the last one that does.",
        ),
        Mistake("k*M + 1", "That is the first sample of the next batch."),
        Mistake(
            "min(k*M + 1, n)",
            "That is the first sample of the next batch, except at the end of the data.",
        ),
        Mistake("min(k*M, n + 1)", "Sample n + 1 does not exist: there are n samples."),
        Mistake("n", "That is right for the last batch alone."),
        Mistake("M", "That is right for the first batch alone, if n is not smaller than M."),
        Mistake("min(M, n)", "That is right for the first batch alone. Where does batch k end?"),
        Mistake("(k - 1)*M", "That is the last sample of the batch before."),
        Mistake("(k - 1)*M + 1", "That is the first sample of the batch, not its last one."),
        Mistake("min((k + 1)*M, n)", "That is the last sample of the next batch."),
        Mistake(
            "min(k*M, n) - (k - 1)*M",
            "That is the size of the batch. Asked for is the number of its last sample.",
        ),
        Mistake(
            "n % M if k == ceil(n / M) else k*M",
            "n % M is how many samples remain, not the number of the last one. And where M divides "
            "n, it is 0.",
        ),
        Mistake(
            "(k - 1)*M + n % M if k == ceil(n / M) else k*M",
            "Where M divides n, the last batch is full, but n % M is 0: this makes it empty.",
        ),
        Mistake(
            "k*M if k < floor(n / M) else n",
            "floor(n / M) is the number of full batches. If samples remain, the last full batch is "
            "not the last one.",
        ),
    ),
)
