"""The program in a terminal, what its screen and its files say, and the shell around it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.storage.sessions.reader import read_record
from engine.storage.sessions.record import SESSION
from tests.e2e.terminal import Terminal
from tools.processes import workers_of

ENDED = frozenset("✓■")
"""Marks of a run that has ended."""


@dataclass
class Session:
    """The program, and where the shell around it notes how it found and left the terminal."""

    terminal: Terminal
    notes: Path

    def note(self, name: str) -> str:
        return (self.notes / name).read_text().strip()

    def number_after(self, label: str) -> float:
        """The number that stands after a label in the status line, the third from below.

        A picture is written piece by piece: NaN as long as there is none.
        """
        found = re.search(rf"\b{label} +(-?\d[\d.]*(?:e-?\d+)?)(?= )", self.terminal.lines[-3])
        return math.nan if found is None else float(found[1])

    def wait_for_number(
        self, label: str, wanted: Callable[[float], bool] = lambda _: True
    ) -> float:
        """Wait until a number that is wanted stands after a label; gives it."""

        def seen() -> bool:
            number = self.number_after(label)
            return not math.isnan(number) and wanted(number)

        self.terminal.wait_until(seen, f"the number after {label}")
        return self.number_after(label)

    def wait_for_learning_rate(self, text: str) -> None:
        """Wait until the panel shows it; a dot marks values that are not the default."""
        row = re.compile(rf"learning rate[ •]+{re.escape(text)} ")
        self.terminal.wait_until(lambda: row.search(self.terminal.text) is not None, text)

    @property
    def saved_update(self) -> int:
        """Updates of the run in the session on disk; 0 without one."""
        files = (self.notes / "descent" / "sessions").glob(f"*/{SESSION}")
        runs = [read_record(file.parent).run for file in files]
        return max((run.update for run in runs if run is not None), default=0)

    def train_to_the_end(self, name: str) -> dict[str, NDArray[Any]]:
        """Train at full speed; gives all updates but their times, in a file of this name."""
        self.terminal.press("S" * 12 + " ")
        self.terminal.wait_until(lambda: bool(ENDED & set(self.terminal.lines[-3])), "the end")
        path = self.notes / f"{name}.npz"
        self.terminal.press("w")
        self.terminal.wait_for("write the history")
        self.terminal.press(f"\x15{path}\r")
        self.terminal.wait_until(path.exists, "the history")
        with np.load(path) as found:
            return {column: found[column] for column in found.files if column != "seconds"}

    @property
    def worker(self) -> int:
        (worker,) = workers_of(self.terminal.pid)
        return worker
