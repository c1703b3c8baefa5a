"""Messages about a loss of the user's own: only the worker can execute and evaluate it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.arrays import Floats
from engine.config.run import RunConfig
from engine.problems.view import View


@dataclass(frozen=True)
class Permit:
    """Let the worker execute the file with a loss whose content has this SHA-256.

    Only after a person has named the file by hand (`engine.problems.own.permission.permit`).
    """

    digest: str


@dataclass(frozen=True)
class Evaluate:
    """Evaluate the full loss of the run, with its slopes, at points of a box, where the app cannot.

    `Evaluated` follows, coarse at first, until one is `whole`; of several pending ones, the last
    counts.

    Attributes:
        view: the box; its edges are included.
        columns, rows: points along w and along b of the finest grid; one more than a multiple of a
            power of 2, so that coarser ones have some of its points.
    """

    view: View
    columns: int
    rows: int


@dataclass(frozen=True, eq=False)
class Evaluated:
    """The full loss and its slopes at points of a box, as `Evaluate` asked, or at fewer of them.

    Attributes:
        config: of the run.
        view: the box.
        losses: (rows, columns); row 0 is b_low, column 0 is w_low.
        slopes: their derivatives by w and by b, (2, rows, columns).
        sampled_from: the number of samples if a selection of them was used; 0 for all.
        whole: whether no finer one follows.
    """

    config: RunConfig
    view: View
    losses: Floats
    slopes: Floats
    sampled_from: int
    whole: bool = True
